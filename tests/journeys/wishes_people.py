"""What people wish around their accounts: to act for others or no more, to be told less, and to have read it."""

from typing import Any

from tests.journeys.tales import PEOPLE, Step, Tale, on, only
from tests.world import invite


def _the_stranger_is_invited(tale: Tale) -> None:
    cast = tale.cast
    tale.things["invitation"] = invite(cast["owner"], cast.organization, cast["stranger"])


def _the_stranger_is_told(tale: Tale) -> None:
    tale.things["notice"] = tale.cast["stranger"].does("notices", kind="member_invited")["data"][0]


def _quietly(tale: Tale, _: Any) -> dict[str, Any]:
    return {"expected_version": tale.cast["stranger"].does("me")["version"], "mail_notices": False}


def _until(tale: Tale, _: Any) -> dict[str, Any]:
    return {"until": tale.id("notice")}


AMONG_PEOPLE = (
    Step("removeMember", "owner", only("owner", "admin"), on("membership")),
    Step("acceptMembership", "stranger", only("stranger"), on("invitation"), first=_the_stranger_is_invited),
    Step("leaveOrganization", "stranger", only("stranger"), on("invitation")),
    Step("declineMembership", "stranger", only("stranger"), on("invitation"), first=_the_stranger_is_invited),
    Step("readNotice", "stranger", only("stranger"), on("notice"), first=_the_stranger_is_told),
    Step("readNotices", "stranger", only("stranger"), _until),
    Step("updateMe", "stranger", PEOPLE, _quietly),
)
