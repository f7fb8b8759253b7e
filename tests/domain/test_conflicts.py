"""Whom the data speaks against: the applicant, colleagues of now and before, and whoever has a stake in the project."""

from datetime import timedelta
from typing import Any

import pytest

from domain.errors import Invalid, Refusal
from domain.ids import AccountId, ConflictId, EntryId
from domain.model.conflicts import ConflictKind, ConflictOfInterest, ConflictState, Facts, found
from domain.model.entries import Entry
from tests.domain.builders import NOON, ROUND, SPONSOR, an_entry

JUDGE = "account_judge"
APPLICANT, PROJECT = "account_applicant_1", "project_1"
OURS, THEIRS, HELPER = "organization_ours", "organization_theirs", "organization_helper"
HOST = str(SPONSOR)


def supported_by(*organizations: str | None) -> Entry:
    supporters: list[dict[str, Any]] = [{"name": {}, "organization_id": one} for one in organizations]
    return an_entry(people={"team": [], "supporters": supporters})


def of(**organizations: str | tuple[str, ...]) -> dict[str, frozenset[str]]:
    """`judge="a"` is that the judge belongs, or belonged, to a."""
    return {
        f"account_{who}": frozenset([where] if isinstance(where, str) else where)
        for who, where in organizations.items()
    }


def a_conflict(kind: ConflictKind = ConflictKind.PINNED) -> ConflictOfInterest:
    return ConflictOfInterest(
        id=ConflictId("conflict_1"),
        round_id=ROUND,
        judge_id=AccountId(JUDGE),
        entry_id=EntryId("entry_1"),
        kind=kind,
        reason="พี่น้องกัน",
        created_at=NOON,
        updated_at=NOON,
    )


def why(entry: Entry, facts: Facts) -> ConflictKind | None:
    """What speaks against the one judge and the one entry."""
    barred = found([JUDGE], [entry], facts)
    return barred[0][2] if barred else None


def test_nobody_judges_what_they_have_entered_themselves() -> None:
    assert why(an_entry(account_id=JUDGE), Facts()) is ConflictKind.SAME_ACCOUNT


def test_nobody_judges_what_they_have_worked_on() -> None:
    assert why(an_entry(), Facts(teams={PROJECT: {JUDGE}})) is ConflictKind.TEAMMATE


@pytest.mark.parametrize(
    "facts",
    [
        Facts(organizations=of(judge=(OURS, "organization_old"), applicant_1=("organization_old", THEIRS))),
        Facts(organizations=of(judge=OURS, mate=OURS), teams={PROJECT: {"account_mate"}}),
    ],
    ids=["of the applicant", "of a teammate"],
)
def test_nobody_judges_a_colleague_of_now_or_before(facts: Facts) -> None:
    assert why(an_entry(), facts) is ConflictKind.SAME_ORGANIZATION


def test_nobody_judges_what_their_organization_has_entered() -> None:
    entry = an_entry(applicant_organization_id=OURS)

    assert why(entry, Facts(organizations=of(judge=OURS))) is ConflictKind.SAME_ORGANIZATION


def test_nobody_judges_a_project_that_their_organization_supports() -> None:
    ours = of(judge=HELPER)

    named = why(supported_by(None, HELPER), Facts(organizations=ours))
    confirmed = why(an_entry(), Facts(organizations=ours, supporters={PROJECT: {HELPER}}))

    assert named is confirmed is ConflictKind.SUPPORTER


def test_an_organization_that_said_it_is_no_supporter_is_none() -> None:
    """Else whoever writes a name into their project would choose who does not judge them."""
    facts = Facts(organizations=of(judge=HELPER), refused={PROJECT: {HELPER}})

    assert why(supported_by(HELPER), facts) is None


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (Facts(pledges={(JUDGE, PROJECT)}), ConflictKind.PLEDGED),
        (Facts(placements={(JUDGE, PROJECT)}), ConflictKind.VOLUNTEERED),
        (Facts(received={(JUDGE, PROJECT)}), ConflictKind.PAST_GRANT),
        (Facts(organizations=of(judge=OURS), given={(OURS, PROJECT)}), ConflictKind.PAST_GRANT),
        (Facts(organizations=of(judge=OURS), given={(OURS, APPLICANT)}), ConflictKind.PAST_GRANT),
    ],
)
def test_nobody_judges_what_they_have_a_stake_in(facts: Facts, kind: ConflictKind) -> None:
    assert why(an_entry(), facts) is kind
    assert why(an_entry(2), facts) is None


def test_staff_of_the_host_judge_whom_the_host_has_granted_before() -> None:
    facts = Facts(organizations=of(judge=HOST), given={(HOST, PROJECT), (HOST, APPLICANT)})

    assert why(an_entry(), facts) is None


@pytest.mark.parametrize(
    "organizations",
    [
        {},
        of(judge=OURS),
        of(judge=OURS, applicant_1=THEIRS),
        of(applicant_1=HELPER),  # the applicant's own supporter is the applicant's affair
    ],
)
def test_whoever_has_nothing_to_do_with_it_may_judge(organizations: dict[str, frozenset[str]]) -> None:
    entries = [supported_by(None, HELPER), an_entry(2, people={})]

    assert found([JUDGE], entries, Facts(organizations=organizations)) == []


def test_every_pair_is_looked_at_and_barred_once() -> None:
    own, colleague, free = an_entry(1, account_id="account_a"), supported_by(HELPER), an_entry(3)
    colleague.account_id, colleague.id = AccountId("account_b"), EntryId("entry_2")
    facts = Facts(organizations=of(a=(OURS, HELPER), b=OURS))

    barred = found(["account_a", "account_b", "account_c"], [own, colleague, free], facts)

    assert barred == [
        ("account_a", "entry_1", ConflictKind.SAME_ACCOUNT),
        ("account_a", "entry_2", ConflictKind.SAME_ORGANIZATION),
        ("account_b", "entry_1", ConflictKind.SAME_ORGANIZATION),
        ("account_b", "entry_2", ConflictKind.SAME_ACCOUNT),
    ]


def test_a_pin_is_lifted_for_a_reason_and_stays_on_record() -> None:
    conflict = a_conflict()

    event = conflict.lift("ไม่ใช่พี่น้องกัน", SPONSOR, now=NOON + timedelta(hours=1))

    assert (conflict.state, conflict.lifted_reason) == (ConflictState.LIFTED, "ไม่ใช่พี่น้องกัน")
    assert conflict.reason == "พี่น้องกัน"
    assert (event.type, event.account_id, event.public) == ("conflict.lifted", JUDGE, False)
    with pytest.raises(Refusal, match="conflict_is_lifted"):
        conflict.lift("อีกครั้ง", SPONSOR, now=NOON)


def test_nothing_is_lifted_without_a_reason() -> None:
    with pytest.raises(Invalid) as refused:
        a_conflict().lift("  ", SPONSOR, now=NOON)

    assert [fault.code for fault in refused.value.faults] == ["reason_missing"]


@pytest.mark.parametrize(
    ("kind", "type"),
    [
        (ConflictKind.DECLARED, "conflict.declared"),
        (ConflictKind.PINNED, "conflict.pinned"),
        (ConflictKind.PLEDGED, "conflict.found"),
    ],
)
def test_the_feed_tells_how_a_conflict_came_about_and_not_what_it_is(kind: ConflictKind, type: str) -> None:
    assert a_conflict(kind).arise(SPONSOR, now=NOON).type == type
