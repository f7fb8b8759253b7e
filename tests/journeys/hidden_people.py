"""What is between an organization and whoever it invites, and what they are told."""

from collections.abc import Mapping, Sequence

from tests.journeys.callers import Cast
from tests.world import an_email, found, invite, register


def hide_people(cast: Cast) -> tuple[str, Mapping[str, Sequence[str]]]:
    """The address that the organization invites, and what to ask by; the stranger is invited to somebody's club."""
    address, founder = an_email(), register(cast["stranger"].client)
    asked = cast["owner"].does(
        "addMember", organization_id=cast.organization["id"], role="viewer", email=address
    )
    invited = invite(founder, found(founder, name={"th": "ชมรม"}), cast["stranger"])
    told = cast["stranger"].does("notices")["data"]
    return address, {
        "membership_id": [asked["id"], invited["id"]],
        "notice_id": [one["id"] for one in told],
    }
