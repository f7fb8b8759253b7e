"""A round is one judging of a call's entries: criteria, panel, reviews, ranking, decision, and their publication."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import CallId, OrganizationId, RoundId
from domain.lifecycle import Lifecycle
from domain.model.ranking import Method, Rule
from domain.text import fingerprint
from domain.times import rfc3339

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class RoundState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    SEALED = "sealed"
    RANKED = "ranked"
    DECIDED = "decided"
    PUBLISHED = "published"


LIFECYCLE = Lifecycle[RoundState](
    "round",
    {
        RoundState.DRAFT: frozenset({RoundState.OPEN}),
        RoundState.OPEN: frozenset({RoundState.SEALED}),
        RoundState.SEALED: frozenset({RoundState.RANKED, RoundState.OPEN}),
        RoundState.RANKED: frozenset({RoundState.DECIDED}),
        RoundState.DECIDED: frozenset({RoundState.PUBLISHED}),
        RoundState.PUBLISHED: frozenset(),
    },
)


@dataclass(eq=False, kw_only=True)
class Round:
    id: RoundId
    call_id: CallId
    organization_id: OrganizationId  # the call's
    name: dict[str, str]
    criteria: list[dict[str, Any]]  # key, title, weight, min, max, minimum, guidance
    reviews_per_entry: int
    quorum: int
    places: int
    waiting_list: int
    blind: bool
    method: Method
    seed: str  # revealed with the ranking; its hash is public from the start
    seed_hash: str
    created_at: datetime
    updated_at: datetime
    number: int = 1  # the first round of its call, the second ...
    final: bool = True  # winners come from here; otherwise `places` is how many advance
    guidance: dict[str, str] = field(default_factory=dict)  # for the judges, beyond that of each criterion
    due_at: datetime | None = None  # when reviews are wanted; nothing ends by it
    extensions: list[dict[str, Any]] = field(default_factory=list)  # due_before, due_at, reason, at
    calibration_entry_ids: list[str] = field(default_factory=list)  # every judge scores them first
    reopenings: list[dict[str, Any]] = field(default_factory=list)  # at, reason, entry_ids discussed
    discussed_entry_ids: list[str] = field(default_factory=list)  # whose reviews may be revised once
    analysis: dict[str, Any] | None = None  # how sure the ranking is; with the ranking
    judge_ids: list[str] = field(default_factory=list)
    method_version: str | None = None
    commitments: list[str] = field(default_factory=list)
    state: RoundState = RoundState.DRAFT
    opened_at: datetime | None = None
    sealed_at: datetime | None = None
    ranked_at: datetime | None = None
    decided_at: datetime | None = None
    published_at: datetime | None = None
    cancelled_at: datetime | None = None  # its call's: nothing comes of it any more
    version: int = 1

    @property
    def rules(self) -> list[Rule]:
        return [Rule(key=c["key"], weight=c["weight"], minimum=c["minimum"]) for c in self.criteria]

    def faults(self, *, awards: int, now: datetime) -> Iterable[Fault]:
        """What makes no sense together, or with the number of the call's awards."""
        yield from _criteria_faults(self.criteria)
        if not any(self.name.values()):
            yield Fault("/name", "text_missing")
        if self.quorum > self.reviews_per_entry:
            yield Fault("/quorum", "quorum_above_reviews", {"most": self.reviews_per_entry})
        if self.judge_ids and len(self.judge_ids) < self.reviews_per_entry:
            yield Fault("/reviews_per_entry", "panel_too_small", {"least": self.reviews_per_entry})
        if self.final and self.places != awards:
            yield Fault("/places", "places_differ_from_awards", {"awards": awards})
        if not self.final and self.waiting_list:
            yield Fault("/waiting_list", "waiting_list_without_awards")
        if self.due_at is not None and self.due_at <= now:
            yield Fault("/due_at", "due_in_the_past")
        if len(set(self.calibration_entry_ids)) < len(self.calibration_entry_ids):
            yield Fault("/calibration_entry_ids", "named_twice")

    def seat(self, judge_ids: Sequence[str], *, now: datetime) -> Event:
        """The panel. Whoever sits on it must be enough for every entry's reviews."""
        if len(set(judge_ids)) != len(judge_ids):
            raise Invalid("invalid_input", faults=[Fault("/judge_ids", "named_twice")])
        if len(judge_ids) < self.reviews_per_entry:
            least = {"least": self.reviews_per_entry}
            raise Invalid("invalid_input", faults=[Fault("/judge_ids", "panel_too_small", least)])
        self.judge_ids = list(judge_ids)
        return self.event("panel_set", now=now)

    def open(self, *, now: datetime) -> Event:
        """The judges begin."""
        self.state = LIFECYCLE.move(self.state, RoundState.OPEN, only_from=frozenset({RoundState.DRAFT}))
        self.opened_at = now
        return self.event("opened", now=now)

    def reopen(self, discussed: Sequence[str], reason: str, *, now: datetime) -> Event:
        """A sealed round lacks reviews, or some entries are discussed again: their reviews may be revised, once."""
        if discussed and not reason.strip():
            raise Invalid("invalid_input", faults=[Fault("/reason", "reason_missing")])
        self.state = LIFECYCLE.move(self.state, RoundState.OPEN, only_from=frozenset({RoundState.SEALED}))
        self.sealed_at, self.discussed_entry_ids = None, list(discussed)
        opened = {"at": rfc3339(now), "reason": reason, "entry_ids": list(discussed)}
        self.reopenings = [*self.reopenings, opened]
        return self.event("reopened", now=now)

    def extend(self, due_at: datetime, reason: str, *, now: datetime) -> Event:
        """Reviews are wanted later than said, for a reason that the panel is told."""
        faults = []
        if due_at <= max(now, self.due_at or now):
            faults.append(Fault("/due_at", "due_not_later"))
        if not reason.strip():
            faults.append(Fault("/reason", "reason_missing"))
        if faults:
            raise Invalid("invalid_input", faults=faults)
        before = rfc3339(self.due_at) if self.due_at else None
        extended = {"due_before": before, "due_at": rfc3339(due_at), "reason": reason, "at": rfc3339(now)}
        self.extensions, self.due_at = [*self.extensions, extended], due_at
        return self.event("extended", now=now)

    def seal(self, commitments: Iterable[str], *, now: datetime) -> Event:
        """No review changes from here on, and anybody could tell if one did: the commitments are public.

        What was published once stays so, also where its review was revised or taken back since.
        """
        self.state = LIFECYCLE.move(self.state, RoundState.SEALED)
        self.commitments, self.sealed_at = sorted({*self.commitments, *commitments}), now
        return self.event("sealed", now=now)

    def cancel(self, *, now: datetime) -> Event:
        """Its call is called off. The state stays, for all to see how far it had come."""
        self.cancelled_at = now
        return self.event("cancelled", now=now)

    def rank(self, method_version: str, analysis: dict[str, Any], *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, RoundState.RANKED)
        self.method_version, self.analysis, self.ranked_at = method_version, analysis, now
        return self.event("ranked", now=now)

    def decide(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, RoundState.DECIDED)
        self.decided_at = now
        return self.event("decided", now=now)

    def publish(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, RoundState.PUBLISHED)
        self.published_at = now
        return self.event("published", now=now, tally={"rounds.published": 1})

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"round.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=what == "published",
            organization_id=self.organization_id,
            tally=tally or {},
        )


def _criteria_faults(criteria: Sequence[Mapping[str, Any]]) -> Iterable[Fault]:
    keys = [criterion["key"] for criterion in criteria]
    for number, criterion in enumerate(criteria):
        at = f"/criteria/{number}"
        if not _KEY.fullmatch(criterion["key"]):
            yield Fault(f"{at}/key", "key_malformed")
        if keys.count(criterion["key"]) > 1:
            yield Fault(f"{at}/key", "named_twice")
        if criterion["min"] >= criterion["max"]:
            yield Fault(f"{at}/max", "scale_empty")
        least = criterion["minimum"]
        if least is not None and not criterion["min"] <= least <= criterion["max"]:
            yield Fault(
                f"{at}/minimum", "score_off_scale", {"least": criterion["min"], "most": criterion["max"]}
            )


def hash_of_seed(seed: str) -> str:
    """What is published before the call closes, so that nobody can choose the seed afterwards."""
    return fingerprint(seed)
