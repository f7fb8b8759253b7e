"""Pledges and their refunds in the graph."""

from typing import Annotated

import strawberry

from api.caller import actor
from api.graphql.accounts import Account
from api.graphql.asking import Asking, look_up, page_of, read_one, read_part
from api.graphql.campaigns import Campaign
from api.graphql.doing import carry_out
from api.graphql.projects import Project
from api.graphql.shapes import AllowedAction, Connection, Moment, Money, MoneyInput, Node, UserError
from domain.ids import CampaignId, PledgeId
from domain.model import payments
from domain.model.pledges import Fallback, PledgeState
from domain.model.refunds import RefundState
from domain.usecases.pledges import CancelPledge, CreatePledge


@strawberry.type
class Qr:
    data: str
    svg_url: str | None
    page_url: str | None


@strawberry.type
class Payment:
    status: payments.PaymentStatus
    client_secret: str | None
    qr: Qr | None
    reason: str | None
    poll_after_s: int | None


@strawberry.type
class Refund(Node):
    id: strawberry.ID
    pledge_id: strawberry.ID
    pledge: Annotated["Pledge", strawberry.lazy("api.graphql.pledges")] | None
    campaign_id: strawberry.ID
    state: RefundState
    amount: Money
    reason: str | None
    expires_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int


@strawberry.type
class Pledge(Node):
    id: strawberry.ID
    campaign_id: strawberry.ID
    campaign: Campaign | None
    project_id: strawberry.ID
    project: Project | None
    amount: Money
    reward_id: strawberry.ID | None
    message: str
    account_id: strawberry.ID | None
    account: Account | None
    state: PledgeState | None
    method: payments.Method | None
    at_once: bool | None
    anonymous: bool | None
    email: str | None
    fallback: Fallback | None
    payment: Payment | None
    expires_at: Moment | None
    collected_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]

    @strawberry.field
    def refunds(self, info: Asking, first: int = 20, after: str | None = None) -> Connection[Refund]:
        return look_up(self, info, "refunds", page_of(first, after))


@strawberry.type(description="The pledge made or changed.")
class PledgePayload:
    pledge: Pledge | None
    user_errors: list[UserError]


@strawberry.input
class CreatePledgeInput:
    campaign_id: strawberry.ID
    amount: MoneyInput
    method: payments.Method
    payment_method: str | None = None
    email: str | None = None
    reward_id: strawberry.ID | None = None
    anonymous: bool = False
    message: str = ""
    fallback: Fallback = Fallback.REFUND
    idempotency_key: str | None = None

    def command(self) -> CreatePledge:
        return CreatePledge(
            campaign_id=CampaignId(self.campaign_id),
            amount=self.amount.money(),
            method=self.method,
            payment_method=self.payment_method,
            email=self.email,
            reward_id=self.reward_id,
            anonymous=self.anonymous,
            message=self.message,
            fallback=self.fallback,
        )


@strawberry.input
class CancelPledgeInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class PledgeQueries:
    @strawberry.field(
        description="The pledges of a campaign that count, and one's own; null where it may not be seen."
    )
    def pledges(
        self,
        info: Asking,
        campaign_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[PledgeState] | None = None,
    ) -> Connection[Pledge] | None:
        page = page_of(first, after, sort, state=state)
        return read_part(info, "campaign", campaign_id, "pledges", page)

    @strawberry.field(description="A pledge.")
    def pledge(self, info: Asking, id: strawberry.ID) -> Pledge | None:
        return read_one(info, "pledge", id)

    @strawberry.field(description="One's own pledges, newest first; null for nobody.")
    def my_pledges(
        self, info: Asking, first: int = 20, after: str | None = None, sort: str | None = None
    ) -> Connection[Pledge] | None:
        account_id = actor().account_id
        page = page_of(first, after, sort)
        return read_part(info, "account", account_id, "pledges", page) if account_id else None


@strawberry.type
class PledgeMutations:
    @strawberry.mutation(
        description="Pledge to a campaign: a card is saved or charged, a PromptPay code is shown. "
        "Needs an idempotency key, here or as a header."
    )
    def create_pledge(self, info: Asking, input: CreatePledgeInput) -> PledgePayload:
        return carry_out(info, "pledge", input.command, PledgePayload)

    @strawberry.mutation(
        description="Take a pledge back while its campaign is live; what was paid is given back."
    )
    def cancel_pledge(self, info: Asking, input: CancelPledgeInput) -> PledgePayload:
        wish = CancelPledge(pledge_id=PledgeId(input.id), expected_version=input.expected_version)
        return carry_out(info, "pledge", lambda: wish, PledgePayload)
