"""A campaign is a public fundraising drive for a project: a goal, a deadline, rewards; and one decision at its end."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, CampaignId, OrganizationId, ProjectId
from domain.lifecycle import Lifecycle
from domain.model.projects import Project
from domain.model.totals import Totals
from domain.money import Currency, Money
from domain.text import says_nothing

LEAST_CHARGE = 1_000  # satang: under 10 baht the provider takes nothing
USUAL_MOST = 50_000_000  # satang: the largest pledge, where the campaign says no other
LONGEST = timedelta(days=90)
WAITING = timedelta(hours=24)  # at most, for what was on its way at the deadline; while the platform is awake
PLATFORM_SHARE = 30  # thousandths of what a successful campaign collected
LONGEST_REWARD_ID = 40
REWARD_ID = re.compile(r"[A-Za-z0-9_-]+")


class CampaignState(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    WAITING_FUNDS = "waiting_funds"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIFECYCLE = Lifecycle[CampaignState](
    "campaign",
    {
        CampaignState.DRAFT: frozenset({CampaignState.LIVE, CampaignState.CANCELLED}),
        CampaignState.LIVE: frozenset(
            {
                CampaignState.WAITING_FUNDS,
                CampaignState.SUCCEEDED,
                CampaignState.FAILED,
                CampaignState.CANCELLED,
            }
        ),
        CampaignState.WAITING_FUNDS: frozenset(
            {CampaignState.SUCCEEDED, CampaignState.FAILED, CampaignState.CANCELLED}
        ),
        CampaignState.SUCCEEDED: frozenset(),
        CampaignState.FAILED: frozenset(),
        CampaignState.CANCELLED: frozenset(),
    },
)
OPEN_ENDED = frozenset({CampaignState.LIVE, CampaignState.WAITING_FUNDS})
"""The outcome is still ahead."""


class Model(StrEnum):
    """What becomes of pledges under the goal: nobody pays, or the project keeps what came."""

    ALL_OR_NOTHING = "all_or_nothing"
    KEEP_WHAT_YOU_RAISE = "keep_what_you_raise"


@dataclass(frozen=True)
class Elsewhere:
    """What a partner's site has raised, as it reports."""

    amount: int
    backers: int
    as_of: datetime


