"""What is sent about teams."""

from collections.abc import Sequence

from tests.domain.projects import WHOLE
from tests.journeys.aiming import Target
from tests.world import Person, publish_project, register

ROLE = {"th": "ช่างสำรวจ", "en": "Surveyor"}
GONE = "DELETE FROM teammates WHERE project_id = %(id)s"


def of_teams(owner: Person) -> Sequence[Target]:
    """The owner's project, somebody to be in its team, and another project that might end in it."""
    other, project = register(owner.client), publish_project(owner)
    about, row = {"project_id": project["id"]}, project["team"][0]["id"]
    draft = owner.does("createProject", **WHOLE)
    waits = publish_project(owner)
    asked = other.does("askToJoin", project_id=waits["id"])
    merging = other.does("createProject", **WHOLE)
    invitation = {"account_id": other.id, "member_id": row, "role": ROLE, "message": "มาช่วยกัน"}
    return [
        Target("setProjectFindable", owner, {"project_id": draft["id"]}, {"findable": True}),
        Target("inviteTeammate", owner, about, invitation | {"can_edit": True}, again=GONE),
        Target("askToJoin", other, about, {"role": ROLE, "message": "ขอช่วย"}, again=GONE),
        Target(
            "proposeMerge",
            other,
            about,
            {"merging_project_id": merging["id"], "message": "รวมกัน"},
            again=GONE,
        ),
        Target(
            "acceptTeammate",
            owner,
            {"teammate_id": asked["id"]},
            {"can_edit": True, "member_id": waits["team"][0]["id"]},
            again="UPDATE teammates SET state = 'proposed', answered_at = NULL WHERE id = %(id)s",
        ),
    ]
