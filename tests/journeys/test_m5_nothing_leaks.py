"""M5: a blind round leaks nothing. Everybody reads all of both faces, then what they may not know is changed in the
database, and all that they read must be the same, to the byte: no order, number, time or header tells of it."""

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask

from tests.journeys.sealed import (
    CHANGES,
    JUDGES,
    KINDS,
    MANAGERS,
    PHASES,
    a_sealed_round,
    differences,
)
from tests.running import drain

WORDS, PRIVATE = "scores and comments", "what is for managers alone"
PROGRESS, DRAFTS = "when and how often it was written", "what is not sent in"
WHO, WHY, RANKING = "who judges", "why somebody does not judge", "the ranking"
ALL = frozenset(CHANGES)
NEVER_BLIND = frozenset({PROGRESS, DRAFTS, WHO, WHY})  # those who run it see who judges and how far they are
USUAL = frozenset({"nobody", "applicant", "viewer", "judge", "manager", "admin"})  # who stands for all others
BY_ALL = ("open", "decided")  # the phases in which everybody reads

# What may tell of reviews while they are sealed, and why.
MEANT = {
    "roundCalibration": "judges learn how lenient they are against the mean of three or more, which is what it is for",
    "insights": "how many reviews the whole platform has is public, and so is how far its feed has come",
    "events": "an organization hears that a review came in, by an id that tells no more",
}


def may_know(kind: str, phase: str) -> frozenset[str]:
    """What one may see change, by who they are and how far the round is."""
    if kind in MANAGERS:
        looked = kind == "manager" and is_past(phase, "looked")
        inside = {WORDS, PRIVATE} if looked or phase == "published" else set()
        return NEVER_BLIND | {RANKING} | inside
    ranking = {RANKING} if phase == "published" else set()
    # judges read each other once all is sealed, and not whose it is
    beside = {WORDS, PROGRESS} if kind in JUDGES and is_past(phase, "sealed") else set()
    return frozenset(ranking | beside)


def is_past(phase: str, other: str) -> bool:
    return PHASES.index(phase) >= PHASES.index(other)


def unmeant(asked: Iterable[str], *but: str) -> list[str]:
    """The differences but for those of operations whose reason is in `MEANT`."""
    assert set(but) <= set(MEANT)
    return [one for one in asked if one.partition(":")[0] not in but]


@pytest.mark.parametrize("phase", PHASES)
def test_nobody_reads_anything_otherwise_when_what_they_may_not_know_is_otherwise(
    app: Flask, database: Any, phase: str
) -> None:
    sealed = a_sealed_round(app, database, phase)
    alike: dict[frozenset[str], list[str]] = {}
    for kind in sorted(KINDS if phase in BY_ALL else USUAL):
        alike.setdefault(ALL - may_know(kind, phase), []).append(kind)

    for hidden, kinds in alike.items():
        before = {kind: sealed.look_of(kind) for kind in (kinds if hidden else ())}
        for what in sorted(hidden):
            sealed.change(what)
        told = {
            kind: unmeant(differences(before[kind], sealed.look_of(kind)), *meant(kind)) for kind in before
        }

        assert {kind: asked for kind, asked in told.items() if asked} == {}


def meant(kind: str) -> tuple[str, ...]:
    return ("roundCalibration",) if kind in JUDGES else ()


def test_who_may_know_it_reads_it_so_that_whatever_leaked_would_be_seen(app: Flask, database: Any) -> None:
    sealed = a_sealed_round(app, database, "ranked")
    before = sealed.look_of("manager")

    for what in sorted(ALL - {DRAFTS}):  # of which none is left
        sealed.change(what)
        after = sealed.look_of("manager")
        assert list(differences(before, after)), what
        before = after


def test_that_a_judge_writes_and_sends_in_moves_nothing_that_others_read(app: Flask, database: Any) -> None:
    """No order, no version, no time of an entry, a round or a call."""
    sealed = a_sealed_round(app, database, "open")
    judging, third = sealed.judging, sealed.judging.judges[2]
    told: dict[str, tuple[str, ...]] = {
        "nobody": (),
        "applicant": (),
        "judge": ("roundCalibration",),
        "viewer": ("events",),
    }

    before = {kind: sealed.look_of(kind) for kind in told}
    third.does("submitReview", id=judging.review_of(third, 1)["id"])
    drain(app)
    moved = {
        kind: unmeant(differences(before[kind], sealed.look_of(kind)), "insights", *told[kind])
        for kind in told
    }

    assert {kind: asked for kind, asked in moved.items() if asked} == {}


def test_that_a_round_is_decided_moves_nothing_that_outsiders_read(app: Flask, database: Any) -> None:
    sealed = a_sealed_round(app, database, "ranked")
    kinds = ("nobody", "stranger", "applicant", "other_applicant")

    before = {kind: sealed.look_of(kind) for kind in kinds}
    sealed.judging.run("decideRound", moves=[])
    drain(app)
    moved = {kind: unmeant(differences(before[kind], sealed.look_of(kind)), "insights") for kind in kinds}

    assert {kind: asked for kind, asked in moved.items() if asked} == {}
