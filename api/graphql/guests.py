"""Guests in the graph."""

import strawberry

from api.auth import guest_of, guest_tokens
from api.caller import run
from api.graphql.doing import payload_of
from api.graphql.shapes import UserError
from domain.usecases.guests import CreateGuest


@strawberry.type
class GuestTokens:
    access_token: str
    token_type: str
    expires_in: int
    guest_id: strawberry.ID
    renewal_token: str


@strawberry.type(description="Somebody became a guest, or the same one again.")
class GuestPayload:
    tokens: GuestTokens | None
    user_errors: list[UserError]


@strawberry.input
class CreateGuestInput:
    renewal_token: str | None = None


@strawberry.type
class GuestMutations:
    @strawberry.mutation(description="Become a guest, or the same one again.")
    def create_guest(self, input: CreateGuestInput) -> GuestPayload:
        known = None if input.renewal_token is None else guest_of(input.renewal_token)
        return payload_of({"tokens": guest_tokens(run(CreateGuest(known=known))), "user_errors": []})
