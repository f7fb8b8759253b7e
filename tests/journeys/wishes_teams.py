"""How people come to work on one project, and organizations to support it: what each side alone may say."""

from typing import Any

from tests.journeys.tales import PEOPLE, Step, Tale, on, only
from tests.world import publish_project


def _drafts_are_written(tale: Tale) -> None:
    for name, who in (("findable draft", "applicant"), ("merging draft", "other_applicant")):
        tale.things[name] = tale.cast[who].does("createProject", title={"th": "ฝายห้วยขวาง"})


def _invitation(tale: Tale, _: Any) -> dict[str, Any]:
    return {"project_id": tale.id("project"), "account_id": tale.cast["stranger"].id}


def _two_more_are_invited(tale: Tale) -> None:
    for name, kind in (("declined invitation", "colleague"), ("withdrawn invitation", "viewer")):
        given = {"project_id": tale.id("project"), "account_id": tale.cast[kind].id}
        tale.things[name] = tale.cast["applicant"].does("inviteTeammate", **given)


def _join(tale: Tale, _: Any) -> dict[str, Any]:
    return {"project_id": tale.id("project"), "message": "ขอช่วย"}


def _merge(tale: Tale, _: Any) -> dict[str, Any]:
    return {"project_id": tale.id("findable draft"), "merging_project_id": tale.id("merging draft")}


def _organizations_are_named(tale: Tale) -> None:
    organization, applicant, manager = tale.cast.organization, tale.cast["applicant"], tale.cast["manager"]
    supporter = {"name": organization["name"], "organization_id": organization["id"]}
    for name in ("supporter", "declined supporter"):
        project = publish_project(applicant, supporters=[supporter])
        [tale.things[name]] = manager.does("supporters", project_id=project["id"])["data"]


def _let_in(tale: Tale) -> None:
    tale.cast["applicant"].does("acceptTeammate", id=tale.id("request"))


MANAGED = only("owner", "manager", "machine")
IN_TEAMS = (
    Step(
        "setProjectFindable",
        "applicant",
        only("applicant"),
        on("findable draft", findable=True),
        first=_drafts_are_written,
    ),
    Step("inviteTeammate", "applicant", only("applicant"), _invitation, "invitation to the team"),
    Step("acceptTeammate", "stranger", only("stranger"), on("invitation to the team")),
    Step("leaveTeammate", "stranger", only("stranger"), on("invitation to the team")),
    Step(
        "declineTeammate",
        "colleague",
        only("colleague"),
        on("declined invitation"),
        first=_two_more_are_invited,
    ),
    Step("withdrawTeammate", "applicant", only("applicant"), on("withdrawn invitation")),
    Step("askToJoin", "other_applicant", PEOPLE - {"applicant"}, _join, "request"),
    Step("proposeMerge", "other_applicant", only("other_applicant"), _merge),
    Step("removeTeammate", "applicant", only("applicant"), on("request"), first=_let_in),
    Step("confirmSupporter", "manager", MANAGED, on("supporter"), first=_organizations_are_named),
    Step("withdrawSupporter", "owner", MANAGED, on("supporter")),
    Step("declineSupporter", "manager", MANAGED, on("declined supporter")),
)
