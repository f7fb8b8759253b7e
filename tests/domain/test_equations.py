"""Equations solved exactly: by another way than the textbook's, so the textbook's answer is what is asked for."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model.equations import solved
from tests.timing import own_work

ROOTS = st.integers(0, 8).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(-20, 20), min_size=size, max_size=size), min_size=size, max_size=size
    )
)


def positive_definite(root: list[list[int]]) -> list[list[int]]:
    """The root times its mirror image, and one more on the diagonal."""
    return [
        [sum(a * b for a, b in zip(row, other, strict=True)) + (row is other) for other in root]
        for row in root
    ]


def fits(matrix: Any, found: Any, right: Any) -> bool:
    return all(
        sum(a * x for a, x in zip(row, found, strict=True)) == value
        for row, value in zip(matrix, right, strict=True)
    )


@given(root=ROOTS, data=st.data())
def test_what_is_found_solves_the_equations_exactly(root: list[list[int]], data: st.DataObject) -> None:
    matrix = positive_definite(root)
    right = data.draw(st.lists(st.integers(-(10**12), 10**12), min_size=len(root), max_size=len(root)))

    found = solved(matrix, right)

    assert fits(matrix, found, right)


def test_the_largest_panel_is_solved_in_seconds() -> None:
    """200 judges, who may sit on one panel; elimination with exact numbers took most of a minute."""
    dice, size = Random(4), 200
    matrix = [[0] * size for _ in range(size)]
    for _ in range(3_000):
        one, other = dice.sample(range(size), 2)
        matrix[one][other] -= 2
        matrix[other][one] -= 2
    for at, row in enumerate(matrix):
        row[at] = 1 - sum(row)
    right = [dice.randrange(10**9) for _ in range(size)]

    with own_work() as took:
        found = solved(matrix, right)

    assert took.seconds < 15  # about two; the rest is for slow machines
    assert fits(matrix, found, right)


def test_a_prime_that_will_not_do_gives_way_to_the_next() -> None:
    assert solved([[2**61 - 1]], [3]) == [Fraction(3, 2**61 - 1)]


def test_equations_without_one_solution_are_refused() -> None:
    with pytest.raises(ArithmeticError):
        solved([[1, 1], [1, 1]], [1, 2])
