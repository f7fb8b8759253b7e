"""How simulations answer in the graph: the plan, and the token that stands for it."""

from collections.abc import Callable

import strawberry

from api.caller import run
from api.graphql.asking import Asking
from api.graphql.doing import MENDABLE, payload_of, user_errors
from api.graphql.shapes import Json, UserError
from domain.core import Command
from domain.errors import Refusal
from domain.plans import Planned


@strawberry.type(description="What a command would do; nothing has changed.")
class PlanPayload:
    plan: Json | None
    plan_token: str | None
    user_errors: list[UserError]


@strawberry.input
class SimulationInput:
    id: strawberry.ID


def show_plan(info: Asking, command: Callable[[], Command[Planned]]) -> PlanPayload:
    """Work the command out, and show what would come of it."""
    try:
        planned = run(command())
    except MENDABLE as refusal:
        return _planned(None, None, info, refusal)
    return _planned(planned.plan, planned.token, info, None)


def _planned(plan: object, token: str | None, info: Asking, refusal: Refusal | None) -> PlanPayload:
    errors = user_errors(info, refusal) if refusal else []
    shown: PlanPayload = payload_of({"plan": plan, "plan_token": token, "user_errors": errors})
    return shown
