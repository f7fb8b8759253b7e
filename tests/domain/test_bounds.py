"""What is too long or too large is refused at the door, on both faces alike, all at once."""

from dataclasses import dataclass
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.bounds import Between, Long, held
from domain.errors import Invalid
from domain.model.organizations import OrganizationKind
from domain.model.standings import Move
from domain.text import Text
from domain.usecases.entries import SubmitEntry
from domain.usecases.organizations import CreateOrganization
from domain.usecases.rounds import CreateRound, Criterion
from domain.usecases.rounds_deciding import DecideRound


@dataclass(frozen=True)
class Wish:
    name: Annotated[str, Long(1, 5)]
    count: Annotated[int | None, Between(1, 3)] = None


@given(name=some.text(max_size=9), count=some.none() | some.integers(-2, 6))
def test_exactly_what_is_outside_its_bounds_is_refused(name, count):
    outside = {"/name"} - ({"/name"} if 1 <= len(name) <= 5 else set())
    outside |= {"/count"} if count is not None and not 1 <= count <= 3 else set()

    try:
        held(Wish(name, count))
        refused = set()
    except Invalid as refusal:
        refused = {fault.pointer for fault in refusal.faults}

    assert refused == outside


def test_all_that_is_wrong_with_nested_wishes_is_named_at_once():
    criterion = Criterion(key="k" * 41, title=Text(th="ก"), weight=0, min=0, max=101)

    with pytest.raises(Invalid) as refusal:
        held(CreateRound(call_id="call", name=Text(th="ก" * 20_001), criteria=(criterion,), places=0))

    assert {fault.pointer for fault in refusal.value.faults} == {
        "/name/th",
        "/criteria/0/key",
        "/criteria/0/weight",
        "/criteria/0/max",
        "/places",
    }


def test_a_thousand_moves_are_enough():
    moves = tuple(Move(entry_id="entry", place=None, reason={"th": "เหตุผล"}) for _ in range(1001))

    with pytest.raises(Invalid) as refusal:
        held(DecideRound(round_id="round", moves=moves))

    assert [fault.code for fault in refusal.value.faults] == ["length_out_of_range"]


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_is_refused_however_deep_it_is(number):
    wish = SubmitEntry(call_id="call", project_id="project", answers={"a": [{"b": number}]})

    with pytest.raises(Invalid) as refusal:
        held(wish)

    assert [(f.pointer, f.code) for f in refusal.value.faults] == [("/answers/a/0/b", "not_a_number")]


@pytest.mark.parametrize(("letters", "codes"), [(200, []), (201, ["length_out_of_range"])])
def test_a_name_is_short_in_either_language(letters, codes):
    wish = CreateOrganization(
        kind=OrganizationKind.NGO, name=Text(th="ก", en="x" * letters), about=Text(th="ก" * 300)
    )

    try:
        held(wish)
        faults = []
    except Invalid as refusal:
        faults = refusal.faults

    assert [(fault.pointer, fault.code) for fault in faults] == [("/name/en", code) for code in codes]
