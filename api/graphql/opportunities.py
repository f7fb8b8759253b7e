"""Opportunities in the graph."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.graphql.asking import Asking, look_up, page_of, read_many, read_one
from api.graphql.doing import carry_out
from api.graphql.shapes import (
    AllowedAction,
    Connection,
    LocalizedText,
    LocalizedTextInput,
    Moment,
    Node,
    UserError,
)
from domain.ids import OpportunityId, ProjectId
from domain.model import opportunities as domain
from domain.model.placements import PlacementState
from domain.usecases import opportunities as usecases
from domain.usecases.opportunities import (
    CancelOpportunity,
    CloseOpportunity,
    CreateOpportunity,
    OpenOpportunity,
    OpportunityChanges,
    UpdateOpportunity,
)

if TYPE_CHECKING:  # they know each other
    from api.graphql.placements import Placement
    from api.graphql.projects import Project

NULLABLE = {"province", "hours_per_week", "starts_at", "ends_at", "apply_by", "least_age"}


@strawberry.type
class NeededSkill:
    skill_id: str
    least_level: int


@strawberry.type
class Shift:
    starts_at: Moment
    ends_at: Moment


@strawberry.type
class Opportunity(Node):
    id: strawberry.ID
    project_id: strawberry.ID
    project: Annotated["Project", strawberry.lazy("api.graphql.projects")] | None
    account_id: strawberry.ID
    state: domain.OpportunityState
    title: LocalizedText
    description: LocalizedText
    skills: list[NeededSkill]
    places: int
    accepted_count: int
    full: bool
    offered_count: int | None
    province: str | None
    remote: bool
    hours_per_week: int | None
    shifts: list[Shift]
    starts_at: Moment | None
    ends_at: Moment | None
    apply_by: Moment | None
    least_age: int | None
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: list[AllowedAction]

    @strawberry.field
    def placements(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[PlacementState] | None = None,
    ) -> Connection[Annotated["Placement", strawberry.lazy("api.graphql.placements")]]:
        return look_up(self, info, "placements", page_of(first, after, state=state))


@strawberry.type(description="The opportunity made or changed.")
class OpportunityPayload:
    opportunity: Opportunity | None
    user_errors: list[UserError]


@strawberry.input
class NeededSkillInput:
    skill_id: str
    least_level: int = 1

    def value(self) -> usecases.NeededSkill:
        return usecases.NeededSkill(skill_id=self.skill_id, least_level=self.least_level)


@strawberry.input
class ShiftInput:
    starts_at: Moment
    ends_at: Moment

    def value(self) -> usecases.Shift:
        return usecases.Shift(starts_at=self.starts_at, ends_at=self.ends_at)


@strawberry.input
class OpportunityInput:
    """What both wishes may bring; `said` is what they did, and a null only where something may be absent."""

    description: LocalizedTextInput | None = strawberry.UNSET
    skills: list[NeededSkillInput] | None = strawberry.UNSET
    places: int | None = strawberry.UNSET
    province: str | None = strawberry.UNSET
    remote: bool | None = strawberry.UNSET
    hours_per_week: int | None = strawberry.UNSET
    shifts: list[ShiftInput] | None = strawberry.UNSET
    starts_at: Moment | None = strawberry.UNSET
    ends_at: Moment | None = strawberry.UNSET
    apply_by: Moment | None = strawberry.UNSET
    least_age: int | None = strawberry.UNSET
    idempotency_key: str | None = None

    def said(self) -> dict[str, Any]:
        own = {name: value for name, value in vars(self).items() if name in COLUMNS}
        return {
            name: _plain(value)
            for name, value in own.items()
            if value is not strawberry.UNSET and (value is not None or name in NULLABLE)
        }


COLUMNS = set(vars(OpportunityChanges()))


@strawberry.input
class CreateOpportunityInput(OpportunityInput):
    project_id: strawberry.ID
    title: LocalizedTextInput

    def command(self) -> CreateOpportunity:
        return CreateOpportunity(project_id=ProjectId(self.project_id), **self.said())


@strawberry.input
class UpdateOpportunityInput(OpportunityInput):
    id: strawberry.ID
    expected_version: int
    title: LocalizedTextInput | None = strawberry.UNSET

    def command(self) -> UpdateOpportunity:
        return UpdateOpportunity(
            opportunity_id=OpportunityId(self.id),
            expected_version=self.expected_version,
            changes=OpportunityChanges(**self.said()),
        )


@strawberry.input
class OpportunityActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None


def _plain(value: Any) -> Any:
    if isinstance(value, LocalizedTextInput):
        return value.text()
    return tuple(each.value() for each in value) if isinstance(value, list) else value


def filters_of(given: dict[str, Any]) -> dict[str, Any]:
    """The filters as the reader takes them: a truth is a word there."""
    remote = given.pop("remote")
    return given | {"remote": None if remote is None else ["true" if remote else "false"]}


@strawberry.type
class OpportunityQueries:
    @strawberry.field(description="Opportunities for volunteers, newest first.")
    def opportunities(  # noqa: PLR0913, PLR0917  one parameter a filter
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[domain.OpportunityState] | None = None,
        project_id: list[strawberry.ID] | None = None,
        province: list[str] | None = None,
        skill: list[str] | None = None,
        remote: bool | None = None,
    ) -> Connection[Opportunity]:
        where = {"state": state, "project_id": project_id, "province": province, "skill": skill}
        page = page_of(first, after, sort, **filters_of({**where, "remote": remote}))
        return read_many(info, "opportunities", page)

    @strawberry.field(description="An opportunity.")
    def opportunity(self, info: Asking, id: strawberry.ID) -> Opportunity | None:
        return read_one(info, "opportunity", id)


@strawberry.type
class OpportunityMutations:
    @strawberry.mutation(description="Draft an opportunity for volunteers.")
    def create_opportunity(self, info: Asking, input: CreateOpportunityInput) -> OpportunityPayload:
        return carry_out(info, "opportunity", input.command, OpportunityPayload)

    @strawberry.mutation(
        description="Change an opportunity; once it is open, only its words, its places and the time to apply."
    )
    def update_opportunity(self, info: Asking, input: UpdateOpportunityInput) -> OpportunityPayload:
        return carry_out(info, "opportunity", input.command, OpportunityPayload)

    @strawberry.mutation(description="Show an opportunity to everybody, and let volunteers apply.")
    def open_opportunity(self, info: Asking, input: OpportunityActionInput) -> OpportunityPayload:
        return _carry_out(info, OpenOpportunity, input)

    @strawberry.mutation(
        description="Take no more applications; those that are in can still be offered places."
    )
    def close_opportunity(self, info: Asking, input: OpportunityActionInput) -> OpportunityPayload:
        return _carry_out(info, CloseOpportunity, input)

    @strawberry.mutation(description="Call an opportunity off: applications are declined, offers lapse.")
    def cancel_opportunity(self, info: Asking, input: OpportunityActionInput) -> OpportunityPayload:
        return _carry_out(info, CancelOpportunity, input)


def _carry_out(info: Asking, move: Any, input: OpportunityActionInput) -> OpportunityPayload:
    """One of the moves of an opportunity: they all take the same."""
    wish = move(opportunity_id=OpportunityId(input.id), expected_version=input.expected_version)
    return carry_out(info, "opportunity", lambda: wish, OpportunityPayload)
