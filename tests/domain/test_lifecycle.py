"""A lifecycle is a table: what is in it may happen, what is not is refused by the name of the present state."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from domain import model
from domain.errors import Conflict
from domain.lifecycle import Lifecycle
from domain.lifecycle_words import explained

LIFECYCLES = [
    machine
    for module in iter_modules(model.__path__, "domain.model.")
    for machine in vars(import_module(module.name)).values()
    if isinstance(machine, Lifecycle)
]
MOVES = [
    pytest.param(machine, now, to, id=f"{machine.noun}: {now} to {to}")
    for machine in LIFECYCLES
    for now in machine.moves
    for to in machine.moves
]


@pytest.mark.parametrize(("machine", "now", "to"), MOVES)
def test_a_move_is_in_the_table_or_refused_by_the_name_of_the_state(machine: Any, now: Any, to: Any) -> None:
    if to in machine.moves[now]:
        assert machine.move(now, to) is to
        return

    with pytest.raises(Conflict) as refusal:
        machine.move(now, to)

    assert refusal.value.code == f"{machine.noun}_is_{now}"
    assert refusal.value.details == {"state": str(now), "allowed": sorted(machine.moves[now])}


@pytest.mark.parametrize("machine", LIFECYCLES, ids=lambda machine: machine.noun)
def test_the_table_has_every_state(machine: Any) -> None:
    states = type(next(iter(machine.moves)))

    assert set(machine.moves) == set(states)


@pytest.mark.parametrize("machine", LIFECYCLES, ids=lambda machine: machine.noun)
def test_every_state_can_be_reached_from_the_first(machine: Any) -> None:
    first = next(iter(machine.moves))
    reached, ahead = set(), {first}
    while ahead:
        reached |= ahead
        ahead = {to for now in ahead for to in machine.moves[now]} - reached

    assert reached == set(machine.moves)


@pytest.mark.parametrize("machine", LIFECYCLES, ids=lambda machine: machine.noun)
def test_where_one_may_come_from_is_where_one_may_go_backwards(machine: Any) -> None:
    for to in machine.moves:
        assert machine.sources(to) == {now for now, reachable in machine.moves.items() if to in reachable}


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("machine", LIFECYCLES, ids=lambda machine: machine.noun)
def test_every_state_has_its_sentence(machine: Any, language: str) -> None:
    for state in machine.moves:
        meaning = explained(f"{machine.noun}_is_{state}")

        assert meaning.kind == "conflict"
        assert all((meaning.title[language], meaning.cause[language], meaning.cure[language]))
