"""/v1/rounds/{id}/rank, decide, publish, with their simulations, and what comes of them: ranking and bundle."""

from flask import Response
from flask.views import MethodView

from api.caller import run
from api.rest.answering import cached, carry_out, expected_version, show_part
from api.rest.api import Nouns
from api.rest.planning import show_plan
from api.rest.v1.results.asked import (
    DecideRoundInput,
    PublishRoundInput,
    RankRoundInput,
    SimulateDecideRoundInput,
)
from api.rest.v1.results.shown import (
    DecideRoundPlanSchema,
    PublishRoundPlanSchema,
    RankingPage,
    RankRoundPlanSchema,
    RoundBundleSchema,
)
from api.rest.v1.rounds.shown import RoundSchema
from domain.ids import RoundId
from domain.model.standings import Move
from domain.usecases.bundles import ShowRoundBundle
from domain.usecases.rounds_deciding import DecideRound, SimulateDecideRound
from domain.usecases.rounds_publishing import PublishRound, SimulatePublishRound
from domain.usecases.rounds_ranking import RankRound, SimulateRankRound

blueprint = Nouns("results", __name__, description="How judging rounds end.")


@blueprint.route("/rounds/<round_id>/ranking")
class Ranking(MethodView):
    @blueprint.doc(operationId="ranking")
    @blueprint.response(200, RankingPage)
    def get(self, round_id: str) -> Response:
        """The ranking of a round, best first"""
        return show_part("round", round_id, "ranking")


@blueprint.route("/rounds/<round_id>/bundle")
class RoundBundle(MethodView):
    @blueprint.doc(operationId="roundBundle")
    @blueprint.response(200, RoundBundleSchema)
    def get(self, round_id: str) -> Response:
        """All that anybody needs to recompute the winners of a published round"""
        document = run(ShowRoundBundle(round_id=round_id))
        return cached(Response(document, content_type="application/json"), 1)


@blueprint.route("/rounds/<round_id>/rank")
class Rank(MethodView):
    @blueprint.doc(operationId="rankRound")
    @blueprint.arguments(RankRoundInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str, plan_token: str | None = None) -> Response:
        """Rank the entries by the round's method"""
        version = expected_version(needed=False)
        wish = RankRound(round_id=RoundId(round_id), plan_token=plan_token, expected_version=version)
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/rank/simulation")
class RankSimulation(MethodView):
    @blueprint.doc(operationId="simulateRankRound")
    @blueprint.response(200, RankRoundPlanSchema)
    def post(self, round_id: str) -> Response:
        """The ranking that there would be; nothing changes"""
        return show_plan(SimulateRankRound(round_id=RoundId(round_id)))


@blueprint.route("/rounds/<round_id>/decide")
class Decide(MethodView):
    @blueprint.doc(operationId="decideRound")
    @blueprint.arguments(DecideRoundInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str, moves: list[Move], plan_token: str | None = None) -> Response:
        """Give out the places as ranked, but for the chair's moves"""
        wish = DecideRound(
            round_id=RoundId(round_id),
            moves=tuple(moves),
            plan_token=plan_token,
            expected_version=expected_version(needed=False),
        )
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/decide/simulation")
class DecideSimulation(MethodView):
    @blueprint.doc(operationId="simulateDecideRound")
    @blueprint.arguments(SimulateDecideRoundInput, as_kwargs=True)
    @blueprint.response(200, DecideRoundPlanSchema)
    def post(self, round_id: str, moves: list[Move]) -> Response:
        """Who would get which place, and what each move would do; nothing changes"""
        return show_plan(SimulateDecideRound(round_id=RoundId(round_id), moves=tuple(moves)))


@blueprint.route("/rounds/<round_id>/publish")
class Publish(MethodView):
    @blueprint.doc(operationId="publishRound")
    @blueprint.arguments(PublishRoundInput, as_kwargs=True)
    @blueprint.response(200, RoundSchema)
    def post(self, round_id: str, plan_token: str | None = None) -> Response:
        """Publish what became of every entry, in one moment"""
        version = expected_version(needed=False)
        wish = PublishRound(round_id=RoundId(round_id), plan_token=plan_token, expected_version=version)
        return carry_out(wish, "round")


@blueprint.route("/rounds/<round_id>/publish/simulation")
class PublishSimulation(MethodView):
    @blueprint.doc(operationId="simulatePublishRound")
    @blueprint.response(200, PublishRoundPlanSchema)
    def post(self, round_id: str) -> Response:
        """What would become of every entry, and which grants would be offered; nothing changes"""
        return show_plan(SimulatePublishRound(round_id=RoundId(round_id)))
