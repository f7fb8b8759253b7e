"""/v1/me/volunteer and /v1/skills: what people can do and when, and whether projects may see it."""

from typing import Any

from flask import Response, request
from flask.views import MethodView
from marshmallow import Schema, fields

from api.caller import actor, run
from api.rest.answering import (
    cached,
    carry_out,
    expected_version,
    json_response,
    only_if_new,
    show_part,
)
from api.rest.api import Nouns
from api.rest.asking import wanted_one
from api.rest.fields import Closed, Moment, PageInfoSchema, Said, TextSchema, Whole, many
from api.rest.v1.placements import PlacementPage
from domain.model.volunteers import AgeBand
from domain.usecases.skills import ShowSkills
from domain.usecases.volunteers import SetMyVolunteer, ShowMyVolunteer, Skill

blueprint = Nouns("volunteers", __name__, description="People who would give time and skills to projects.")


class VolunteerSkillSchema(Closed):
    skill_id = Said(required=True, most=60)
    level = Whole(required=True, least=1, most=5)


class AvailabilitySchema(Closed):
    weekday = Whole(required=True, least=0, most=6)
    begins = Said(required=True, most=5, data_key="from")
    to = Said(required=True, most=5)


class SetMyVolunteerInput(Closed):
    skills = many(fields.Nested(VolunteerSkillSchema), most=50, load_default=[])
    causes = many(Whole(least=1, most=17), most=17, load_default=[])
    provinces = many(Said(most=5), most=77, load_default=[])
    remote = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    availability = many(fields.Nested(AvailabilitySchema), most=50, load_default=[])
    languages = many(Said(most=35), most=20, load_default=[])
    age_band = fields.Enum(AgeBand, by_value=True, load_default=None, allow_none=True)
    consent = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class VolunteerSchema(Schema):
    id = fields.String(required=True)
    account_id = fields.String(allow_none=True, required=True)
    skills = fields.List(fields.Nested(VolunteerSkillSchema), required=True)
    causes = fields.List(fields.Integer(), required=True)
    provinces = fields.List(fields.String(), required=True)
    remote = fields.Boolean(required=True)
    availability = fields.List(fields.Nested(AvailabilitySchema), required=True)
    languages = fields.List(fields.String(), required=True)
    age_band = fields.Enum(AgeBand, by_value=True, allow_none=True, required=True)
    consent = fields.Boolean(required=True)
    consented_at = Moment(allow_none=True, required=True)
    consent_version = fields.String(allow_none=True, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    version = fields.Integer(required=True)


class SkillSchema(Schema):
    id = fields.String(required=True)
    label = fields.Nested(TextSchema, required=True)
    group = fields.String(required=True)
    group_label = fields.Nested(TextSchema, required=True)


class SkillPage(Schema):
    data = fields.List(fields.Nested(SkillSchema), required=True)
    page = fields.Nested(PageInfoSchema, required=True)


@blueprint.route("/me/volunteer")
class MyVolunteer(MethodView):
    @blueprint.doc(operationId="myVolunteer")
    @blueprint.response(200, VolunteerSchema)
    def get(self) -> Response:
        """What one said of oneself as a volunteer"""
        shown = run(ShowMyVolunteer(selection=wanted_one("volunteer")))
        return cached(json_response(shown), shown["version"])

    @blueprint.doc(operationId="setMyVolunteer")
    @blueprint.arguments(SetMyVolunteerInput, as_kwargs=True)
    @blueprint.response(200, VolunteerSchema)
    @blueprint.alt_response(201, schema=VolunteerSchema)
    def put(self, skills: list[dict[str, Any]], availability: list[dict[str, Any]], **given: Any) -> Response:
        """Say what one can do and when, in place of what one said before"""
        given |= {name: tuple(given[name]) for name in ("causes", "provinces", "languages")}
        wish = SetMyVolunteer(
            skills=tuple(Skill(**skill) for skill in skills),
            availability=tuple(
                {"weekday": each["weekday"], "from": each["begins"], "to": each["to"]}
                for each in availability
            ),
            expected_version=expected_version(needed=False),
            create_only=only_if_new(),
            **given,
        )
        response = carry_out(wish, "volunteer")
        if response.status_code == 201:
            response.headers["Location"] = request.path  # one's own is where one put it
        return response


@blueprint.route("/me/placements")
class MyPlacements(MethodView):
    @blueprint.doc(operationId="myPlacements")
    @blueprint.response(200, PlacementPage)
    def get(self) -> Response:
        """List one's own placements"""
        return show_part("account", actor().known_account, "placements")


@blueprint.route("/skills")
class Skills(MethodView):
    @blueprint.doc(operationId="skills")
    @blueprint.response(200, SkillPage)
    def get(self) -> Response:
        """The skills that there are, all on one page"""
        page = {"next_cursor": None, "has_more": False}
        return cached(json_response({"data": run(ShowSkills()), "page": page}), 0)
