"""A conflict of interest bars a judge from an entry: declared, pinned by the chair, or found in the data.

Conflicts found are kept: deleting their cause does not undo them. Only what a chair pinned can be lifted again, and
even that stays on record.
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, ConflictId, EntryId, OrganizationId, RoundId
from domain.lifecycle import Lifecycle
from domain.model.entries import Entry

Pair = tuple[str, str]


class ConflictKind(StrEnum):
    DECLARED = "declared"  # by the judge
    PINNED = "pinned"  # by the chair
    SAME_ACCOUNT = "same_account"
    TEAMMATE = "teammate"  # confirmed, now or before
    SAME_ORGANIZATION = "same_organization"  # now or before
    SUPPORTER = "supporter"  # the judge belongs, or belonged, to an organization that supports the project
    PLEDGED = "pledged"  # ever, whatever became of the pledge
    VOLUNTEERED = "volunteered"  # is or was placed with the project, or asks to be
    PAST_GRANT = "past_grant"  # received or given by the judge's side; the host's own grants are none


TOLD = frozenset({ConflictKind.DECLARED, ConflictKind.PINNED})
"""Those that somebody said; all others are found in the data."""


class ConflictState(StrEnum):
    STANDS = "stands"
    LIFTED = "lifted"


LIFECYCLE = Lifecycle[ConflictState](
    "conflict",
    {
        ConflictState.STANDS: frozenset({ConflictState.LIFTED}),
        ConflictState.LIFTED: frozenset(),
    },
)


@dataclass(eq=False, kw_only=True)
class ConflictOfInterest:
    id: ConflictId
    round_id: RoundId
    judge_id: AccountId
    entry_id: EntryId
    kind: ConflictKind
    reason: str
    created_at: datetime
    updated_at: datetime
    state: ConflictState = ConflictState.STANDS
    lifted_at: datetime | None = None
    lifted_reason: str | None = None
    version: int = 1

    @property
    def pair(self) -> Pair:
        return self.judge_id, self.entry_id

    def arise(self, of: OrganizationId, *, now: datetime) -> Event:
        """`conflict.declared`, `conflict.pinned` or `conflict.found`, in a call of that organization."""
        return self.event(str(self.kind) if self.kind in TOLD else "found", of, now=now)

    def lift(self, reason: str, of: OrganizationId, *, now: datetime) -> Event:
        """The chair takes a pin away again. It stays on record with both reasons."""
        if not reason.strip():
            raise Invalid("invalid_input", faults=[Fault("/reason", "reason_missing")])
        self.state = LIFECYCLE.move(self.state, ConflictState.LIFTED)
        self.lifted_at, self.lifted_reason = now, reason
        return self.event("lifted", of, now=now)

    def event(self, what: str, of: OrganizationId, *, now: datetime) -> Event:
        return Event(
            type=f"conflict.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            organization_id=of,
            account_id=self.judge_id,
        )


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the data knows of judges and of those around entries. `(account or organization, project or account)`."""

    organizations: Mapping[str, Set[str]] = field(default_factory=dict)  # an account's, of now and before
    teams: Mapping[str, Set[str]] = field(default_factory=dict)  # a project's, of now and before
    supporters: Mapping[str, Set[str]] = field(
        default_factory=dict
    )  # organizations that confirmed, by project
    refused: Mapping[str, Set[str]] = field(
        default_factory=dict
    )  # organizations that said they support it not
    pledges: Set[Pair] = frozenset()  # (account, project)
    placements: Set[Pair] = frozenset()  # (account, project)
    received: Set[Pair] = frozenset()  # (account, project that it was granted for)
    given: Set[Pair] = frozenset()  # (organization, project or account that it was granted to)


def found(
    judge_ids: Iterable[str], entries: Collection[Entry], facts: Facts
) -> list[tuple[str, str, ConflictKind]]:
    """(judge, entry, why) for every pair that the data speaks against; each pair once, with the first reason."""
    around = [_Around.of(entry, facts) for entry in entries]
    return [
        (judge, one.entry_id, kind)
        for judge in judge_ids
        for one in around
        if (kind := one.against(judge, facts.organizations.get(judge, frozenset()), facts))
    ]


@dataclass(frozen=True, kw_only=True)
class _Around:
    """Who and what stands around an entry."""

    entry_id: str
    host: str  # whose call it is: that its staff judge what it grants is what they are for
    project: str
    applicant: str
    people: Set[str]
    organizations: Set[str]
    supporters: Set[str]

    @classmethod
    def of(cls, entry: Entry, facts: Facts) -> "_Around":
        team = facts.teams.get(entry.project_id, frozenset())
        people = {entry.account_id, *team}
        applying = entry.applicant_organization_id
        organizations: set[str] = {applying} if applying else set()
        for person in people:
            organizations |= facts.organizations.get(person, frozenset())
        named = {supporter.get("organization_id") for supporter in entry.people.get("supporters", [])}
        refused = facts.refused.get(entry.project_id, frozenset())
        confirmed = facts.supporters.get(entry.project_id, frozenset())
        return cls(
            entry_id=entry.id,
            host=entry.organization_id,
            project=entry.project_id,
            applicant=entry.account_id,
            people=people,
            organizations=organizations,
            supporters=(named - {None} - refused) | confirmed,
        )

    def against(self, judge: str, own: Set[str], facts: Facts) -> ConflictKind | None:
        """The first reason why the judge, who belongs or belonged to `own`, must not judge it."""
        reasons = {
            ConflictKind.SAME_ACCOUNT: judge == self.applicant,
            ConflictKind.TEAMMATE: judge in self.people,
            ConflictKind.SAME_ORGANIZATION: not own.isdisjoint(self.organizations),
            ConflictKind.SUPPORTER: not own.isdisjoint(self.supporters),
            ConflictKind.PLEDGED: (judge, self.project) in facts.pledges,
            ConflictKind.VOLUNTEERED: (judge, self.project) in facts.placements,
            ConflictKind.PAST_GRANT: (judge, self.project) in facts.received or self._granted(own, facts),
        }
        return next((kind for kind, holds in reasons.items() if holds), None)

    def _granted(self, own: Set[str], facts: Facts) -> bool:
        """Whether an organization of the judge's, other than the host, gave a grant to it or to whoever submits it."""
        return any(
            (organization, whom) in facts.given
            for organization in own
            if organization != self.host
            for whom in (self.project, self.applicant)
        )
