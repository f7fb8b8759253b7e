"""The four factors: what is asked, covered and missing, the gap that is left, and what could be done about it."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model.measurements import changed
from domain.model.needs import Factor, Facts, Need, gap, needs
from domain.model.project_checks import checked
from domain.model.skills import skill_of
from domain.model.suggestions import suggestions
from tests.domain.projects import WHOLE, line

BARE = checked({"title": {"th": "ก"}})


def need_of(factor: Factor, document: Any, **facts: Any) -> Need:
    return next(need for need in needs(document, Facts(**facts)) if need.factor is factor)


def a_document(**changes: Any) -> dict[str, Any]:
    return checked(deepcopy(WHOLE) | changes)


def team(*skills: str) -> list[Any]:
    return [{"name": "ก", "skills": list(skills)}]


@pytest.mark.parametrize(
    ("missing", "asked", "expected"),
    [(0, 5, 0), (1, 100, 1), (1, 4, 1), (2, 4, 2), (3, 4, 3), (4, 4, 4), (0, 0, 4)],
)
def test_the_gap_is_the_missing_share_in_quarters_rounded_up(missing: int, asked: int, expected: int) -> None:
    assert gap(missing, asked) == expected


@given(st.integers(0, 10**13), st.integers(1, 10**13))
def test_there_is_no_gap_only_where_nothing_is_missing(missing: int, asked: int) -> None:
    assert (gap(missing, asked) == 0) == (missing == 0)
    assert 0 <= gap(missing, asked) <= gap(missing + 1, asked) <= 4


def test_of_a_bare_project_nothing_is_known() -> None:
    assert [need.gap for need in needs(BARE, Facts())] == [4, 4, 4, 4]


def test_without_a_cause_a_project_has_no_direction_whatever_else_it_says() -> None:
    document = a_document(problem=WHOLE["problem"] | {"root_causes": []})

    need = need_of(Factor.DIRECTION, document)

    assert need.gap == 4
    assert need.missing == ("/problem/root_causes",)
    assert need_of(Factor.DIRECTION, a_document()).gap == 0


@pytest.mark.parametrize("said", ["accounting", " ACCOUNTING", "บัญชีและการเงิน", "บัญชี และ การเงิน "])
def test_skills_are_found_by_id_or_label_in_either_language(said: str) -> None:
    assert skill_of(said) == "accounting"


def test_what_the_vocabulary_does_not_have_stays_as_it_was_written() -> None:
    assert skill_of("ฝีมือที่ไม่มีใครรู้จัก") is None


def test_a_skill_that_the_project_lacks_is_covered_once_a_volunteer_has_done_the_work() -> None:
    document = a_document(team=team("mapping"), skills_missing=["accounting", "ช่างไม้ดองไวน์"])

    before = need_of(Factor.SKILLS, document)
    after = need_of(Factor.SKILLS, document, skills_done=frozenset({"accounting"}))

    assert before.missing == ("accounting", "ช่างไม้ดองไวน์")
    assert (before.gap, after.gap) == (3, 2)
    assert "accounting" in after.covered


def test_a_missing_skill_becomes_an_opportunity_unless_one_is_open() -> None:
    document = a_document(skills_missing=["accounting"])
    ideas = {
        sought: suggestions(document, facts, needs(document, facts))
        for sought in (False, True)
        for facts in [Facts(skills_sought=frozenset({"accounting"} if sought else ()))]
    }

    [idea] = [idea for idea in ideas[False] if idea.kind == "opportunity"]
    assert idea.about == "accounting"
    assert idea.input["skills"] == [{"skill_id": "accounting", "least_level": 1}]
    assert idea.input["province"] == "TH-67"
    assert [idea for idea in ideas[True] if idea.kind == "opportunity"] == []


def test_money_covers_the_lines_of_the_budget_in_their_order() -> None:
    source = {"source": {"th": "กองทุน"}, "amount": {"amount": 100, "currency": "THB"}}
    document = a_document(
        budget=[{"id": f"b{number}", **line(1, 100)} for number in range(1, 5)],
        from_elsewhere=[source | {"secured": True}, source | {"secured": False}],
    )

    need = need_of(Factor.CAPITAL, document, raised=60, granted=50)

    assert need.amounts == (400, 210, 190)
    assert need.covered == ("b1", "b2")
    assert need.missing == ("b3", "b4")
    assert need.gap == 2


def test_the_goal_of_the_campaign_that_is_suggested_is_what_is_missing() -> None:
    document = a_document(budget=[{"id": "b1", **line(2, 100)}], from_elsewhere=[])

    def campaigns(**known: Any) -> list[Any]:
        facts = Facts(**known)
        found = suggestions(document, facts, needs(document, facts))
        return [idea.input["goal"]["amount"] for idea in found if idea.kind == "campaign"]

    assert campaigns(granted=50) == [150]
    assert campaigns(granted=500) == []
    assert campaigns(raising=True) == []


def test_an_organization_that_is_here_counts_once_it_has_confirmed() -> None:
    rows = [
        {"id": "s1", "name": {"th": "ก"}, "part": {"th": "ลงแรง"}, "organization_id": "organization_1"},
        {"id": "s2", "name": {"th": "ข"}, "part": {"th": "ให้ที่"}},
    ]
    document = a_document(supporters=rows)

    assert need_of(Factor.NETWORK, document).missing == ("s1",)
    assert need_of(Factor.NETWORK, document, supporters=frozenset({"s1"})).gap == 0


def test_only_gaps_that_changed_are_measured_with_what_they_were() -> None:
    found = needs(a_document(), Facts())
    known: dict[str, int] = {need.factor: need.gap for need in found}
    known[Factor.SKILLS] = 4

    assert [(need.factor, previous) for need, previous in changed(found, known)] == [(Factor.SKILLS, 4)]
    assert len(list(changed(found, {}))) == 4
