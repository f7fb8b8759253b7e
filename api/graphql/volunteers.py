"""Volunteers and the vocabulary of skills in the graph."""

from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry

from api.caller import actor, run
from api.graphql.asking import Asking, Gatherer, look_up, page_of, read_part, type_named
from api.graphql.doing import carry_out
from api.graphql.shapes import Connection, LocalizedText, Moment, Node, UserError
from domain.errors import NotFound
from domain.model import volunteers as domain
from domain.model.placements import PlacementState
from domain.usecases import volunteers as usecases
from domain.usecases.skills import ShowSkills
from domain.usecases.volunteers import SetMyVolunteer, ShowMyVolunteer

if TYPE_CHECKING:  # the two know each other
    from api.graphql.placements import Placement


@strawberry.type
class Skill:
    id: str
    label: LocalizedText
    group: str
    group_label: LocalizedText


@strawberry.type
class VolunteerSkill:
    skill_id: str
    level: int


@strawberry.type
class Availability:
    weekday: int
    to: str

    @strawberry.field(name="from")
    def begins(self) -> str:
        return str(cast(Any, self)["from"])


@strawberry.type
class Volunteer(Node):
    id: strawberry.ID
    account_id: strawberry.ID | None
    skills: list[VolunteerSkill]
    causes: list[int]
    provinces: list[str]
    remote: bool
    availability: list[Availability]
    languages: list[str]
    age_band: domain.AgeBand | None
    consent: bool
    consented_at: Moment | None
    consent_version: str | None
    created_at: Moment
    updated_at: Moment
    version: int

    @strawberry.field
    def placements(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        state: list[PlacementState] | None = None,
    ) -> Connection[Annotated["Placement", strawberry.lazy("api.graphql.placements")]]:
        return look_up(self, info, "placements", page_of(first, after, state=state))


@strawberry.type(description="The volunteer made or changed.")
class VolunteerPayload:
    volunteer: Volunteer | None
    user_errors: list[UserError]


@strawberry.input
class VolunteerSkillInput:
    skill_id: str
    level: int

    def skill(self) -> usecases.Skill:
        return usecases.Skill(skill_id=self.skill_id, level=self.level)


@strawberry.input
class AvailabilityInput:
    weekday: int
    begins: str = strawberry.field(name="from")
    to: str

    def hours(self) -> dict[str, Any]:
        return {"weekday": self.weekday, "from": self.begins, "to": self.to}


@strawberry.input
class SetMyVolunteerInput:
    skills: list[VolunteerSkillInput] | None = None
    causes: list[int] | None = None
    provinces: list[str] | None = None
    remote: bool = False
    availability: list[AvailabilityInput] | None = None
    languages: list[str] | None = None
    age_band: domain.AgeBand | None = None
    consent: bool = False
    expected_version: int | None = None
    create_only: bool = False
    idempotency_key: str | None = None

    def command(self) -> SetMyVolunteer:
        return SetMyVolunteer(
            skills=tuple(skill.skill() for skill in self.skills or ()),
            causes=tuple(self.causes or ()),
            provinces=tuple(self.provinces or ()),
            remote=self.remote,
            availability=tuple(each.hours() for each in self.availability or ()),
            languages=tuple(self.languages or ()),
            age_band=self.age_band,
            consent=self.consent,
            expected_version=self.expected_version,
            create_only=self.create_only,
        )


@strawberry.type
class VolunteerQueries:
    @strawberry.field(description="The skills that there are.")
    def skills(self) -> list[Skill]:
        shown: Any = run(ShowSkills())
        return shown

    @strawberry.field(
        description="What one said of oneself as a volunteer; null for whoever did not, and for nobody."
    )
    def my_volunteer(self, info: Asking) -> Volunteer | None:
        if actor().account_id is None:
            return None
        wish = Gatherer(info._raw_info, info.context).one("volunteer", type_named(info, "volunteer"))
        try:
            shown: Any = run(ShowMyVolunteer(selection=wish.selection()))
        except NotFound:
            return None
        return cast(Volunteer, shown)

    @strawberry.field(description="One's own placements, newest first; null for nobody.")
    def my_placements(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        state: list[PlacementState] | None = None,
    ) -> Connection[Annotated["Placement", strawberry.lazy("api.graphql.placements")]] | None:
        account_id = actor().account_id
        page = page_of(first, after, sort, state=state)
        return read_part(info, "account", account_id, "placements", page) if account_id else None


@strawberry.type
class VolunteerMutations:
    @strawberry.mutation(description="Say what one can do and when, in place of what one said before.")
    def set_my_volunteer(self, info: Asking, input: SetMyVolunteerInput) -> VolunteerPayload:
        return carry_out(info, "volunteer", input.command, VolunteerPayload)
