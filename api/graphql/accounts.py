"""Accounts in the graph."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.auth import device, session_tokens
from api.caller import actor, become, for_one_answer, run
from api.graphql.asking import Asking, look_up, page_of, read_one
from api.graphql.doing import MENDABLE, carry_out, payload_of, user_errors
from api.graphql.memberships import Membership
from api.graphql.notices import Notice, as_word
from api.graphql.projects import Project
from api.graphql.shapes import Connection, Moment, Node, UserError
from api.graphql.todo import Todo
from domain.core import Command
from domain.model import accounts as domain
from domain.model.memberships import MembershipState
from domain.model.notices import NoticeKind
from domain.model.placements import PlacementState
from domain.model.projects import ProjectState
from domain.model.todo import TodoKind
from domain.usecases.accounts import CreateAccount, LogIn, LogOut, Opened, RefreshSession, UpdateMe

if TYPE_CHECKING:  # the two know each other
    from api.graphql.entries import Entry
    from api.graphql.grants import Grant
    from api.graphql.placements import Placement
    from api.graphql.pledges import Pledge
    from api.graphql.reviews import Review


@strawberry.type
class Account(Node):
    id: strawberry.ID
    display_name: str
    email: str | None
    locale: domain.Locale | None
    mail_notices: bool | None
    admin: bool | None
    created_at: Moment | None
    updated_at: Moment | None
    version: int | None

    @strawberry.field
    def memberships(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[MembershipState] | None = None,
    ) -> Connection[Membership]:
        return look_up(self, info, "memberships", page_of(first, after, state=state))

    @strawberry.field
    def notices(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        unread: bool | None = None,
        kind: list[NoticeKind] | None = None,
    ) -> Connection[Notice]:
        return look_up(self, info, "notices", page_of(first, after, unread=as_word(unread), kind=kind))

    @strawberry.field
    def todo(
        self, info: Asking, first: int = 20, after: str | None = None, kind: list[TodoKind] | None = None
    ) -> Connection[Todo]:
        return look_up(self, info, "todo", page_of(first, after, kind=kind))

    @strawberry.field
    def projects(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[ProjectState] | None = None,
        province: list[str] | None = None,
        goal: list[int] | None = None,
    ) -> Connection[Project]:
        page = page_of(first, after, sort, state=state, province=province, goal=goal)
        return look_up(self, info, "projects", page)

    @strawberry.field
    def entries(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Entry", strawberry.lazy("api.graphql.entries")]]:
        return look_up(self, info, "entries", page_of(first, after))

    @strawberry.field
    def reviews(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Review", strawberry.lazy("api.graphql.reviews")]]:
        return look_up(self, info, "reviews", page_of(first, after))

    @strawberry.field
    def grants(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Grant", strawberry.lazy("api.graphql.grants")]]:
        return look_up(self, info, "grants", page_of(first, after))

    @strawberry.field
    def pledges(
        self, info: Asking, first: int = 20, after: str | None = None
    ) -> Connection[Annotated["Pledge", strawberry.lazy("api.graphql.pledges")]]:
        return look_up(self, info, "pledges", page_of(first, after))

    @strawberry.field
    def placements(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[PlacementState] | None = None,
    ) -> Connection[Annotated["Placement", strawberry.lazy("api.graphql.placements")]]:
        return look_up(self, info, "placements", page_of(first, after, state=state))


@strawberry.type(description="The account made.")
class AccountPayload:
    account: Account | None
    user_errors: list[UserError]


@strawberry.type
class Tokens:
    access_token: str
    refresh_token: str
    token_type: str
    expires_in: int


@strawberry.type(description="A session opened, or renewed.")
class TokensPayload:
    tokens: Tokens | None
    user_errors: list[UserError]


@strawberry.type(description="A session ended.")
class LogoutPayload:
    user_errors: list[UserError]


@strawberry.input
class CreateAccountInput:
    email: str
    password: str
    display_name: str
    locale: domain.Locale = domain.Locale.TH
    idempotency_key: str | None = None


@strawberry.input
class UpdateMeInput:
    expected_version: int
    display_name: str | None = None
    locale: domain.Locale | None = None
    mail_notices: bool | None = None
    idempotency_key: str | None = None


@strawberry.input
class LoginInput:
    email: str
    password: str


@strawberry.input
class RefreshInput:
    refresh_token: str


@strawberry.type
class AccountQueries:
    @strawberry.field(description="The account that is logged in; null for nobody.")
    def me(self, info: Asking) -> Account | None:
        account_id = actor().account_id
        return read_one(info, "account", account_id) if account_id else None


@strawberry.type
class AccountMutations:
    @strawberry.mutation(description="Register.")
    def create_account(self, info: Asking, input: CreateAccountInput) -> AccountPayload:
        with for_one_answer():
            return carry_out(
                info,
                "account",
                lambda: CreateAccount(
                    email=input.email,
                    password=input.password,
                    display_name=input.display_name,
                    locale=input.locale,
                ),
                AccountPayload,
                then=become,
            )

    @strawberry.mutation(
        description="Change how the account is called and addressed, and whether its notices come by mail."
    )
    def update_me(self, info: Asking, input: UpdateMeInput) -> AccountPayload:
        def command() -> UpdateMe:
            return UpdateMe(
                expected_version=input.expected_version,
                display_name=input.display_name,
                locale=input.locale,
                mail_notices=input.mail_notices,
            )

        return carry_out(info, "account", command, AccountPayload)

    @strawberry.mutation(description="Log in on this device.")
    def login(self, info: Asking, input: LoginInput) -> TokensPayload:
        return _tokens(info, LogIn(email=input.email, password=input.password, device=device()))

    @strawberry.mutation(description="Renew the tokens; each refresh token works once.")
    def refresh(self, info: Asking, input: RefreshInput) -> TokensPayload:
        return _tokens(info, RefreshSession(refresh_token=input.refresh_token, device=device()))

    @strawberry.mutation(description="End the session of the access token at hand.")
    def logout(self) -> LogoutPayload:
        run(LogOut())
        return payload_of({"user_errors": []})


def _tokens(info: Asking, command: Command[Opened]) -> Any:
    try:
        return payload_of({"tokens": session_tokens(run(command)), "user_errors": []})
    except MENDABLE as refusal:
        return payload_of({"tokens": None, "user_errors": user_errors(info, refusal)})
