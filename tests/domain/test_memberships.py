"""Who is a member, who is only invited, and who is an organization's last owner."""

from typing import Any

import pytest

from domain.access import Role
from domain.errors import Conflict
from domain.ids import AccountId, MembershipId, OrganizationId
from domain.model.memberships import Membership, MembershipState, is_last_owner, standing
from tests.domain.builders import NOON

ANN, BEA = AccountId("account_ann"), AccountId("account_bea")


def a_membership(account_id: AccountId | None, id: str = "membership_1", **more: Any) -> Membership:
    given: dict[str, Any] = {"account_id": account_id, "person_id": account_id, "role": Role.VIEWER, **more}
    ours = OrganizationId("organization_1")
    return Membership(id=MembershipId(id), organization_id=ours, created_at=NOON, updated_at=NOON, **given)


def an_owner(account_id: AccountId, id: str, **more: Any) -> Membership:
    return a_membership(account_id, id, role=Role.OWNER, state=MembershipState.ACTIVE, **more)


def test_whoever_accepts_an_invitation_by_address_is_named_and_the_address_forgotten() -> None:
    invitation = a_membership(None, email="ann@plik.example")

    invitation.accept(ANN, now=NOON)

    assert invitation.counts
    assert (invitation.account_id, invitation.email, invitation.accepted_at) == (ANN, None, NOON)


@pytest.mark.parametrize("end", ["decline", "end"])
def test_an_invitation_that_comes_to_nothing_keeps_no_address(end: str) -> None:
    invitation = a_membership(None, email="ann@plik.example")

    getattr(invitation, end)(now=NOON)

    assert (invitation.email, invitation.account_id, invitation.left_at) == (None, None, NOON)


@pytest.mark.parametrize("state", sorted(set(MembershipState) - {MembershipState.INVITED}))
def test_only_an_invitation_is_accepted(state: MembershipState) -> None:
    with pytest.raises(Conflict, match=f"membership_is_{state}"):
        a_membership(ANN, state=state).accept(ANN, now=NOON)


def test_an_invitation_is_found_by_the_way_it_was_made() -> None:
    by_id, by_address = (
        a_membership(ANN),
        a_membership(None, "membership_2", person_id=ANN, email="ann@x.example"),
    )
    present = [by_id, by_address]

    assert standing(present, ANN, None) is by_id
    assert standing(present, ANN, "ann@x.example") is by_address
    assert standing(present, None, "nobody@x.example") is None
    assert standing([by_id], ANN, "ann@x.example") is None  # or it would tell whose the address is


def test_a_member_is_found_by_either_way() -> None:
    member = a_membership(ANN, state=MembershipState.ACTIVE)

    assert standing([member], ANN, None) is member
    assert standing([member], ANN, "ann@x.example") is member


def test_whoever_left_is_invited_anew() -> None:
    assert standing([a_membership(ANN, state=MembershipState.ENDED)], ANN, None) is None


def test_the_last_owner_is_the_one_beside_whom_no_other_owns() -> None:
    ann, bea = an_owner(ANN, "membership_1"), an_owner(BEA, "membership_2")
    invited = a_membership(BEA, "membership_3", role=Role.OWNER)

    assert not is_last_owner(ann, [ann, bea])
    assert is_last_owner(ann, [ann, invited])
    assert not is_last_owner(invited, [ann, invited])
