"""What volunteers do: say what they can and when, and whether projects may see it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor, signed_in
from domain.bounds import Between, Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import NotFound, Stale
from domain.ids import AccountId, VolunteerId
from domain.model.volunteers import AgeBand, Profile, Volunteer
from domain.ports import Ports, Shown
from domain.reading import Page, Selection
from domain.usecases.calls import not_stale


@dataclass(frozen=True, kw_only=True)
class Skill:
    """By its id in the vocabulary; the level goes from 1, a beginner's, to 5, a teacher's."""

    skill_id: str
    level: Annotated[int, Between(1, 5)]


@dataclass(frozen=True, kw_only=True)
class SetMyVolunteer(Command[Changed]):
    """All that a volunteer says, in place of what was said before. `create_only`: refused where anything was."""

    skills: Annotated[tuple[Skill, ...], Long(0, 50)] = ()
    causes: Annotated[tuple[int, ...], Long(0, 17)] = ()
    provinces: Annotated[tuple[str, ...], Long(0, 77)] = ()
    remote: bool = False
    availability: Annotated[tuple[Mapping[str, Any], ...], Long(0, 50)] = ()  # {"weekday", "from", "to"}
    languages: Annotated[tuple[str, ...], Long(0, 20)] = ()
    age_band: AgeBand | None = None
    consent: bool = False
    expected_version: int | None = None
    create_only: bool = False

    @property
    def profile(self) -> Profile:
        return Profile(
            skills=[{"skill_id": skill.skill_id, "level": skill.level} for skill in self.skills],
            causes=list(self.causes),
            provinces=list(self.provinces),
            remote=self.remote,
            availability=[dict(hours) for hours in self.availability],
            languages=list(self.languages),
            age_band=self.age_band,
        )


@use_case(SetMyVolunteer, allow=signed_in)
def set_my_volunteer(cmd: SetMyVolunteer, actor: Actor, ports: Ports) -> Changed:
    """Made at the first time, changed later; said again as it is, nothing changes."""
    now, account_id = ports.now(), actor.known_account
    with ports.work() as work:
        work.accounts.lock(account_id)  # two first times at once are a first and a second
        volunteer = work.volunteers.lock_of(account_id)
        is_new = volunteer is None
        _check_condition(cmd, volunteer)
        if volunteer is None:
            volunteer = _nobody_yet(account_id, ports, now)
        said, agreed = volunteer.say(cmd.profile), volunteer.allow(cmd.consent, now=now)
        if is_new:
            work.volunteers.add(volunteer)
            work.tell(volunteer.event("created", now=now, tally={"volunteers": 1}))
        elif said:
            work.tell(volunteer.event("updated", now=now))
        if agreed:
            work.tell(volunteer.event("consented" if cmd.consent else "consent_withdrawn", now=now))
        return replace(work.done(volunteer), is_new=is_new)


@dataclass(frozen=True, kw_only=True)
class ShowMyVolunteer(Command[Shown]):
    """What one said oneself."""

    selection: Selection


@use_case(ShowMyVolunteer, allow=signed_in, reads=True)
def show_my_volunteer(cmd: ShowMyVolunteer, actor: Actor, ports: Ports) -> Shown:
    own = Page(first=1, filters=(("account_id", (actor.known_account,)),))
    found = ports.reader.many("volunteers", cmd.selection, own, actor, ports.now())["data"]
    if not found:
        raise NotFound("volunteer_not_found")
    shown: Shown = found[0]
    return shown


def _check_condition(cmd: SetMyVolunteer, volunteer: Volunteer | None) -> None:
    """Whoever named a version must have meant the present one; whoever only wants to create must be the first."""
    if volunteer is None:
        if cmd.expected_version is not None:
            raise Stale("version_stale", version=0)
        return
    if cmd.create_only:
        raise Stale("exists_already", version=volunteer.version)
    not_stale(volunteer.version, cmd.expected_version)


def _nobody_yet(account_id: AccountId, ports: Ports, now: datetime) -> Volunteer:
    return Volunteer(
        id=VolunteerId(ports.new_id("volunteer")), account_id=account_id, created_at=now, updated_at=now
    )
