"""An appeal is an applicant's request to look again, answered on the advice of judges who had not scored the entry."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Conflict, Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, AppealId, CallId, EntryId, OpinionId, OrganizationId, RoundId
from domain.lifecycle import Lifecycle
from domain.text import says_nothing


class AppealState(StrEnum):
    LODGED = "lodged"
    UNDER_REVIEW = "under_review"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


LIFECYCLE = Lifecycle[AppealState](
    "appeal",
    {
        AppealState.LODGED: frozenset({AppealState.UNDER_REVIEW, AppealState.WITHDRAWN}),
        AppealState.UNDER_REVIEW: frozenset(
            {
                AppealState.UNDER_REVIEW,
                AppealState.UPHELD,
                AppealState.DISMISSED,
                AppealState.WITHDRAWN,
            }
        ),
        AppealState.UPHELD: frozenset(),
        AppealState.DISMISSED: frozenset(),
        AppealState.WITHDRAWN: frozenset(),
    },
)


class Advice(StrEnum):
    """What a judge who looked again thinks should become of the appeal."""

    UPHOLD = "uphold"
    DISMISS = "dismiss"


@dataclass(eq=False, kw_only=True)
class Appeal:
    id: AppealId
    call_id: CallId
    round_id: RoundId  # which decided what is appealed against
    entry_id: EntryId
    organization_id: OrganizationId  # the call's
    account_id: AccountId  # who entered it
    applicant_organization_id: OrganizationId | None = None  # for which; none: for themselves
    grounds: dict[str, str]
    created_at: datetime
    updated_at: datetime
    state: AppealState = AppealState.LODGED
    opinions_needed: int = 0  # how many judges are asked
    opinions_given: int = 0  # and how many of them have answered
    reason: dict[str, str] | None = None  # of the answer, for the applicant
    decided_at: datetime | None = None
    version: int = 1

    def lodged(self, *, now: datetime) -> Event:
        """Raises Invalid where nothing is said."""
        if says_nothing(self.grounds):
            raise Invalid("invalid_input", faults=[Fault("/grounds", "text_missing")])
        return self.event("lodged", now=now)

    def assign(self, opinions: Iterable["Opinion"], *, now: datetime) -> Event:
        """To judges who look again; or to others, when some of the first did not."""
        self.state = LIFECYCLE.move(self.state, AppealState.UNDER_REVIEW)
        needed = [opinion for opinion in opinions if opinion.closed_at is None]
        self.opinions_needed = len(needed)
        self.opinions_given = sum(opinion.advice is not None for opinion in needed)
        return self.event("assigned", now=now)

    def decide(self, *, upheld: bool, reason: dict[str, str], now: datetime) -> Event:
        """Only on advice, which its action holds: every judge who is asked has given it."""
        if says_nothing(reason):
            raise Invalid("invalid_input", faults=[Fault("/reason", "reason_missing")])
        self.state = LIFECYCLE.move(self.state, AppealState.UPHELD if upheld else AppealState.DISMISSED)
        self.reason, self.decided_at = reason, now
        return self.event("decided", now=now)

    def withdraw(self, *, now: datetime) -> Event:
        self.state = LIFECYCLE.move(self.state, AppealState.WITHDRAWN)
        return self.event("withdrawn", now=now)

    def event(self, what: str, *, now: datetime) -> Event:
        return Event(
            type=f"appeal.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            organization_id=self.organization_id,
            account_id=self.account_id,
        )


class OpinionState(StrEnum):
    ASKED = "asked"
    GIVEN = "given"


OPINIONS = Lifecycle[OpinionState](
    "opinion",
    {OpinionState.ASKED: frozenset({OpinionState.GIVEN}), OpinionState.GIVEN: frozenset()},
)


@dataclass(eq=False, kw_only=True)
class Opinion:
    """What one judge says of an appeal, once they have looked again."""

    id: OpinionId
    appeal_id: AppealId
    entry_id: EntryId
    organization_id: OrganizationId
    judge_id: AccountId
    created_at: datetime
    updated_at: datetime
    state: OpinionState = OpinionState.ASKED
    advice: Advice | None = None
    comment: str = ""
    given_at: datetime | None = None
    closed_at: datetime | None = None  # the appeal does not need it any more
    version: int = 1

    def give(self, advice: Advice, comment: str, *, now: datetime) -> Event:
        """Once, and never without a reason."""
        if not comment.strip():
            raise Invalid("invalid_input", faults=[Fault("/comment", "reason_missing")])
        self.state = OPINIONS.move(self.state, OpinionState.GIVEN)
        self.advice, self.comment, self.given_at = advice, comment, now
        return Event(
            type="opinion.given",
            subject=self.id,
            version=self.version,
            at=now,
            organization_id=self.organization_id,
            account_id=self.judge_id,
        )


def check_judges(chosen: Sequence[str], *, scored: Set[str], barred: Set[str], applicants: Set[str]) -> None:
    """Nobody looks again who has scored the entry in any round, who is in conflict with it, or whose own it is.
    Raises Invalid that names each."""

    def faults() -> Iterable[Fault]:
        for number, judge in enumerate(chosen):
            at = f"/judge_ids/{number}"
            if judge in chosen[:number]:
                yield Fault(at, "named_twice")
            elif judge in scored:
                yield Fault(at, "judge_has_scored_it")
            elif judge in barred or judge in applicants:
                yield Fault(at, "judge_in_conflict")

    if found := list(faults()):
        raise Invalid("invalid_input", faults=found)


def candidates(
    panel: Iterable[str], *, scored: Set[str], barred: Set[str], applicants: Set[str], wanted: int
) -> list[str]:
    """Judges of the panel who may look again, the first `wanted` of them by id. Raises Conflict(no_judge_left)
    where there is nobody: the chair then names somebody from outside the panel."""
    free = sorted(set(panel) - scored - barred - applicants)[:wanted]
    if not free:
        raise Conflict("no_judge_left")
    return free
