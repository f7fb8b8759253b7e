"""An opportunity is work that a project has for volunteers: which skills it takes, where, when, and for how many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import Conflict, Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, OpportunityId, ProjectId
from domain.lifecycle import Lifecycle
from domain.model.skills import skill_faults
from domain.model.volunteers import Volunteer
from domain.provinces import provinces
from domain.text import says_nothing


class OpportunityState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


LIFECYCLE = Lifecycle[OpportunityState](
    "opportunity",
    {
        OpportunityState.DRAFT: frozenset({OpportunityState.OPEN, OpportunityState.CANCELLED}),
        OpportunityState.OPEN: frozenset({OpportunityState.CLOSED, OpportunityState.CANCELLED}),
        OpportunityState.CLOSED: frozenset(),
        OpportunityState.CANCELLED: frozenset(),
    },
)


def is_full(accepted_count: int, places: int) -> bool:
    """Derived, never a state: a place that is given back can be given again."""
    return accepted_count >= places


@dataclass(eq=False, kw_only=True)
class Opportunity:
    """`offered_count + accepted_count <= places` holds at every moment: an offer holds a place until it is answered.
    Whoever moves a count holds the row's lock, and the database checks the sum."""

    id: OpportunityId
    project_id: ProjectId
    account_id: AccountId  # the project's owner
    title: dict[str, str]
    description: dict[str, str]
    skills: list[dict[str, Any]] = field(default_factory=list)  # {"skill_id", "least_level": 1..5}
    skill_ids: list[str] = field(default_factory=list)  # the same, to find it by
    places: int = 1
    province: str | None
    remote: bool = False
    hours_per_week: int | None = None
    shifts: list[dict[str, str]] = field(default_factory=list)  # {"starts_at", "ends_at"} as RFC 3339 in UTC
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    apply_by: datetime | None = None  # until when one may apply, this moment not included
    least_age: int | None = None
    created_at: datetime
    updated_at: datetime
    state: OpportunityState = OpportunityState.DRAFT
    offered_count: int = 0
    accepted_count: int = 0  # of volunteers who accepted and did not withdraw
    version: int = 1

    def check(self) -> None:
        """What makes no sense together, all at once; and what is found by its skills."""
        self.skill_ids = [skill["skill_id"] for skill in self.skills]
        if faults := list(self._faults()):
            raise Invalid("invalid_input", faults=faults)

    def open(self, *, now: datetime) -> Event:
        """From here on everybody sees it and may apply."""
        self.state = LIFECYCLE.move(self.state, OpportunityState.OPEN)
        return self.event("opened", now=now, tally={"opportunities": 1, "opportunities.open": 1})

    def close(self, *, now: datetime) -> Event:
        """Takes no more applications; those that are in can still be offered places."""
        self.state = LIFECYCLE.move(self.state, OpportunityState.CLOSED)
        self.apply_by = min(self.apply_by or now, now)
        return self.event("closed", now=now, tally={"opportunities.open": -1})

    def cancel(self, *, now: datetime) -> Event:
        was_open = self.state is OpportunityState.OPEN
        self.state = LIFECYCLE.move(self.state, OpportunityState.CANCELLED)
        tally = {"opportunities.open": -1, "opportunities.cancelled": 1} if was_open else {}
        return self.event("cancelled", now=now, public=was_open, tally=tally)

    def hold(self) -> None:
        """One place, for an offer; refuses where none is left."""
        if self.offered_count + self.accepted_count >= self.places:
            raise Conflict("opportunity_full", places=self.places)
        self.offered_count += 1

    def fill(self) -> None:
        """The place that an offer held."""
        self.offered_count -= 1
        self.accepted_count += 1

    def release(self, *, accepted: bool) -> None:
        """A place that an offer held, or that was accepted."""
        if accepted:
            self.accepted_count -= 1
        else:
            self.offered_count -= 1

    def must_suit(self, volunteer: Volunteer) -> None:
        """Refuses whoever lacks a skill, naming all that lack, or is too young as far as they say."""
        levels = volunteer.levels()
        lacking = [
            {**skill, "level": levels.get(skill["skill_id"])}
            for skill in self.skills
            if levels.get(skill["skill_id"], 0) < skill["least_level"]
        ]
        if lacking:
            raise Conflict("skills_lacking", lacking=lacking)
        band = volunteer.age_band
        if self.least_age is not None and (band is None or band.oldest < self.least_age):
            raise Conflict("age_not_met", least=self.least_age)

    def event(
        self, what: str, *, now: datetime, public: bool | None = None, tally: dict[str, int] | None = None
    ) -> Event:
        return Event(
            type=f"opportunity.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=self.state is not OpportunityState.DRAFT if public is None else public,
            account_id=self.account_id,
            tally=tally or {},
        )

    def _faults(self) -> Iterator[Fault]:
        if says_nothing(self.title):
            yield Fault("/title", "text_missing")
        yield from skill_faults(self.skill_ids, pointer="/skills")
        for place, skill in enumerate(self.skills):
            if not 1 <= skill["least_level"] <= 5:
                yield Fault(f"/skills/{place}/least_level", "number_out_of_range", {"least": 1, "most": 5})
        if self.province is not None and self.province not in provinces():
            yield Fault("/province", "province_unknown", {"value": self.province})
        if self.places < (taken := self.offered_count + self.accepted_count):
            yield Fault("/places", "too_few", {"least": taken})
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            yield Fault("/ends_at", "ends_before_it_begins")
        yield from _shift_faults(self.shifts)


def _shift_faults(shifts: list[Mapping[str, str]] | list[dict[str, str]]) -> Iterator[Fault]:
    """Each ends after it begins; which volunteers take is theirs to agree on."""
    for place, shift in enumerate(shifts):
        if datetime.fromisoformat(shift["ends_at"]) <= datetime.fromisoformat(shift["starts_at"]):
            yield Fault(f"/shifts/{place}/ends_at", "ends_before_it_begins")
