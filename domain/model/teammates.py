"""A teammate is somebody's part in a project that both sides agree on: invited, asked for, or come to by merging.

Nobody has any right in a project before the other side has accepted. What an owner writes in the project's own team
is only said; a teammate who is confirmed has said it too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import Conflict
from domain.events import Event
from domain.ids import AccountId, OrganizationId, ProjectId, TeammateId
from domain.lifecycle import Lifecycle
from domain.model.projects import Project

MOST_OF_A_KIND = 100
"""Live ones of a project: its own invitations, others' requests, and others' merges, each."""


class TeammateKind(StrEnum):
    """Who proposes: the project's owner, somebody who wants to join, or the owner of a project to be merged."""

    INVITATION = "invitation"
    REQUEST = "request"
    MERGE = "merge"


class TeammateState(StrEnum):
    """How far it is."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


_S = TeammateState
LIFECYCLE = Lifecycle[TeammateState](
    "teammate",
    {
        _S.PROPOSED: frozenset({_S.CONFIRMED, _S.DECLINED, _S.WITHDRAWN}),
        _S.CONFIRMED: frozenset({_S.LEFT}),
        _S.DECLINED: frozenset(),
        _S.WITHDRAWN: frozenset(),
        _S.LEFT: frozenset(),
    },
)
LIVE = frozenset({_S.PROPOSED, _S.CONFIRMED})


@dataclass(eq=False, kw_only=True)
class Teammate:
    """`owner_id` and `organization_id` are whose the project is; `account_id` is the other side, and unknown while an
    address that was invited has no account."""

    id: TeammateId
    project_id: ProjectId
    project_title: dict[str, str]  # as it was when this was proposed
    kind: TeammateKind
    account_id: AccountId | None = None
    owner_id: AccountId | None = None
    organization_id: OrganizationId | None = None
    by_email: bool = False  # then nobody is told whose address it is, before they accept
    email_hash: str | None = None  # until it is answered
    member_id: str | None = None  # the row of the project's team that it confirms
    role: dict[str, str] = field(default_factory=dict)
    message: str | None = None
    can_edit: bool = False
    merging_project_id: ProjectId | None = None
    created_at: datetime
    updated_at: datetime
    state: TeammateState = TeammateState.PROPOSED
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1

    def proposed(self, *, now: datetime) -> Event:
        return self.event(_PROPOSED[self.kind], now=now)

    def accept(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, TeammateState.CONFIRMED)
        self.answered_at, self.email_hash = now, None
        return self.event("confirmed", now=now)

    def decline(self, *, now: datetime) -> Event:
        """By whoever was asked."""
        self.answered_at = now
        return self._end(TeammateState.DECLINED, now)

    def withdraw(self, *, now: datetime) -> Event:
        """By whoever proposed it; or because the project is over."""
        return self._end(TeammateState.WITHDRAWN, now)

    def leave(self, *, now: datetime) -> Event:
        """Or sent away by the owner."""
        return self._end(TeammateState.LEFT, now)

    def event(self, what: str, *, now: datetime) -> Event:
        return Event(
            type=f"teammate.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            organization_id=self.organization_id,
            account_id=self.account_id,
            owner_id=self.owner_id,
        )

    def _end(self, to: TeammateState, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, to)
        self.ended_at, self.email_hash = now, None
        return self.event(str(to), now=now)


_PROPOSED = {
    TeammateKind.INVITATION: "invited",
    TeammateKind.REQUEST: "asked",
    TeammateKind.MERGE: "merge_proposed",
}


def must_be_new(live: Iterable[Teammate], wanted: Teammate) -> None:
    """Refuse what is there already, by what both sides know: that an address is somebody's is not told by a refusal."""
    known = [one for one in live if one.project_id == wanted.project_id]
    if sum(one.kind is wanted.kind for one in known) >= MOST_OF_A_KIND:
        raise Conflict("team_is_full", most=MOST_OF_A_KIND)
    for one in known:
        if one.member_id and one.member_id == wanted.member_id:
            raise Conflict("member_taken", teammate_id=one.id)
        if _is_the_same(one, wanted):
            if one.state is TeammateState.CONFIRMED:
                raise Conflict("already_on_the_team", teammate_id=one.id)
            raise Conflict("already_asked", teammate_id=one.id)


def _is_the_same(one: Teammate, wanted: Teammate) -> bool:
    if TeammateKind.MERGE in (one.kind, wanted.kind):
        return one.merging_project_id == wanted.merging_project_id
    if wanted.by_email:
        return one.email_hash == wanted.email_hash
    knows_whose = not one.by_email or one.state is TeammateState.CONFIRMED
    return knows_whose and one.account_id == wanted.account_id


def seat(project: Project, live: Iterable[Teammate]) -> bool:
    """Let the project know its confirmed teammates: who may edit, and which rows of its team said so themselves.
    Whether that changed anything."""
    here = [one for one in live if one.project_id == project.id and one.state is TeammateState.CONFIRMED]
    editors = sorted({str(one.account_id) for one in here if one.can_edit})
    linked = {one.member_id for one in here if one.member_id}
    names = {row["id"]: row["name"] for row in project.team if row.get("id") in linked}
    confirmed = {id: project.confirmed_members.get(id, name) for id, name in names.items()}
    changed = (editors, confirmed) != (project.editors, project.confirmed_members)
    if changed:
        project.editors, project.confirmed_members = editors, confirmed
    return changed


def team_shown(
    team: list[dict[str, Any]] | None, confirmed: dict[str, str] | None
) -> list[dict[str, Any]] | None:
    """Each row with whether its person agreed: to the name that stands there, so that no other name can be put in its
    place."""
    if team is None:
        return None
    names = confirmed or {}
    return [row | {"confirmed": names.get(row.get("id") or "") == row["name"]} for row in team]
