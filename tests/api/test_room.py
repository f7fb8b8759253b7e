"""Work that is given room does what it did."""

import pytest

from api.graphql.room import with_room


@with_room
def depth(of: int, *, least: int = 0) -> int:
    """Says how deep it went."""
    return least if of <= least else 1 + depth(of - 1, least=least)


def test_it_takes_and_answers_the_same() -> None:
    assert depth(30) == depth(30, least=0) == 30
    assert (depth.__name__, depth.__doc__) == ("depth", "Says how deep it went.")


def test_it_fails_the_same() -> None:
    @with_room
    def divide(number: int) -> float:
        return 1 / number

    with pytest.raises(ZeroDivisionError):
        divide(0)
