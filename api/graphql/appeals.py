"""Appeals in the graph, and the opinions of judges who look again."""

import strawberry

from api.graphql.accounts import Account
from api.graphql.asking import Asking, look_up, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.entries import Entry
from api.graphql.rounds import Round
from api.graphql.shapes import (
    AllowedAction,
    Connection,
    LocalizedText,
    LocalizedTextInput,
    Moment,
    Node,
    UserError,
)
from domain.ids import AccountId, AppealId, EntryId, OpinionId
from domain.model import appeals as domain
from domain.usecases.appeals import AssignAppeal, DecideAppeal, GiveOpinion, LodgeAppeal, WithdrawAppeal


@strawberry.type
class Opinion(Node):
    id: strawberry.ID
    appeal_id: strawberry.ID
    appeal: "Appeal | None"
    entry_id: strawberry.ID
    entry: Entry | None
    judge_id: strawberry.ID
    judge: Account | None
    state: domain.OpinionState
    advice: domain.Advice | None
    comment: str
    given_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]


@strawberry.type
class Appeal(Node):
    id: strawberry.ID
    call_id: strawberry.ID
    round_id: strawberry.ID
    round: Round | None
    entry_id: strawberry.ID
    entry: Entry | None
    account_id: strawberry.ID | None
    state: domain.AppealState
    grounds: LocalizedText
    opinions_needed: int
    opinions_given: int
    reason: LocalizedText | None
    decided_at: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]

    @strawberry.field
    def opinions(self, info: Asking, first: int = 20, after: str | None = None) -> Connection[Opinion]:
        return look_up(self, info, "opinions", page_of(first, after))


@strawberry.type(description="The appeal made or changed.")
class AppealPayload:
    appeal: Appeal | None
    user_errors: list[UserError]


@strawberry.type(description="The opinion given.")
class OpinionPayload:
    opinion: Opinion | None
    user_errors: list[UserError]


@strawberry.input
class LodgeAppealInput:
    entry_id: strawberry.ID
    grounds: LocalizedTextInput
    idempotency_key: str | None = None

    def command(self) -> LodgeAppeal:
        return LodgeAppeal(entry_id=EntryId(self.entry_id), grounds=self.grounds.text())


@strawberry.input
class AssignAppealInput:
    id: strawberry.ID
    judge_ids: list[strawberry.ID] | None = None
    judges: int = 1
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> AssignAppeal:
        return AssignAppeal(
            appeal_id=AppealId(self.id),
            judge_ids=tuple(AccountId(id) for id in self.judge_ids or ()),
            judges=self.judges,
            expected_version=self.expected_version,
        )


@strawberry.input
class DecideAppealInput:
    id: strawberry.ID
    upheld: bool
    reason: LocalizedTextInput
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> DecideAppeal:
        return DecideAppeal(
            appeal_id=AppealId(self.id),
            upheld=self.upheld,
            reason=self.reason.text(),
            expected_version=self.expected_version,
        )


@strawberry.input
class AppealActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.input
class GiveOpinionInput:
    id: strawberry.ID
    advice: domain.Advice
    comment: str
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> GiveOpinion:
        return GiveOpinion(
            opinion_id=OpinionId(self.id),
            advice=self.advice,
            comment=self.comment,
            expected_version=self.expected_version,
        )


@strawberry.type
class AppealQueries:
    @strawberry.field(
        description="The appeals in a call that the caller may see; null where the call may not be seen."
    )
    def appeals(
        self,
        info: Asking,
        call_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.AppealState] | None = None,
    ) -> Connection[Appeal] | None:
        return read_part(info, "call", call_id, "appeals", page_of(first, after, sort, state=state))

    @strawberry.field(description="The appeals about an entry; null where it may not be seen.")
    def entry_appeals(
        self,
        info: Asking,
        entry_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
    ) -> Connection[Appeal] | None:
        return read_part(info, "entry", entry_id, "appeals", page_of(first, after, sort))

    @strawberry.field(description="An appeal.")
    def appeal(self, info: Asking, id: strawberry.ID) -> Appeal | None:
        return read_one(info, "appeal", id)

    @strawberry.field(
        description="The opinions on an appeal: a judge's own, a manager's all; null where it may not be seen."
    )
    def opinions(
        self,
        info: Asking,
        appeal_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
    ) -> Connection[Opinion] | None:
        return read_part(info, "appeal", appeal_id, "opinions", page_of(first, after, sort))

    @strawberry.field(description="An opinion.")
    def opinion(self, info: Asking, id: strawberry.ID) -> Opinion | None:
        return read_one(info, "opinion", id)


@strawberry.type
class AppealMutations:
    @strawberry.mutation(description="Ask for another look at an entry that was not selected.")
    def lodge_appeal(self, info: Asking, input: LodgeAppealInput) -> AppealPayload:
        return carry_out(info, "appeal", input.command, AppealPayload)

    @strawberry.mutation(description="Have judges look again who had not scored the entry.")
    def assign_appeal(self, info: Asking, input: AssignAppealInput) -> AppealPayload:
        return carry_out(info, "appeal", input.command, AppealPayload)

    @strawberry.mutation(description="Uphold or dismiss an appeal, with the reason for it.")
    def decide_appeal(self, info: Asking, input: DecideAppealInput) -> AppealPayload:
        return carry_out(info, "appeal", input.command, AppealPayload)

    @strawberry.mutation(description="Let an appeal rest, as the applicant.")
    def withdraw_appeal(self, info: Asking, input: AppealActionInput) -> AppealPayload:
        wish = WithdrawAppeal(appeal_id=AppealId(input.id), expected_version=input.expected_version)
        return carry_out(info, "appeal", lambda: wish, AppealPayload)

    @strawberry.mutation(description="Say, as a judge who looked again, what should become of an appeal.")
    def give_opinion(self, info: Asking, input: GiveOpinionInput) -> OpinionPayload:
        return carry_out(info, "opinion", input.command, OpinionPayload)
