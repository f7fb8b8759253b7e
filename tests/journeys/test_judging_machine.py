"""Whatever organizers, applicants, judges, clocks and crashes do to a call, in whatever order: as many places as there
are, each worth what was promised; nothing counts that must not; what is published stays; and what may be done is said.

A machine of random acts on a real database: some of the right people, some of the wrong ones, in all states.
`pytest tests/journeys/test_judging_machine.py --walks 200 --hypothesis-seed 7 --log-cli-level INFO` walks longer, the
same way each time, and says how far.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from adapters.database.audit_verify import verdict_of
from adapters.database.sequencer import Sequencer
from tests.journeys.judging_machine import acts_after, acts_on_calls, acts_on_reviews, acts_on_rounds
from tests.journeys.judging_machine.cast import Cast
from tests.journeys.judging_machine.going_on import go_on
from tests.journeys.judging_machine.promises import check
from tests.journeys.judging_machine.told import check_told, told_so_far
from tests.journeys.judging_machine.walk import Walk

calls, rounds, reviews, after = acts_on_calls, acts_on_rounds, acts_on_reviews, acts_after
Act = Callable[[Walk], None]
OF_CALLS: Sequence[Act] = (
    calls.enter,
    calls.screen,
    calls.screen_all,
    calls.withdraw,
    calls.disqualify,
    calls.change_the_call,
    calls.open_the_call,
    calls.close_the_call,
)
OF_ROUNDS: Sequence[Callable[[Walk, Any], None]] = (
    rounds.update_round,
    rounds.set_panel,
    rounds.open_round,
    rounds.assign,
    rounds.assign_by_hand,
    rounds.extend,
    rounds.remind,
    rounds.seal,
    rounds.look,
    rounds.release,
    rounds.rank,
    rounds.decide,
    rounds.publish,
    rounds.declare,
    rounds.lift,
)
OF_JUDGES: Sequence[Act] = (
    reviews.write,
    reviews.write,
    reviews.submit,
    reviews.submit,
    reviews.abstain,
    reviews.recuse,
    reviews.revise,
    reviews.unassign,
)
AFTERWARDS: Sequence[Act] = (
    after.answer_grant,
    after.answer_grant,
    after.appeal,
    after.appeal,
    after.assign_appeal,
    after.give_opinion,
    after.decide_appeal,
    after.withdraw_appeal,
    after.propose_mentor,
    after.answer_mentor,
    calls.disqualify,
)
DEPTHS = (0, 3, 8, 14, 20, 30, 60)  # steps that all goes as it should before the walk begins
DONE = {"walks": 0, "acts": 0}
LOG = logging.getLogger(__name__)


class Judging(RuleBasedStateMachine):
    cast: Cast
    walk: Walk

    @initialize(data=st.data(), depth=st.sampled_from(DEPTHS))
    def a_call_runs_so_far(self, data: st.DataObject, depth: int) -> None:
        self.cast.begin_again()
        self.walk = Walk(self.cast, data)
        self.since = told_so_far(self.cast)
        calls.draft_a_call(self.walk)
        self.walk.orderly = True
        for _ in range(depth):
            go_on(self.walk)
            check(self.walk)
        self.walk.orderly = False

    @rule(data=st.data(), steps=st.sampled_from([1, 1, 3]))
    def it_goes_on(self, data: st.DataObject, steps: int) -> None:
        self.walk.data = data
        for _ in range(steps):
            go_on(self.walk)

    @rule(data=st.data(), act=st.sampled_from(OF_CALLS))
    def somebody_has_to_do_with_the_call(self, data: st.DataObject, act: Act) -> None:
        self._does(data, act)

    @precondition(lambda self: rounds.latest(self.walk) is not None)
    @rule(data=st.data(), act=st.sampled_from(OF_ROUNDS))
    def the_chair_acts(self, data: st.DataObject, act: Callable[[Walk, Any], None]) -> None:
        of_call = self.walk.of_call("rounds")
        self._does(data, lambda walk: act(walk, walk.pick([of_call[-1], of_call[-1], *of_call])))

    @precondition(lambda self: bool(self.walk.of_call("reviews")))
    @rule(data=st.data(), act=st.sampled_from(OF_JUDGES))
    def a_judge_acts(self, data: st.DataObject, act: Act) -> None:
        self._does(data, act)

    @precondition(lambda self: bool(self.walk.of_call("letters")))
    @rule(data=st.data(), act=st.sampled_from(AFTERWARDS))
    def something_follows(self, data: st.DataObject, act: Act) -> None:
        self._does(data, act)

    @rule(data=st.data(), act=st.sampled_from([rounds.create_round, calls.time_passes, calls.sweep]))
    def time_goes_by(self, data: st.DataObject, act: Act) -> None:
        self._does(data, act)

    @rule(data=st.data(), commits=st.integers(0, 1))
    def the_process_will_die(self, data: st.DataObject, commits: int) -> None:
        self.cast.dies_in = commits
        self._does(data, go_on)

    @precondition(lambda self: self.walk.acts > 40)
    @rule(data=st.data(), really=st.integers(1, 9))
    def the_call_is_given_up(self, data: st.DataObject, really: int) -> None:
        if really == 7:
            self._does(data, calls.cancel_the_call)

    @invariant()
    def all_promises_are_kept(self) -> None:
        if hasattr(self, "walk"):
            check(self.walk)

    def _does(self, data: st.DataObject, act: Act) -> None:
        self.walk.data = data
        act(self.walk)

    def teardown(self) -> None:
        if hasattr(self, "walk"):
            DONE["walks"] += 1
            DONE["acts"] += self.walk.acts
            check_told(self.cast, self.since)
            LOG.debug("%s", "\n".join(self.walk.journal))
            note("\n".join(["What was done:", *self.walk.journal]))


def test_whatever_is_done_to_a_call_its_promises_are_kept(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    cast = Cast(database_url)

    class Machine(Judging):
        pass

    Machine.cast = cast
    try:
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=request.config.getoption("--walks"),
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate, Phase.shrink],
            ),
        )
        _the_trail_is_whole(database_url)
    finally:
        LOG.info("%s walks, %s acts", DONE["walks"], DONE["acts"])
        cast.close()


def _the_trail_is_whole(url: str) -> None:
    with psycopg.connect(url) as connection:
        sequencer = Sequencer(connection)
        while sequencer.step():
            pass
    with psycopg.connect(url) as connection:
        verdict = verdict_of(connection)
        assert not verdict.problems, verdict.problems
        assert verdict.unsealed == 0