@dataclass(eq=False, kw_only=True)
class Campaign:
    """`rewards` are documents: id, title, delivery, least (satang), limit (none: as many as are wanted).

    One that a partner runs on its own site (`mirrored`) takes no pledges here; the partner reports what it raised.
    """

    id: CampaignId
    project_id: ProjectId
    account_id: AccountId | None  # whose project it is, where a person's
    organization_id: OrganizationId | None = None  # the partner that mirrors it
    mirrored: bool = False
    title: dict[str, str]
    story: dict[str, str]
    goal_amount: int
    currency: Currency
    deadline: datetime
    model: Model
    least_amount: int = LEAST_CHARGE
    most_amount: int = USUAL_MOST
    rewards: list[dict[str, Any]] = field(default_factory=list)
    province: str | None = None  # the project's, when it was launched
    goals: list[int] = field(default_factory=list)
    url: str | None = None  # where the partner's can be read
    elsewhere_amount: int = 0
    elsewhere_backers: int = 0
    elsewhere_as_of: datetime | None = None
    created_at: datetime
    updated_at: datetime
    launched_at: datetime | None = None
    waiting_since: datetime | None = None
    ended_at: datetime | None = None  # when its outcome was decided
    ended_amount: int | None = None  # what it had raised then
    settled_at: datetime | None = None  # when all that follows from the outcome had been asked for
    public: bool = False  # from its launch on
    state: CampaignState = CampaignState.DRAFT
    version: int = 1

    @property
    def goal(self) -> Money:
        return Money(self.goal_amount, self.currency)

    def reward(self, id: str) -> Mapping[str, Any] | None:
        return next((reward for reward in self.rewards if reward["id"] == id), None)

    def check(self, *, now: datetime) -> None:
        """What makes no sense together, all at once."""
        faults = [*self._faults_of_terms(now), *self._faults_of_rewards()]
        if says_nothing(self.title):
            faults.append(Fault("/title", "text_missing"))
        if faults:
            raise Invalid("invalid_input", faults=faults)

    def _faults_of_terms(self, now: datetime) -> list[Fault]:
        faults = []
        if self.mirrored:  # our limits are those of our provider and our backers
            return [] if self.goal_amount else [Fault("/goal/amount", "number_out_of_range", {"least": 1})]
        if self.goal_amount < LEAST_CHARGE:
            faults.append(Fault("/goal/amount", "number_out_of_range", {"least": LEAST_CHARGE}))
        if self.least_amount < LEAST_CHARGE:
            faults.append(Fault("/least/amount", "number_out_of_range", {"least": LEAST_CHARGE}))
        if self.most_amount < self.least_amount:
            faults.append(Fault("/most/amount", "most_under_least"))
        begins = self.launched_at or now
        if self.deadline <= now:
            faults.append(Fault("/deadline", "deadline_in_the_past"))
        elif self.deadline > begins + LONGEST:
            faults.append(Fault("/deadline", "deadline_too_far", {"most_days": LONGEST.days}))
        return faults

    def _faults_of_rewards(self) -> Iterator[Fault]:
        bounds = {"least": self.least_amount, "most": self.most_amount}
        seen = set()
        for number, reward in enumerate(self.rewards):
            at = f"/rewards/{number}"
            if not REWARD_ID.fullmatch(reward["id"]):
                yield Fault(f"{at}/id", "not_valid", {"form": REWARD_ID.pattern})
            if reward["id"] in seen:
                yield Fault(f"{at}/id", "id_repeated", {"value": reward["id"]})
            seen.add(reward["id"])
            if says_nothing(reward["title"]):
                yield Fault(f"{at}/title", "text_missing")
            if not self.least_amount <= reward["least"] <= self.most_amount:
                yield Fault(f"{at}/least/amount", "number_out_of_range", bounds)

    def launch(self, project: Project, *, now: datetime) -> Event:
        """From here on everybody sees it, and pledges are taken until the deadline."""
        self.state = LIFECYCLE.move(self.state, CampaignState.LIVE)
        self.launched_at, self.public = now, True
        self.province, self.goals = project.province, list(project.goals)
        tally = self._counted("launched") | {"campaigns.live": 1} | self._elsewhere(self.elsewhere_amount)
        return self.event("launched", now=now, tally=tally)

    def wait(self, *, now: datetime) -> Event:
        """The deadline is past, and something that began before it is still on its way."""
        self.state = LIFECYCLE.move(self.state, CampaignState.WAITING_FUNDS)
        self.waiting_since = now
        return self.event("waiting_funds", now=now)

    def decide(self, totals: Totals, *, now: datetime) -> Event:
        """Its outcome, once: whether what was promised and collected here and elsewhere reaches the goal."""
        to = CampaignState.SUCCEEDED if self.succeeds_with(totals) else CampaignState.FAILED
        self.state = LIFECYCLE.move(self.state, to)
        self.ended_at, self.ended_amount = now, self.raised(totals)
        sums = {"campaigns.raised.satang": self.ended_amount} if to is CampaignState.SUCCEEDED else {}
        return self.event(str(to), now=now, tally=self._counted(str(to), now) | {"campaigns.live": -1} | sums)

    def cancel(self, *, now: datetime) -> Event:
        """Called off before its outcome: whoever pledged gets everything back, as if it had failed."""
        self.state = LIFECYCLE.move(self.state, CampaignState.CANCELLED)
        self.ended_at = now
        tally = self._counted("cancelled") | {"campaigns.live": -1} | self._elsewhere(-self.elsewhere_amount)
        return self.event("cancelled", now=now, tally=tally if self.public else {})

    def settle(self, *, now: datetime) -> Event:
        self.settled_at = now
        return self.event("settled", now=now)

    def is_due(self, totals: Totals, *, now: datetime) -> bool:
        """Whether nothing that could still count is on its way, or it was waited for long enough."""
        long_enough = self.waiting_since is not None and now >= self.waiting_since + WAITING
        return long_enough or not (totals.in_flight or self._awaits_report())

    def _awaits_report(self) -> bool:
        return self.mirrored and (self.elsewhere_as_of is None or self.elsewhere_as_of < self.deadline)

    def succeeds_with(self, totals: Totals) -> bool:
        raised = self.raised(totals)
        return raised > 0 if self.model is Model.KEEP_WHAT_YOU_RAISE else raised >= self.goal_amount

    def raised(self, totals: Totals) -> int:
        return totals.raised + self.elsewhere_amount

    def report(self, told: Elsewhere) -> dict[str, int]:
        """What the partner has raised on its site; answers what that adds to the public counters."""
        more = told.amount - self.elsewhere_amount
        self.elsewhere_amount, self.elsewhere_backers = told.amount, told.backers
        self.elsewhere_as_of = told.as_of
        return self._elsewhere(more) if self.public else {}

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"campaign.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            public=self.public,
            organization_id=self.organization_id,
            account_id=self.account_id,
            tally=tally or {},
        )

    def _elsewhere(self, amount: int) -> dict[str, int]:
        return {"campaigns.elsewhere.satang": amount} if amount else {}

    def _counted(self, what: str, ended: datetime | None = None) -> dict[str, int]:
        """What it adds to the public counters: in all, by model, province, cause and month."""
        kinds = [f"model.{self.model}", *(f"goal.{goal}" for goal in self.goals)]
        kinds += [f"province.{self.province}"] if self.province else []
        kinds += [f"month.{ended:%Y-%m}"] if ended else []
        return {f"campaigns.{what}": 1} | {f"campaigns.{what}.{kind}": 1 for kind in kinds}


def platform_fee(collected: Money) -> Money:
    """What the platform keeps of what a campaign that succeeded has collected; whole satang, rounded down."""
    return Money(collected.amount * PLATFORM_SHARE // 1000, collected.currency)
