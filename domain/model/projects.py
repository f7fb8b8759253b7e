"""A project is what citizens want to do about a problem: why, how, with whom, at what cost, to what good.

It is drafted piece by piece. Its fields are documents, described in `project_checks`; what lists are filtered
by and sums are made of is kept beside them, and changes with them only.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from domain.errors import Conflict, Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, OrganizationId, ProjectId
from domain.lifecycle import Lifecycle
from domain.model.documents import merged
from domain.model.project_checks import (
    NEEDED_TO_ENTER,
    NEEDED_TO_PUBLISH,
    checked,
    cost,
    missing,
)
from domain.model.project_shape import PROJECT, ROWS, Document
from domain.model.rows import addressed, numbered, refuse_unfit
from domain.money import Currency, Money
from domain.text import says_nothing

PEOPLE = ("team", "supporters")  # what an entry keeps from blind judges


class ProjectState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


LIFECYCLE = Lifecycle[ProjectState](
    "project",
    {
        ProjectState.DRAFT: frozenset({ProjectState.PUBLISHED, ProjectState.CANCELLED}),
        ProjectState.PUBLISHED: frozenset({ProjectState.COMPLETED, ProjectState.CANCELLED}),
        ProjectState.COMPLETED: frozenset(),
        ProjectState.CANCELLED: frozenset(),
    },
)
PUBLIC = frozenset({ProjectState.PUBLISHED, ProjectState.COMPLETED})


@dataclass(eq=False, kw_only=True)
class Project:
    """Owned by a person, or by an organization that brought it along from its own site."""

    id: ProjectId
    account_id: AccountId | None = None
    organization_id: OrganizationId | None = None
    title: dict[str, str] = field(default_factory=dict)
    summary: dict[str, str] = field(default_factory=dict)
    problem: Document = field(default_factory=dict)
    solution: Document = field(default_factory=dict)
    team: list[Document] = field(default_factory=list)
    skills_missing: list[str] = field(default_factory=list)
    budget: list[Document] = field(default_factory=list)
    asked_for: Document | None = None  # money
    from_elsewhere: list[Document] = field(default_factory=list)
    supporters: list[Document] = field(default_factory=list)
    benefits: list[Document] = field(default_factory=list)
    province: str | None = None  # of the problem
    goals: list[int] = field(default_factory=list)  # of the problem
    budget_total: int = 0
    budget_currency: Currency = Currency.THB
    numbered: dict[str, int] = field(
        default_factory=dict
    )  # how far rows have been, by stem: no id is given twice
    findable: bool = (
        False  # whether its title and summary are shown, while it is a draft, to whoever drafts the like
    )
    merged_into: ProjectId | None = None
    editors: list[str] = field(default_factory=list)  # accounts of confirmed teammates who may change it
    confirmed_members: dict[str, str] = field(
        default_factory=dict
    )  # by row of the team the name that was agreed to
    confirmed_supporters: dict[str, Document] = field(
        default_factory=dict
    )  # by organization the part agreed to
    ended_at: datetime | None = None
    ended_reason: dict[str, str] | None = None  # why it was cancelled, or what became of it
    created_at: datetime
    updated_at: datetime
    state: ProjectState = ProjectState.DRAFT
    version: int = 1

    @classmethod
    def drafted(
        cls,
        sent: Mapping[str, Any],
        *,
        id: ProjectId,
        account_id: AccountId | None = None,
        organization_id: OrganizationId | None = None,
        now: datetime,
    ) -> Self:
        """A draft of whatever is there so far, of one owner; raises Invalid that names all that cannot be kept."""
        project = cls(
            id=id, account_id=account_id, organization_id=organization_id, created_at=now, updated_at=now
        )
        project._hold(checked(sent))
        return project

    @property
    def person(self) -> AccountId:
        """The person who owns it; refuses where an organization does, for what a person must answer for."""
        if self.account_id is None:
            raise Conflict("project_of_an_organization")
        return self.account_id

    @property
    def document(self) -> Document:
        """All that was written, under the names that it is sent and shown by."""
        return {name: getattr(self, name) for name in PROJECT.fields}

    def checked(self, sent: Mapping[str, Any], *, needed: Iterable[str] = ()) -> Document:
        """What the document would be, rows that are the same keeping their ids; raises Invalid as `checked` does."""
        return checked(sent, needed=needed, before=self.document, numbers=self.numbered)

    def revise(self, patch: Mapping[str, Any], *, now: datetime) -> Event:
        """Merge the patch (RFC 7396, rows by id) into the document. What is published stays fit to be published."""
        refuse_unfit(patch, ROWS)
        sent = merged(self.document, patch, ROWS)
        with addressed(patch, sent, ROWS):
            return self.rewrite(sent, now=now)

    def rewrite(self, sent: Mapping[str, Any], *, now: datetime) -> Event:
        """The whole document anew, likewise."""
        needed = NEEDED_TO_PUBLISH if self.state is ProjectState.PUBLISHED else ()
        before = self._counted()
        self._hold(self.checked(sent, needed=needed))
        return self.event("updated", now=now, tally=self._moved(before))

    def publish(self, *, now: datetime) -> Event:
        """From here on everybody sees it. Raises Invalid that names all that is missing, at once."""
        if faults := missing(self.document, NEEDED_TO_PUBLISH):
            raise Invalid("project_incomplete", faults=faults)
        self.state = LIFECYCLE.move(self.state, ProjectState.PUBLISHED)
        return self.event("published", now=now, tally=self._counted())

    def merge(self, into: ProjectId, *, now: datetime) -> Event:
        """It goes on as a part of another one. Whoever heard of it hears of this too."""
        before, merged = self._counted(), self.event("merged", now=now)
        self.state = LIFECYCLE.move(self.state, ProjectState.CANCELLED)
        self.merged_into, self.ended_at = into, now
        return replace(merged, tally=self._moved(before))

    def complete(self, outcome: Mapping[str, str], *, now: datetime) -> Event:
        """It is done; `outcome` says in its owner's words what became of it, if they want to."""
        before = self._counted()
        self.state = LIFECYCLE.move(self.state, ProjectState.COMPLETED)
        self.ended_at, self.ended_reason = now, dict(outcome) or None
        return self.event("completed", now=now, tally=self._moved(before) | {"projects.completed": 1})

    def cancel(self, reason: Mapping[str, str], *, now: datetime) -> Event:
        """It will not be done, for a reason; whoever saw it does so no longer, but those who own it."""
        if says_nothing(reason):
            raise Invalid("invalid_input", faults=[Fault("/reason", "reason_missing")])
        before = self._counted()
        cancelled = self.event("cancelled", now=now)  # told to whom it was shown
        self.state = LIFECYCLE.move(self.state, ProjectState.CANCELLED)
        self.ended_at, self.ended_reason = now, dict(reason)
        return replace(cancelled, tally=self._moved(before) | {"projects.cancelled": 1})

    def _moved(self, before: Mapping[str, int]) -> dict[str, int]:
        """By how much the public counters move from what it added before."""
        moved = Counter(self._counted())
        moved.subtract(before)
        return {name: by for name, by in moved.items() if by}

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"project.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=self.state in PUBLIC,
            organization_id=self.organization_id,
            account_id=self.account_id,
            tally=tally or {},
        )

    def _hold(self, document: Document) -> None:
        for name, value in document.items():
            setattr(self, name, value)
        self.numbered = numbered(document, ROWS, self.numbered)
        total = Money(cost(self.budget))
        self.budget_total, self.budget_currency = total.amount, total.currency
        self.province, self.goals = self.problem["province"], self.problem["goals"]

    def _counted(self) -> dict[str, int]:
        """What it adds to the public counters."""
        if self.state not in PUBLIC:
            return {}
        kinds = [f"province.{self.province}", *(f"goal.{goal}" for goal in self.goals)]
        return {"projects.published": 1} | {f"projects.published.{kind}": 1 for kind in kinds}


def missing_for_entry(project: Project) -> list[Fault]:
    """All that an entry into a call needs and the project has not, each at its place in the project."""
    return missing(project.document, NEEDED_TO_ENTER)


def snapshot(project: Project, attachments: Iterable[Document] = ()) -> dict[str, Document]:
    """The whole document for canonical JSON: what is proposed, with its files (as they say of themselves) and the
    version it was taken from; and apart from it the people behind it."""
    total = Money(project.budget_total, project.budget_currency)
    document = project.document | {
        "budget_total": total.as_dict(),
        "attachments": list(attachments),
        "project_version": project.version,
    }
    people = {name: document.pop(name) for name in PEOPLE}
    return {"document": document, "people": people}
