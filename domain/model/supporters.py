"""A supporter is an organization that a project names, and what it says to that.

The project's document is what the owner says; here stands whether the organization says so too. Another part is asked
for again, the same part never twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import Fault
from domain.events import Event
from domain.ids import AccountId, OrganizationId, ProjectId, SupporterId
from domain.lifecycle import Lifecycle
from domain.model.projects import Project


class SupporterState(StrEnum):
    """What the organization says; `withdrawn` also where the project names it no more."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


_S = SupporterState
LIFECYCLE = Lifecycle[SupporterState](
    "supporter",
    {
        _S.PROPOSED: frozenset({_S.CONFIRMED, _S.DECLINED, _S.WITHDRAWN}),
        _S.CONFIRMED: frozenset({_S.PROPOSED, _S.WITHDRAWN}),
        _S.DECLINED: frozenset({_S.PROPOSED}),
        _S.WITHDRAWN: frozenset({_S.PROPOSED}),
    },
)
LIVE = frozenset({_S.PROPOSED, _S.CONFIRMED})


@dataclass(eq=False, kw_only=True)
class Supporter:
    """One organization's part in one project. `owner_id` and `owner_organization_id` are whose the project is."""

    id: SupporterId
    project_id: ProjectId
    project_title: dict[str, str]
    organization_id: OrganizationId
    owner_id: AccountId | None = None
    owner_organization_id: OrganizationId | None = None
    part: dict[str, str]
    created_at: datetime
    updated_at: datetime
    state: SupporterState = SupporterState.PROPOSED
    answered_at: datetime | None = None
    version: int = 1

    def is_to_be_asked(self, part: dict[str, str]) -> bool:
        """Whether it said nothing to this part yet: it is another one, or the project had named it no more."""
        was_dropped = self.state is SupporterState.WITHDRAWN and self.answered_at is None
        return was_dropped or part != self.part

    def ask_again(self, part: dict[str, str], title: dict[str, str], *, now: datetime) -> Event:
        """For another part, or after it was named no more."""
        if self.state is not SupporterState.PROPOSED:
            self.state = LIFECYCLE.move(self.state, SupporterState.PROPOSED)
        self.part, self.project_title, self.answered_at = part, title, None
        return self.event("asked", now=now)

    def confirm(self, *, now: datetime) -> Event:
        return self._answer(SupporterState.CONFIRMED, now)

    def decline(self, *, now: datetime) -> Event:
        return self._answer(SupporterState.DECLINED, now)

    def withdraw(self, *, now: datetime) -> Event:
        """By the organization, which supports it no more."""
        return self._answer(SupporterState.WITHDRAWN, now)

    def drop(self, *, now: datetime) -> list[Event]:
        """The project names it no more; what it declined stays declined."""
        if self.state not in LIVE:
            return []
        self.state, self.answered_at = LIFECYCLE.move(self.state, SupporterState.WITHDRAWN), None
        return [self.event("withdrawn", now=now)]

    def event(self, what: str, *, now: datetime) -> Event:
        return Event(
            type=f"supporter.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            organization_id=self.organization_id,
            owner_id=self.owner_id,
        )

    def _answer(self, to: SupporterState, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, to)
        self.answered_at = now
        return self.event(str(to), now=now)


def parts_named(project: Project) -> dict[str, dict[str, str]]:
    """By organization the part that the document says it has."""
    return {row["organization_id"]: row["part"] for row in project.supporters if row["organization_id"]}


def named_twice(project: Project) -> Iterable[Fault]:
    """An organization has one part, so that one answer is to one thing."""
    seen: set[str] = set()
    for place, row in enumerate(project.supporters):
        if row["organization_id"] in seen:
            yield Fault(f"/supporters/{place}/organization_id", "supporter_named_twice")
        if row["organization_id"]:
            seen.add(row["organization_id"])


def acknowledge(project: Project, supporters: Iterable[Supporter]) -> bool:
    """Let the project know which parts are confirmed. Whether that changed anything."""
    confirmed = {
        str(one.organization_id): one.part for one in supporters if one.state is SupporterState.CONFIRMED
    }
    changed = confirmed != project.confirmed_supporters
    if changed:
        project.confirmed_supporters = confirmed
    return changed


def supporters_shown(
    supporters: list[dict[str, Any]] | None, confirmed: Mapping[str, Any] | None
) -> list[dict[str, Any]] | None:
    """Each row with whether its organization confirmed just this part."""
    if supporters is None:
        return None
    parts = confirmed or {}
    return [row | {"confirmed": _is_confirmed(row, parts)} for row in supporters]


def _is_confirmed(row: Mapping[str, Any], parts: Mapping[str, Any]) -> bool:
    id = str(row.get("organization_id"))
    return id in parts and bool(parts[id] == row["part"])
