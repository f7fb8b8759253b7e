"""How simulations answer over REST: the plan, and the token that stands for it."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from api.caller import run
from api.rest.answering import json_response
from api.rest.fields import Closed, Said
from domain.core import Command
from domain.plans import Planned


class PlannedInput(Closed):
    """For commands that can be simulated: what one goes by the plan with, or does without."""

    plan_token = Said(most=64)


class PlanSchema(Schema):
    """Of every simulation; its own `plan` stands in a schema of its own below this one."""

    plan: fields.Field[Any] = fields.Dict(required=True)
    plan_token = fields.String(required=True)


def show_plan(command: Command[Planned]) -> Response:
    """What the command would do. Nothing has changed, so there is nothing to ask for again, nor to keep."""
    planned = run(command)
    response = json_response({"plan": planned.plan, "plan_token": planned.token})
    response.headers["Cache-Control"] = "no-store"
    return response
