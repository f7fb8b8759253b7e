"""Looks into sealed rounds, in the graph."""

import strawberry

from api.graphql.accounts import Account
from api.graphql.asking import Asking, page_of, read_one, read_part
from api.graphql.doing import carry_out
from api.graphql.rounds import Round
from api.graphql.shapes import Connection, Moment, Node, UserError
from domain.ids import RoundId
from domain.usecases.rounds_running import LookIntoRound


@strawberry.type
class Look(Node):
    id: strawberry.ID
    round_id: strawberry.ID
    round: Round | None
    account_id: strawberry.ID
    account: Account | None
    reason: str
    created_at: Moment


@strawberry.type(description="The look, as everybody on the panel sees it.")
class LookPayload:
    look: Look | None
    user_errors: list[UserError]


@strawberry.input
class LookIntoRoundInput:
    id: strawberry.ID
    reason: str
    idempotency_key: str | None = None


@strawberry.type
class LookQueries:
    @strawberry.field(
        description="Who of the organizers looked into a round, and why; null where it may not be seen."
    )
    def looks(
        self,
        info: Asking,
        round_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
    ) -> Connection[Look] | None:
        return read_part(info, "round", round_id, "looks", page_of(first, after, sort))

    @strawberry.field(description="A look into a round.")
    def look(self, info: Asking, id: strawberry.ID) -> Look | None:
        return read_one(info, "look", id)


@strawberry.type
class LookMutations:
    @strawberry.mutation(
        description="Read from now on what the reviews of a sealed round say; the panel sees why."
    )
    def look_into_round(self, info: Asking, input: LookIntoRoundInput) -> LookPayload:
        wish = LookIntoRound(round_id=RoundId(input.id), reason=input.reason)
        return carry_out(info, "look", lambda: wish, LookPayload)
