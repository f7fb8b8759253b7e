"""A story from a call to its grants, step by step: what is wished for, who does it, and who else might have.

Every operation of the contract that changes something has its step here, or its reason in `OPEN_TO_ALL`.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.domain.projects import WHOLE
from tests.fundraising import CARD, a_campaign, a_key, satang
from tests.journeys.tales import PEOPLE, RUN_IT, Step, Tale, on, only, versioned
from tests.journeys.wishes_after import AFTER_PUBLICATION, BEFORE_PUBLICATION, is_lost, two_enter_and_lose
from tests.journeys.wishes_calls import ONCE_OPEN, PUT_OUT, SCREENING
from tests.journeys.wishes_judging import BEFORE_OPENING, WHILE_OPEN
from tests.journeys.wishes_people import AMONG_PEOPLE
from tests.journeys.wishes_reviewing import AFTER_SEALING, BEFORE_THE_PANEL, GIVEN_BACK, MORE_TIME
from tests.journeys.wishes_teams import IN_TEAMS
from tests.judging import scores_for
from tests.mirroring import as_it_stands
from tests.volunteering import PROFILE, WORK, accepted, apply, draft_opportunity
from tests.world import CRITERIA, Person, a_call, an_email, enter, publish_project, register, rfc3339

OPEN_TO_ALL = {
    "createAccount": "anybody registers; only who says to be somebody must be somebody",
    "login": "the password is what lets in",
    "refresh": "the refresh token is what lets in",
    "createGuest": "anybody is a guest; only who says to be a certain one must bring the renewal token",
    "issueToken": "the client's secret is what lets in",
    "receiveStripeEvent": "the provider's signature is what lets in",
}
TOLD_ELSEWHERE = {
    "archiveCall": "only once the time for appeals is over: tests/api/test_calls_running.py moves the clock",
    "uploadAttachment": "it takes bytes, which no other does: tests/api/test_attachments.py tells who may send them",
}


def _member(tale: Tale, _: Any) -> dict[str, Any]:
    newcomer = tale.more["newcomer"]
    return {"organization_id": tale.cast.organization["id"], "account_id": newcomer.id, "role": "owner"}


def _client(tale: Tale, _: Any) -> dict[str, Any]:
    return {"organization_id": tale.cast.organization["id"], "name": "A machine", "scopes": ["calls:write"]}


def _entry(tale: Tale, _: Any) -> dict[str, Any]:
    return {"call_id": tale.id("call"), "project_id": tale.id("project")}


def _file(tale: Tale, _: Any) -> dict[str, Any]:
    return {"project_id": tale.id("project"), "name": "แผน.pdf", "size": 10}


def _two_more_projects(tale: Tale) -> None:
    for name in ("done project", "given up project"):
        tale.things[name] = publish_project(tale.cast["applicant"])


def _update(tale: Tale, _: Any) -> dict[str, Any]:
    return {"project_id": tale.id("project"), "title": {"th": "ข่าว"}, "body": {"th": "*ข่าวดี*"}}


def _round(tale: Tale, _: Any) -> dict[str, Any]:
    name, rules = {"th": "รอบเดียว"}, {"reviews_per_entry": 2, "quorum": 1, "places": 2, "waiting_list": 0}
    due_at = rfc3339(timedelta(days=30))
    return {"call_id": tale.id("call"), "name": name, "criteria": CRITERIA, "due_at": due_at, **rules}


def _panel(tale: Tale, _: Any) -> dict[str, Any]:
    return {"id": tale.id("round"), "judge_ids": [person.id for _, person in _judges(tale)]}


def _scores(tale: Tale, face: Any) -> dict[str, Any]:
    return versioned("review", scores=scores_for(face, feasibility=4, benefit=4))(tale, face)


def _judges(tale: Tale) -> Iterator[tuple[str, Person]]:
    yield from (
        ("judge", tale.cast["judge"]),
        ("colleague", tale.cast["colleague"]),
        ("third", tale.more["third"]),
    )


def _somebody_comes(tale: Tale) -> None:
    client = tale.cast.app.test_client()
    tale.more |= {"newcomer": register(client), "third": register(client)}


def _two_more_enter(tale: Tale) -> None:
    """One is taken back later, the other is judged too, and wins."""
    for name, who in (("withdrawn entry", "stranger"), ("other entry", "other_applicant")):
        tale.things[name] = enter(tale.cast[who], tale.things["call"])


def _all_are_screened(tale: Tale) -> None:
    tale.cast["manager"].does("screenEntry", id=tale.id("other entry"), verdict="eligible")
    two_enter_and_lose(tale)


def _reviews_are_found(tale: Tale) -> None:
    for kind, person in _judges(tale):
        tale.things[f"review of the {kind}"] = person.does("reviews", round_id=tale.id("round"))["data"][0]
    tale.things["review"] = tale.things["review of the judge"]


def _all_is_judged(tale: Tale) -> None:
    for _, judge in _judges(tale):
        for one in judge.does("reviews", round_id=tale.id("round"), first=100)["data"]:
            if one["state"] == "assigned":
                scores = {each["key"]: 1 if is_lost(tale, one["entry_id"]) else 3 for each in CRITERIA}
                judge.does("updateReview", id=one["id"], expected_version=one["version"], scores=scores)
                judge.does("submitReview", id=one["id"])


def _grants_are_found(tale: Tale) -> None:
    for grant in tale.cast["manager"].does("grants", call_id=tale.id("call"))["data"]:
        tale.things["grant" if grant["entry_id"] == tale.id("entry") else "other grant"] = grant


def _opportunity(tale: Tale, _: Any) -> dict[str, Any]:
    return {"project_id": tale.id("project"), **WORK}


def _application(tale: Tale, _: Any) -> dict[str, Any]:
    return {"opportunity_id": tale.id("opportunity"), "message": "พร้อมช่วย"}


def _everybody_could_volunteer(tale: Tale) -> None:
    for kind in PEOPLE:
        tale.cast[kind].does("setMyVolunteer", **PROFILE)
    for person in tale.more.values():
        person.does("setMyVolunteer", **PROFILE)


def _campaign(tale: Tale, _: Any) -> dict[str, Any]:
    return {"project_id": tale.id("project"), **a_campaign()}


def _pledge(tale: Tale, _: Any) -> dict[str, Any]:
    how = {"method": "card", "payment_method": CARD, "email": an_email(), "idempotency_key": a_key()}
    return {"campaign_id": tale.id("campaign"), "amount": satang(50_000), **how}


def _others_volunteer(tale: Tale) -> None:
    owner, opportunity = tale.cast["applicant"], tale.things["opportunity"]
    tale.things["missed placement"] = accepted(owner, tale.more["newcomer"], opportunity)
    tale.things["declined placement"] = apply(tale.more["third"], opportunity)
    tale.things["withdrawn placement"] = apply(tale.cast["unassigned_judge"], opportunity)


def _another_opportunity(tale: Tale) -> None:
    tale.things["other opportunity"] = draft_opportunity(tale.cast["applicant"], tale.things["project"])


def _mirrored(*_: Any) -> dict[str, Any]:
    return {"external_id": "weirs-2026", **as_it_stands()}


STORY = (
    Step("createOrganization", "stranger", PEOPLE, lambda *_: {"kind": "ngo", "name": {"th": "มูลนิธิ"}}),
    Step("addMember", "owner", only("owner", "admin"), _member, "membership", first=_somebody_comes),
    *AMONG_PEOPLE,
    Step("createClient", "owner", only("owner", "admin"), _client, "client"),
    Step("revokeClient", "owner", only("owner", "admin"), on("client")),
    Step(
        "createCall", "manager", RUN_IT, lambda tale, _: a_call(tale.cast.organization, award_count=2), "call"
    ),
    Step("updateCall", "owner", RUN_IT, versioned("call", title={"th": "ชื่อใหม่"}), "call"),
    Step("openCall", "admin", RUN_IT, on("call"), "call"),
    *ONCE_OPEN,
    Step("createProject", "applicant", PEOPLE, lambda *_: WHOLE, "project"),
    Step(
        "updateProject",
        "applicant",
        only("applicant"),
        versioned("project", summary={"th": "สรุป"}),
        "project",
    ),
    Step("submitEntry", "applicant", only("applicant"), _entry, "entry"),
    Step("publishProject", "applicant", only("applicant"), on("project"), "project"),
    *IN_TEAMS,
    Step("setMyVolunteer", "stranger", PEOPLE, lambda *_: PROFILE | {"remote": False}, "volunteer"),
    Step("createOpportunity", "applicant", only("applicant"), _opportunity, "opportunity"),
    Step(
        "updateOpportunity",
        "applicant",
        only("applicant"),
        versioned("opportunity", places=9),
        "opportunity",
    ),
    Step("openOpportunity", "applicant", only("applicant"), on("opportunity"), "opportunity"),
    Step(
        "createPlacement",
        "stranger",
        PEOPLE - {"applicant"},
        _application,
        "placement",
        first=_everybody_could_volunteer,
    ),
    Step("offerPlacement", "applicant", only("applicant"), on("placement"), "placement"),
    Step("acceptPlacement", "stranger", only("stranger"), on("placement"), "placement"),
    Step("completePlacement", "applicant", only("applicant"), on("placement")),
    Step("markNoShow", "applicant", only("applicant"), on("missed placement"), first=_others_volunteer),
    Step("declinePlacement", "applicant", only("applicant"), on("declined placement")),
    Step("withdrawPlacement", "unassigned_judge", only("unassigned_judge"), on("withdrawn placement")),
    Step("closeOpportunity", "applicant", only("applicant"), on("opportunity")),
    Step(
        "cancelOpportunity",
        "applicant",
        only("applicant"),
        on("other opportunity"),
        first=_another_opportunity,
    ),
    Step("setExternalCampaign", "machine", only("machine", "machine_elsewhere"), _mirrored),
    Step("createAttachment", "applicant", only("applicant"), _file, "attachment"),
    Step("removeAttachment", "applicant", only("applicant"), on("attachment")),
    Step("completeProject", "applicant", only("applicant"), on("done project"), first=_two_more_projects),
    Step("cancelProject", "applicant", only("applicant"), on("given up project", reason={"th": "ไม่มีที่"})),
    Step("createUpdate", "applicant", only("applicant"), _update, "update"),
    Step("createCampaign", "applicant", only("applicant"), _campaign, "campaign"),
    Step(
        "updateCampaign",
        "applicant",
        only("applicant"),
        versioned("campaign", goal=satang(500_000)),
        "campaign",
    ),
    Step("launchCampaign", "applicant", only("applicant"), on("campaign"), "campaign"),
    Step("createPledge", "guest", PEOPLE | {"guest"}, _pledge, "pledge"),
    Step("cancelPledge", "guest", only("guest"), on("pledge"), "pledge"),
    Step("cancelCampaign", "applicant", only("applicant", "admin"), on("campaign"), "campaign"),
    *SCREENING,
    Step("screenEntry", "manager", RUN_IT, on("entry", verdict="eligible"), "entry"),
    Step("withdrawEntry", "stranger", only("stranger"), on("withdrawn entry"), first=_two_more_enter),
    Step("closeCall", "manager", RUN_IT, on("call"), "call", first=_all_are_screened),
    Step("createRound", "manager", RUN_IT, _round, "round"),
    *BEFORE_THE_PANEL,
    Step("setRoundPanel", "owner", RUN_IT, _panel, "round"),
    *BEFORE_OPENING,
    Step("openRound", "manager", RUN_IT, on("round"), "round"),
    *WHILE_OPEN,
    *MORE_TIME,
    Step("updateReview", "judge", only("judge"), _scores, "review", first=_reviews_are_found),
    Step("submitReview", "judge", only("judge"), on("review"), "review"),
    *GIVEN_BACK,
    Step("recuseReview", "colleague", only("colleague"), on("review of the colleague", reason="เพื่อนบ้าน")),
    Step("sealRound", "manager", RUN_IT, on("round"), "round", first=_all_is_judged),
    *AFTER_SEALING,
    *BEFORE_PUBLICATION,
    Step("simulateRankRound", "manager", RUN_IT, on("round"), changes=False),
    Step("rankRound", "manager", RUN_IT, on("round"), "round"),
    Step("simulateDecideRound", "manager", RUN_IT, on("round", moves=[]), changes=False),
    Step("decideRound", "owner", RUN_IT, on("round", moves=[]), "round"),
    Step("simulatePublishRound", "owner", RUN_IT, on("round"), changes=False),
    Step("publishRound", "manager", RUN_IT, on("round"), "round"),
    *AFTER_PUBLICATION,
    *PUT_OUT,
    Step("acceptGrant", "applicant", only("applicant"), on("grant"), first=_grants_are_found),
    Step("declineGrant", "other_applicant", only("other_applicant"), on("other grant")),
    Step("logout", "unassigned_judge", PEOPLE, lambda *_: {}),
)
