"""What is between the two sides of a team, and between a project and an organization that it names."""

from collections.abc import Callable, Mapping, Sequence

from tests.journeys.callers import Cast
from tests.world import publish_project

Keep = Callable[[str, frozenset[str]], str]


def hide_teams(cast: Cast, keep: Keep) -> Mapping[str, Sequence[str]]:
    """A word between two who would work together, a draft that one of them may read, and a part to be confirmed."""
    owner, other, organization = cast["other_applicant"], cast["stranger"], cast.organization
    sides = frozenset({"other_applicant", "stranger", "admin"})
    project = publish_project(owner)
    asked = other.does("askToJoin", project_id=project["id"], message=keep("word of who would join", sides))
    draft = owner.does("createProject", title={"th": keep("draft that somebody is invited to", sides)})
    invited = owner.does(
        "inviteTeammate",
        project_id=draft["id"],
        account_id=other.id,
        role={"th": keep("role of who is invited", sides)},
    )
    mine = other.does("createProject", title={"th": keep("draft that is to be merged", sides)})
    merge = other.does("proposeMerge", project_id=project["id"], merging_project_id=mine["id"])
    asking = frozenset({"other_applicant", "owner", "manager", "machine", "machine_reading", "admin"})
    row = {"name": organization["name"], "organization_id": organization["id"]}
    naming = owner.does(
        "createProject",
        title={"th": keep("draft that names the organization", asking)},
        supporters=[row],
    )
    [supporter] = cast["manager"].does("supporters", project_id=naming["id"])["data"]
    return {
        "teammate_id": [asked["id"], invited["id"], merge["id"]],
        "supporter_id": [supporter["id"]],
        "project_of_a_team": [draft["id"], mine["id"], naming["id"]],
    }
