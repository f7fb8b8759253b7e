"""Whom the data speaks against: the applicant, colleagues of now and before, and whoever supports the project."""

from typing import Any

import pytest

from domain.model.conflicts import ConflictKind, found
from domain.model.entries import Entry
from tests.domain.builders import an_entry

JUDGE = "account_judge"
OURS, THEIRS, HELPER = "organization_ours", "organization_theirs", "organization_helper"


def supported_by(*organizations: str | None) -> Entry:
    supporters: list[dict[str, Any]] = [{"name": {}, "organization_id": one} for one in organizations]
    return an_entry(people={"team": [], "supporters": supporters})


def test_nobody_judges_what_they_have_entered_themselves() -> None:
    entry = an_entry(account_id=JUDGE)

    assert found([JUDGE], [entry], {}) == [(JUDGE, entry.id, ConflictKind.SAME_ACCOUNT)]


def test_nobody_judges_a_colleague_of_now_or_before() -> None:
    entry = an_entry()
    ever = {
        JUDGE: frozenset({OURS, "organization_old"}),
        entry.account_id: frozenset({"organization_old", THEIRS}),
    }

    assert found([JUDGE], [entry], ever) == [(JUDGE, entry.id, ConflictKind.SAME_ORGANIZATION)]


def test_nobody_judges_a_project_that_their_organization_supports() -> None:
    entry = supported_by(None, HELPER)

    assert found([JUDGE], [entry], {JUDGE: frozenset({HELPER})}) == [
        (JUDGE, entry.id, ConflictKind.SUPPORTER)
    ]


@pytest.mark.parametrize(
    "ever",
    [
        {},
        {JUDGE: frozenset({OURS})},
        {JUDGE: frozenset({OURS}), "account_applicant_1": frozenset({THEIRS})},
        {
            "account_applicant_1": frozenset({HELPER})
        },  # the applicant's own supporter is the applicant's affair
    ],
)
def test_whoever_has_nothing_to_do_with_it_may_judge(ever: dict[str, frozenset[str]]) -> None:
    assert found([JUDGE], [supported_by(None, HELPER), an_entry(2, people={})], ever) == []


def test_every_pair_is_looked_at_and_barred_once() -> None:
    own, colleague, free = an_entry(1, account_id="account_a"), supported_by(HELPER), an_entry(3)
    colleague.account_id, colleague.id = "account_b", "entry_2"  # type: ignore[assignment]  # plain words will do
    ever = {"account_a": frozenset({OURS, HELPER}), "account_b": frozenset({OURS})}

    barred = found(["account_a", "account_b", "account_c"], [own, colleague, free], ever)

    assert barred == [
        ("account_a", "entry_1", ConflictKind.SAME_ACCOUNT),
        ("account_a", "entry_2", ConflictKind.SAME_ORGANIZATION),
        ("account_b", "entry_1", ConflictKind.SAME_ORGANIZATION),
        ("account_b", "entry_2", ConflictKind.SAME_ACCOUNT),
    ]
