"""Linear equations of whole numbers, solved exactly: for rankings that come out the same on every machine."""

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from math import isqrt, lcm, prod
from operator import mul
from typing import Final

Rows = Sequence[Sequence[int]]

PRIMES: Final = tuple(2**power - 1 for power in (61, 89, 107, 127, 521))
"""Of Mersenne. One is as good as another, unless it divides a leading minor of the equations."""


def solved(matrix: Rows, right: Sequence[int]) -> list[Fraction]:
    """The x of matrix x = right, for a matrix whose leading minors are not zero (as of any positive definite one).

    Dixon's p-adic lifting (Dixon 1982, "Exact solution of linear equations using p-adic expansions"): solved once
    modulo a prime, then digit by digit, as many digits as Hadamard's bound on Cramer's determinants asks for. In
    time it grows with the cube of the unknowns once, where exact elimination does so with numbers of thousands of
    digits: 200 judges take seconds instead of a minute. Raises ArithmeticError where no prime will do.
    """
    for prime in PRIMES:
        with suppress(ValueError):  # something is zero modulo the prime, and has no inverse
            return _fractions(*_lifted(matrix, right, prime))
    raise ArithmeticError("the equations have no one solution")


def _lifted(matrix: Rows, right: Sequence[int], prime: int) -> tuple[list[int], int, int]:
    """The solution modulo a power of the prime, that power, and the bound on numerators."""
    factors = _factored(matrix, prime)
    columns = [_norm(column) for column in zip(*matrix, strict=True)]
    below = prod(columns)
    above = max(_norm(right), 1) * below
    entries = [[(at, value) for at, value in enumerate(row) if value] for row in matrix]
    found, power, rest = [0] * len(matrix), 1, list(right)
    while power <= 2 * above * below:
        digits = _substituted(factors, rest, prime)
        found = [sum_ + digit * power for sum_, digit in zip(found, digits, strict=True)]
        rest = [
            (value - sum(factor * digits[at] for at, factor in row)) // prime
            for value, row in zip(rest, entries, strict=True)
        ]
        power *= prime
    return found, power, above


def _factored(matrix: Rows, prime: int) -> list[list[int]]:
    """Lower and upper factor in one, the diagonal inverted, modulo the prime."""
    rows = [[value % prime for value in row] for row in matrix]
    for at, lead in enumerate(rows):
        lead[at] = pow(lead[at], -1, prime)
        tail = lead[at + 1 :]
        for row in rows[at + 1 :]:
            if row[at]:
                factor = row[at] = row[at] * lead[at] % prime
                row[at + 1 :] = [(v - factor * u) % prime for v, u in zip(row[at + 1 :], tail, strict=True)]
    return rows


def _substituted(factors: Rows, right: Sequence[int], prime: int) -> list[int]:
    """Forward through the lower factor, then back through the upper one."""
    half: list[int] = []
    for row, value in zip(factors, right, strict=True):
        half.append((value - sum(map(mul, row, half))) % prime)
    known: list[int] = []  # from the last unknown on
    for at in reversed(range(len(factors))):
        value = half[at] - sum(map(mul, reversed(factors[at]), known))
        known.append(value * factors[at][at] % prime)
    return known[::-1]


def _fractions(found: Sequence[int], power: int, above: int) -> list[Fraction]:
    """From residues to the only fractions that small. Most share a denominator, which is tried first."""
    below, solution = 1, []
    for residue in found:
        value = residue * below % power
        value -= power if value > power // 2 else 0
        if abs(value) > above:
            one = _fraction(residue, power, above)
            below = lcm(below, one.denominator)
            solution.append(one)
        else:
            solution.append(Fraction(value, below))
    return solution


def _fraction(residue: int, power: int, above: int) -> Fraction:
    """Euclid's algorithm, as far as the remainder is small enough (Wang 1981)."""
    (before, rest), (old, factor) = (power, residue), (0, 1)
    while rest > above:
        quotient = before // rest
        before, rest = rest, before - quotient * rest
        old, factor = factor, old - quotient * factor
    return Fraction(rest, factor)


def _norm(values: Sequence[int]) -> int:
    """Euclid's length, rounded up."""
    return isqrt(sum(value * value for value in values)) + 1
