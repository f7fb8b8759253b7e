"""The whole graph, noun by noun."""

from collections.abc import Callable
from typing import Any

import strawberry
from graphql import GraphQLObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from api.graphql.accounts import AccountMutations, AccountQueries
from api.graphql.appeals import AppealMutations, AppealQueries
from api.graphql.asking import Asking, read_one
from api.graphql.assignments import AssignmentMutations
from api.graphql.attachments import AttachmentMutations, AttachmentQueries
from api.graphql.calibration import CalibrationQueries
from api.graphql.calls import CallMutations, CallQueries
from api.graphql.campaigns import CampaignMutations, CampaignQueries
from api.graphql.conflicts import ConflictMutations, ConflictQueries
from api.graphql.describing import describe
from api.graphql.entries import EntryMutations, EntryQueries
from api.graphql.events import EventQueries
from api.graphql.external_campaigns import ExternalCampaignMutations, ExternalCampaignQueries
from api.graphql.grants import GrantMutations, GrantQueries
from api.graphql.guests import GuestMutations
from api.graphql.judging import RoundMutations
from api.graphql.letters import LetterMutations, LetterQueries
from api.graphql.looks import LookMutations, LookQueries
from api.graphql.meetings import MeetingMutations, MeetingQueries
from api.graphql.memberships import MembershipMutations, MembershipQueries
from api.graphql.mentorships import MentorshipMutations, MentorshipQueries
from api.graphql.needs import NeedQueries
from api.graphql.notices import NoticeMutations, NoticeQueries
from api.graphql.opportunities import OpportunityMutations, OpportunityQueries
from api.graphql.organizations import OrganizationMutations, OrganizationQueries
from api.graphql.placements import PlacementMutations, PlacementQueries
from api.graphql.pledges import PledgeMutations, PledgeQueries
from api.graphql.progress import ProgressMutations, ProgressQueries
from api.graphql.projects import ProjectMutations, ProjectQueries
from api.graphql.results import ResultMutations, ResultQueries
from api.graphql.reviews import ReviewMutations, ReviewQueries
from api.graphql.rounds import RoundQueries
from api.graphql.rounds_set_up import RoundSetUpMutations
from api.graphql.screening import ScreeningMutations
from api.graphql.shapes import SCALARS, Node
from api.graphql.similar import SimilarMutations, SimilarQueries
from api.graphql.supporters import SupporterMutations, SupporterQueries
from api.graphql.teammates import TeammateMutations, TeammateQueries
from api.graphql.todo import TodoQueries
from api.graphql.updates import UpdateMutations, UpdateQueries
from api.graphql.versions import VersionQueries
from api.graphql.volunteers import VolunteerMutations, VolunteerQueries
from domain.catalogue import CATALOGUE
from domain.ids import noun_of


@strawberry.type(description="Everything that can be seen.")
class Query(
    AccountQueries,
    OrganizationQueries,
    MembershipQueries,
    NoticeQueries,
    TodoQueries,
    CallQueries,
    ProjectQueries,
    SimilarQueries,
    TeammateQueries,
    SupporterQueries,
    AttachmentQueries,
    NeedQueries,
    VersionQueries,
    EntryQueries,
    RoundQueries,
    ResultQueries,
    ReviewQueries,
    LookQueries,
    CalibrationQueries,
    ConflictQueries,
    ProgressQueries,
    LetterQueries,
    AppealQueries,
    MentorshipQueries,
    MeetingQueries,
    GrantQueries,
    CampaignQueries,
    PledgeQueries,
    UpdateQueries,
    VolunteerQueries,
    OpportunityQueries,
    PlacementQueries,
    EventQueries,
    ExternalCampaignQueries,
):
    @strawberry.field(description="Anything by its id; null where it is not there or may not be seen.")
    def node(self, info: Asking, id: strawberry.ID) -> Node | None:
        noun = noun_of(id)
        return read_one(info, noun, id) if noun in CATALOGUE.nouns else None


@strawberry.type(description="Everything that can be done.")
class Mutation(
    ExternalCampaignMutations,
    AccountMutations,
    GuestMutations,
    OrganizationMutations,
    MembershipMutations,
    NoticeMutations,
    CallMutations,
    ProjectMutations,
    SimilarMutations,
    TeammateMutations,
    SupporterMutations,
    AttachmentMutations,
    EntryMutations,
    ScreeningMutations,
    RoundSetUpMutations,
    RoundMutations,
    ResultMutations,
    ReviewMutations,
    LookMutations,
    ConflictMutations,
    AssignmentMutations,
    ProgressMutations,
    LetterMutations,
    AppealMutations,
    MentorshipMutations,
    MeetingMutations,
    GrantMutations,
    CampaignMutations,
    PledgeMutations,
    PlacementMutations,
    OpportunityMutations,
    VolunteerMutations,
    UpdateMutations,
):
    pass


schema = strawberry.Schema(
    Query,
    Mutation,
    config=StrawberryConfig(default_resolver=lambda source, name: source.get(name), scalar_map=SCALARS),
)


def _look_up_plainly(graph: GraphQLSchema) -> None:
    """Fields without a resolver of ours are found in the dictionary that was read. Strawberry does that too, by three
    more calls for each field of each row."""
    for type_ in graph.type_map.values():
        for field in type_.fields.values() if isinstance(type_, GraphQLObjectType) else ():
            declared = field.extensions.get("strawberry-definition")
            if declared is not None and declared.is_basic_field:
                field.resolve = _found_under(declared.python_name)


def _found_under(name: str) -> Callable[[Any, Any], Any]:
    return lambda source, _: source.get(name)


_look_up_plainly(schema._schema)
describe(schema._schema)


def published() -> str:
    """The SDL as `schema.graphql` has it."""
    return schema.as_str() + "\n"
