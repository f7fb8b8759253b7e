"""A volunteer is somebody who would give time and skills; projects see them only as far as they consented."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, VolunteerId
from domain.model.skills import skill_faults
from domain.provinces import provinces

CONSENT_VERSION = "2026-12-01"
"""Of the text that is consented to, as docs/guides/volunteering.md has it; a new text gets a new date."""

GOALS = range(1, 18)
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")  # as BCP 47 forms them, in its usual case


class AgeBand(StrEnum):
    """How old, as far as it matters."""

    UNDER_15 = "under_15"
    FROM_15_TO_17 = "from_15_to_17"
    FROM_18_TO_24 = "from_18_to_24"
    FROM_25_TO_39 = "from_25_to_39"
    FROM_40_TO_59 = "from_40_to_59"
    FROM_60 = "from_60"

    @property
    def oldest(self) -> int:
        """Years of age that nobody in the band has passed."""
        return _OLDEST[self]


_OLDEST = dict(zip(AgeBand, (14, 17, 24, 39, 59, 200), strict=True))


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What volunteers say of themselves; all of it is replaced at once."""

    skills: list[dict[str, Any]] = field(default_factory=list)  # {"skill_id", "level": 1..5}
    causes: list[int] = field(default_factory=list)  # numbers of Sustainable Development Goals
    provinces: list[str] = field(default_factory=list)
    remote: bool = False
    availability: list[dict[str, Any]] = field(default_factory=list)  # {"weekday": 0..6, "from", "to"}
    languages: list[str] = field(default_factory=list)
    age_band: AgeBand | None = None

    def check(self) -> None:
        """Raises Invalid that names all that cannot be."""
        faults = [
            *skill_faults((skill["skill_id"] for skill in self.skills), pointer="/skills"),
            *(
                Fault(f"/skills/{place}/level", "number_out_of_range", {"least": 1, "most": 5})
                for place, skill in enumerate(self.skills)
                if not 1 <= skill["level"] <= 5
            ),
            *_causes(self.causes),
            *_unknown(self.provinces, provinces(), "/provinces", "province_unknown"),
            *(fault for place, row in enumerate(self.availability) for fault in _hours(row, place)),
            *(
                Fault(f"/languages/{place}", "language_malformed")
                for place, language in enumerate(self.languages)
                if not _LANGUAGE.fullmatch(language)
            ),
            *(
                Fault(f"/{name}/{place}", "named_twice")
                for name in ("causes", "provinces", "languages")
                for place in _repeated(getattr(self, name))
            ),
        ]
        if faults:
            raise Invalid("invalid_input", faults=faults)


@dataclass(eq=False, kw_only=True)
class Volunteer:
    """One for each account. Consent is kept with its time and the version of the text; withdrawn, nothing is left of
    it here, and the audit trail has both."""

    id: VolunteerId
    account_id: AccountId
    skills: list[dict[str, Any]] = field(default_factory=list)
    causes: list[int] = field(default_factory=list)
    provinces: list[str] = field(default_factory=list)
    remote: bool = False
    availability: list[dict[str, Any]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    age_band: AgeBand | None = None
    consent: bool = False
    consented_at: datetime | None = None
    consent_version: str | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    def say(self, profile: Profile) -> bool:
        """Replace what is said; whether anything is different now."""
        profile.check()
        before = {name: getattr(self, name) for name in vars(profile)}
        for name, value in vars(profile).items():
            if value != before[name]:
                setattr(self, name, value)
        return before != vars(profile)

    def allow(self, consent: bool, *, now: datetime) -> bool:
        """Give or take consent to be seen by projects; whether that is new, also where only the text is."""
        if consent == self.consent and (not consent or self.consent_version == CONSENT_VERSION):
            return False
        self.consent = consent
        self.consented_at, self.consent_version = (now, CONSENT_VERSION) if consent else (None, None)
        return True

    def levels(self) -> Mapping[str, int]:
        """By skill."""
        return {skill["skill_id"]: skill["level"] for skill in self.skills}

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"volunteer.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            account_id=self.account_id,
            tally=tally or {},
        )


def _causes(causes: Iterable[int]) -> Iterator[Fault]:
    for place, cause in enumerate(causes):
        if cause not in GOALS:
            yield Fault(f"/causes/{place}", "number_out_of_range", {"least": 1, "most": 17})


def _unknown(values: Iterable[str], known: Iterable[str], pointer: str, code: str) -> Iterator[Fault]:
    for place, value in enumerate(values):
        if value not in known:
            yield Fault(f"{pointer}/{place}", code, {"value": value})


def _repeated(values: list[Any]) -> Iterator[int]:
    """The places of what was said before."""
    return (place for place, value in enumerate(values) if value in values[:place])


def _hours(row: Mapping[str, Any], place: int) -> Iterator[Fault]:
    """A day of the week, Monday 0 to Sunday 6, and from when to when by the clock of Thailand."""
    at = f"/availability/{place}"
    if not 0 <= row["weekday"] <= 6:
        yield Fault(f"{at}/weekday", "number_out_of_range", {"least": 0, "most": 6})
    malformed = [name for name in ("from", "to") if not _CLOCK.fullmatch(row[name])]
    yield from (Fault(f"{at}/{name}", "time_of_day_malformed") for name in malformed)
    if not malformed and row["from"] >= row["to"]:
        yield Fault(f"{at}/to", "ends_before_it_begins")
