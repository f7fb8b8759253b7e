"""/v1/calls/{id}/rounds and /v1/rounds: judging, from the panel to the publication."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response
from flask.views import MethodView

from api.rest.answering import carry_out, expected_version, needed_version, show_one, show_part
from api.rest.api import Nouns
from api.rest.v1.rounds.asked import (
    CreateRoundInput,
    ExtendRoundInput,
    OpenRoundInput,
    SetRoundPanelInput,
    UpdateRoundInput,
)
from api.rest.v1.rounds.shown import RoundPage, RoundSchema
from domain.ids import AccountId, CallId, EntryId, RoundId
from domain.usecases.conflicts import PinnedConflict
from domain.usecases.rounds import CreateRound, RoundChanges, UpdateRound
from domain.usecases.rounds_opening import OpenRound
from domain.usecases.rounds_panel import SetRoundPanel
from domain.usecases.rounds_running import ExtendRound, SealRound

blueprint = Nouns("rounds", __name__, description="Judging rounds of a call.")


@blueprint.route("/calls/<call_id>/rounds")
class Rounds(MethodView):
    @blueprint.doc(operationId="rounds")
    @blueprint.response(200, RoundPage)
    def get(self, call_id: str) -> Response:
        """List the rounds of a call"""
        return show_part("call", call_id, "rounds")

    @blueprint.doc(operationId="createRound")
    @blueprint.arguments(CreateRoundInput, as_kwargs=True)
    @blueprint.response(201, RoundSchema)
    def post(self, call_id: str, **given: Any) -> Response:
        """Set up a judging round"""
        return carry_out(CreateRound(call_id=CallId(call_id), **given), "round", status=201)


@blueprint.route("/rounds/<round_id>")
class OneRound(MethodView):
    @blueprint.doc(operationId="round")
    @blueprint.response(200, RoundSchema)
    def get(self, round_id: str) -> Response:
        """A round"""
        return show_one("round", round_id)

    @blueprint.doc(operationId="updateRound")
    @blueprint.arguments(UpdateRoundInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def patch(self, round_id: str, **given: Any) -> Response:
        """Change the rules of a round that is a draft"""
        changes = RoundChanges(**given)
        wish = UpdateRound(round_id=RoundId(round_id), expected_version=needed_version(), changes=changes)
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/panel")
class Panel(MethodView):
    @blueprint.doc(operationId="setRoundPanel")
    @blueprint.arguments(SetRoundPanelInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def put(
        self, round_id: str, judge_ids: list[str], conflicts: list[PinnedConflict] | None = None
    ) -> Response:
        """Name the judges, in place of whoever was named before"""
        wish = SetRoundPanel(
            round_id=RoundId(round_id),
            judge_ids=tuple(AccountId(id) for id in judge_ids),
            conflicts=None if conflicts is None else tuple(conflicts),
            expected_version=expected_version(needed=False),
        )
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/open")
class Opening(MethodView):
    @blueprint.doc(operationId="openRound")
    @blueprint.arguments(OpenRoundInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def post(
        self, round_id: str, discuss: Sequence[str] = (), reason: str = "", plan_token: str | None = None
    ) -> Response:
        """Assign the entries to the judges and let them begin; a sealed round opens again"""
        wish = OpenRound(
            round_id=RoundId(round_id),
            discuss=tuple(EntryId(id) for id in discuss),
            reason=reason,
            plan_token=plan_token,
            expected_version=expected_version(needed=False),
        )
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/extend")
class Extension(MethodView):
    @blueprint.doc(operationId="extendRound")
    @blueprint.arguments(ExtendRoundInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str, due_at: datetime, reason: str) -> Response:
        """Give the judges more time, for a reason that they read"""
        version = expected_version(needed=False)
        wish = ExtendRound(round_id=RoundId(round_id), due_at=due_at, reason=reason, expected_version=version)
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/seal")
class Sealing(MethodView):
    @blueprint.doc(operationId="sealRound")
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str) -> Response:
        """Let no review change any more, and publish the commitments"""
        version = expected_version(needed=False)
        return carry_out(SealRound(round_id=RoundId(round_id), expected_version=version), "round")
