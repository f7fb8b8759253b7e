"""Everything people can do. Importing this package registers every use case."""

from domain.usecases import (
    accounts,
    calls,
    entries,
    grants,
    guests,
    organizations,
    projects,
    results,
    reviews,
    rounds,
    rounds_opening,
    showing,
)

__all__ = [
    "accounts",
    "calls",
    "entries",
    "grants",
    "guests",
    "organizations",
    "projects",
    "results",
    "reviews",
    "rounds",
    "rounds_opening",
    "showing",
]
