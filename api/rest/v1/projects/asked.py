"""What may be sent of a project.

Kinds are told apart here; ranges and lengths are only published, since the domain refuses them, and names all
that is wrong at once.
"""

from typing import Any

from marshmallow import Schema, fields

from api.rest.fields import Closed, MoneySchema, Number, RowsById, TextInput, TextSchema, Whole, many
from domain.model.project_shape import (
    LONGEST_TITLE,
    MOST_EVIDENCE,
    MOST_GOALS,
    MOST_PEOPLE,
    MOST_QUANTITY,
    MOST_ROWS,
    Dimension,
    Horizon,
)
from domain.money import MOST
from domain.text import Text

TITLE = f"In at least one language, of at most {LONGEST_TITLE} letters"


def rows(of: fields.Field[Any], *, most: int = MOST_ROWS, **kwargs: Any) -> fields.List[Any]:
    return many(of, most=most, **kwargs)


def number(least: int, most: int, **kwargs: Any) -> Whole:
    return Whole(least=-(2**53), metadata={"minimum": least, "maximum": most}, **kwargs)


def patch(of: type[Schema], **kwargs: Any) -> fields.Nested:
    return fields.Nested(of, allow_none=True, **kwargs)


def by_id(row: type[Schema], part: type[Schema]) -> RowsById:
    return RowsById(row, part, most=MOST_ROWS)


def id_field(**kwargs: Any) -> fields.String:
    about = "Short and unique in its list; given where it is absent, and then kept."
    return fields.String(metadata={"maxLength": 40, "description": about}, **kwargs)


class TextPatch(Closed):
    """Text for people; a null takes the language away."""

    th = fields.String(allow_none=True)
    en = fields.String(allow_none=True)


class LocationPatch(Closed):
    latitude = Number(allow_none=True, metadata={"minimum": -90, "maximum": 90})
    longitude = Number(allow_none=True, metadata={"minimum": -180, "maximum": 180})


class RootCauseInput(Closed):
    id = id_field(allow_none=True)
    cause = fields.Nested(TextSchema, required=True)
    because_of = fields.String(allow_none=True, metadata={"description": "The id of the cause behind it"})
    evidence = rows(fields.Nested(TextSchema), most=MOST_EVIDENCE, allow_none=True)


class RootCausePatch(Closed):
    cause = patch(TextPatch)
    because_of = fields.String(allow_none=True)
    evidence = rows(fields.Nested(TextSchema), most=MOST_EVIDENCE, allow_none=True)


class ProjectProblemFields(Closed):
    statement = patch(TextPatch)
    people_affected = number(1, MOST_PEOPLE, allow_none=True)
    community = patch(TextPatch)
    province = fields.String(allow_none=True, metadata={"description": "As in ISO 3166-2:TH"})
    location = patch(LocationPatch)
    goals = rows(number(1, 17), most=MOST_GOALS, allow_none=True)


class ProjectProblemInput(ProjectProblemFields):
    root_causes = rows(fields.Nested(RootCauseInput), allow_none=True)


class ProjectProblemPatch(ProjectProblemFields):
    root_causes = by_id(RootCauseInput, RootCausePatch)


class ProjectSolutionPatch(Closed):
    approach = patch(TextPatch)
    activities = rows(fields.Nested(TextSchema), allow_none=True)


class TeamMemberPatch(Closed):
    name = fields.String(metadata={"maxLength": 200})
    role = patch(TextPatch)
    skills = rows(fields.String(), allow_none=True)


class TeamMemberInput(Closed):
    id = id_field(allow_none=True)
    name = fields.String(required=True, metadata={"maxLength": 200})
    role = patch(TextSchema)
    skills = rows(fields.String(), allow_none=True)


class UnitCostSchema(MoneySchema):
    amount = number(1, MOST, required=True)


class BudgetLinePatch(Closed):
    item = fields.Nested(TextPatch)
    quantity = number(1, MOST_QUANTITY)
    unit_cost = fields.Nested(UnitCostSchema)


class BudgetLineInput(Closed):
    id = id_field(allow_none=True)
    item = fields.Nested(TextSchema, required=True)
    quantity = number(1, MOST_QUANTITY, required=True)
    unit_cost = fields.Nested(UnitCostSchema, required=True)


class SourcePatch(Closed):
    source = fields.Nested(TextPatch)
    amount = fields.Nested(UnitCostSchema)
    secured = fields.Boolean(allow_none=True, truthy={True}, falsy={False})


class SourceInput(Closed):
    id = id_field(allow_none=True)
    source = fields.Nested(TextSchema, required=True)
    amount = fields.Nested(UnitCostSchema, required=True)
    secured = fields.Boolean(allow_none=True, truthy={True}, falsy={False})


class NamedSupporterPatch(Closed):
    name = fields.Nested(TextPatch)
    part = patch(TextPatch)
    organization_id = fields.String(allow_none=True)


class NamedSupporterInput(Closed):
    id = id_field(allow_none=True)
    name = fields.Nested(TextSchema, required=True)
    part = patch(TextSchema)
    organization_id = fields.String(allow_none=True)


class BenefitPatch(Closed):
    dimension = fields.Enum(Dimension, by_value=True)
    horizon = fields.Enum(Horizon, by_value=True)
    statement = fields.Nested(TextPatch)
    indicator = patch(TextPatch)
    unit = patch(TextPatch)
    baseline = Number(allow_none=True)
    target = Number(allow_none=True)


class BenefitInput(Closed):
    id = id_field(allow_none=True)
    dimension = fields.Enum(Dimension, by_value=True, required=True)
    horizon = fields.Enum(Horizon, by_value=True, required=True)
    statement = fields.Nested(TextSchema, required=True)
    indicator = patch(TextSchema)
    unit = patch(TextSchema)
    baseline = Number(allow_none=True)
    target = Number(allow_none=True)


class ProjectFields(Closed):
    """What is said alike of a new project and of one that is there."""

    summary = patch(TextPatch)
    solution = patch(ProjectSolutionPatch)
    skills_missing = rows(fields.String(), allow_none=True)
    asked_for = patch(UnitCostSchema)


class CreateProjectInput(ProjectFields):
    """Anything but a title in one language may be missing, and follow later."""

    title = fields.Nested(TextPatch, required=True, metadata={"description": TITLE})
    problem = patch(ProjectProblemInput)
    team = rows(fields.Nested(TeamMemberInput), allow_none=True)
    budget = rows(fields.Nested(BudgetLineInput), allow_none=True)
    from_elsewhere = rows(fields.Nested(SourceInput), allow_none=True)
    supporters = rows(fields.Nested(NamedSupporterInput), allow_none=True)
    benefits = rows(fields.Nested(BenefitInput), allow_none=True)


class UpdateProjectInput(ProjectFields):
    """JSON Merge Patch (RFC 7396): objects merge by key, null removes, lists are replaced. A list whose rows have ids
    also takes an object by id, which patches single rows: null removes one, an id that is not there adds one."""

    title = fields.Nested(TextPatch, metadata={"description": TITLE})
    problem = patch(ProjectProblemPatch)
    team = by_id(TeamMemberInput, TeamMemberPatch)
    budget = by_id(BudgetLineInput, BudgetLinePatch)
    from_elsewhere = by_id(SourceInput, SourcePatch)
    supporters = by_id(NamedSupporterInput, NamedSupporterPatch)
    benefits = by_id(BenefitInput, BenefitPatch)


class CompleteProjectInput(Closed):
    outcome = fields.Nested(TextInput, load_default=Text())


class CancelProjectInput(Closed):
    reason = fields.Nested(TextInput, required=True)
