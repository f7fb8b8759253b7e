"""Many at once: whatever overlaps, each thing happens once, and everybody hears what became of theirs."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import sleep
from typing import Any

import pytest
from flask import Flask

from domain.usecases.calls_due import CloseDueCalls
from tests.api.abundance import copies
from tests.faces import GraphQL, Refused, Rest, Shown
from tests.judging import Judging, a_judging, judge_all, score
from tests.running import carry_out
from tests.world import CRITERIA, Person, a_house, open_call, publish_project, register

Act = Callable[[], Any]
MANY = 20
OTHERS = MANY - 1


def at_once(acts: Sequence[Act]) -> list[str]:
    """All of them in one moment; of each `done`, or the code of its refusal."""
    together = threading.Barrier(len(acts))

    def outcome(act: Act) -> str:
        together.wait(10)
        try:
            act()
        except Refused as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(outcome, acts))


def on_both_faces(app: Flask, who: Person, operation: str, times: int, **given: Any) -> list[Act]:
    """The same act several times, by turns through REST and through the graph."""

    def act(number: int) -> Act:
        face: Any = (Rest, GraphQL)[number % 2](app.test_client(), who.bearer)
        return lambda: face.does(operation, **given)

    return [act(number) for number in range(times)]


@dataclass(frozen=True)
class Sent:
    """An entry on its way: when it was sent, when it was answered, and how."""

    began: datetime
    ended: datetime
    outcome: str


class LastMoments:
    """Eight people submit one project after the other, and the call closes in the middle of it."""

    PEOPLE, EACH = 8, 25
    TIME = timedelta(seconds=2)

    def __init__(self, app: Flask, database: Any) -> None:
        self.app, self.database = app, database
        client = app.test_client()
        house = a_house(client)
        eligibility = {"max_entries_per_account": self.EACH}
        self.call = open_call(house.manager, house.organization, eligibility=eligibility)
        self.people = [register(client) for _ in range(self.PEOPLE)]
        self.sent: list[Sent] = []
        self.over = threading.Event()

    def run(self) -> None:
        projects = [
            copies(self.database, "projects", publish_project(who)["id"], self.EACH) for who in self.people
        ]
        sweepers = [threading.Thread(target=self.sweep) for _ in range(2)]
        self.began = datetime.now(UTC)
        closing = "UPDATE calls SET closes_at = %s WHERE id = %s"
        self.database.execute(closing, [self.began + self.TIME / 2, self.call["id"]])
        for sweeper in sweepers:
            sweeper.start()
        with ThreadPoolExecutor(self.PEOPLE) as threads:
            list(threads.map(self.submit, self.people, projects))
        self.over.set()
        for sweeper in sweepers:
            sweeper.join(10)

    def submit(self, who: Person, projects: Sequence[str]) -> None:
        face = Rest(self.app.test_client(), who.bearer)
        for number, project in enumerate(projects, 1):
            due = self.began + self.TIME * number / self.EACH
            sleep(max((due - datetime.now(UTC)).total_seconds(), 0))
            began, outcome = datetime.now(UTC), "done"
            try:
                face.does("submitEntry", call_id=self.call["id"], project_id=project)
            except Refused as refusal:
                outcome = refusal.code
            self.sent.append(Sent(began, datetime.now(UTC), outcome))

    def sweep(self) -> None:
        while not self.over.wait(0.01):
            carry_out(self.app, CloseDueCalls())


def test_in_the_last_moments_every_entry_that_came_in_time_is_in_and_no_other(
    app: Flask, database: Any
) -> None:
    storm = LastMoments(app, database)

    storm.run()

    call, kept = the_call(app, storm.call), entries_of(database, storm.call)
    closes_at = datetime.fromisoformat(call["closes_at"])
    before = [sent for sent in storm.sent if sent.ended < closes_at]
    after = [sent for sent in storm.sent if sent.began >= closes_at]
    assert call["state"] == "closed"
    assert len(storm.sent) == 200
    assert {sent.outcome for sent in before} == {"done"}
    assert {sent.outcome for sent in after} == {"call_closed"}
    assert {sent.outcome for sent in storm.sent} == {"done", "call_closed"}
    assert len(kept) == sum(sent.outcome == "done" for sent in storm.sent)
    assert all(submitted_at < closes_at for submitted_at in kept)


def the_call(app: Flask, call: Shown) -> Shown:
    shown: Shown = Rest(app.test_client()).does("call", id=call["id"])
    return shown


def entries_of(database: Any, call: Shown) -> list[datetime]:
    rows = database.execute("SELECT submitted_at FROM entries WHERE call_id = %s", [call["id"]])
    return [moment for (moment,) in rows]


def test_of_many_who_submit_one_project_at_once_one_is_heard(app: Flask, database: Any) -> None:
    client = app.test_client()
    house, applicant = a_house(client), register(client)
    call = open_call(house.manager, house.organization, eligibility={"max_entries_per_account": 50})
    entering = {"call_id": call["id"], "project_id": publish_project(applicant)["id"]}

    outcomes = at_once(on_both_faces(app, applicant, "submitEntry", MANY, **entering))

    assert Counter(outcomes) == {"done": 1, "already_entered": OTHERS}
    assert len(entries_of(database, call)) == 1


def test_an_account_that_submits_many_projects_at_once_gets_in_as_often_as_it_may(
    app: Flask, database: Any
) -> None:
    client = app.test_client()
    house, applicant = a_house(client), register(client)
    call = open_call(house.manager, house.organization, eligibility={"max_entries_per_account": 2})
    projects = copies(database, "projects", publish_project(applicant)["id"], MANY)
    acts = [
        on_both_faces(app, applicant, "submitEntry", 1, call_id=call["id"], project_id=project)[0]
        for project in projects
    ]

    outcomes = Counter(at_once(acts))

    kept = len(entries_of(database, call))
    assert set(outcomes) == {"done", "entries_used_up"}
    assert outcomes["done"] == kept == 2


@pytest.mark.parametrize(("waiting_list", "moved_up"), [(3, 3), (1, 1)])
def test_winners_who_decline_at_once_are_followed_by_as_many_and_nobody_twice(
    app: Flask, waiting_list: int, moved_up: int
) -> None:
    judging = a_judging(app.test_client(), until="published", entries=7, places=3, waiting_list=waiting_list)
    waiting = [one["entry_id"] for one in judging.ranking() if one["waiting_place"]]
    acts = [
        on_both_faces(app, judging.applicant_of(grant), "declineGrant", 1, id=grant["id"])[0]
        for grant in judging.grants()
    ]

    outcomes = at_once(acts)

    states = Counter(judging.entry(number)["state"] for number in range(7))
    offered = [grant for grant in judging.grants() if grant["state"] == "offered"]
    assert outcomes == ["done"] * 3
    assert (states["declined"], states["selected"], states["waitlisted"]) == (
        3,
        moved_up,
        waiting_list - moved_up,
    )
    assert (
        len({grant["place"] for grant in offered})
        == len({grant["entry_id"] for grant in offered})
        == moved_up
    )
    assert {grant["entry_id"] for grant in offered} == set(waiting[:moved_up])
    assert len(judging.grants()) == 3 + moved_up


def test_a_winner_who_accepts_and_declines_at_once_did_one_of_both(app: Flask) -> None:
    judging = a_judging(app.test_client(), until="published", entries=2)
    [grant], winner = judging.grants(), judging.applicants[0]
    acts = [
        act
        for verb in ("acceptGrant", "declineGrant")
        for act in on_both_faces(app, winner, verb, 4, id=grant["id"])
    ]

    outcomes = Counter(at_once(acts))

    [answered, *more] = sorted(judging.grants(), key=lambda one: one["created_at"])
    assert outcomes == {"done": 1, f"grant_is_{answered['state']}": 7}
    assert len(more) == (answered["state"] == "declined")


def test_of_many_who_set_up_a_round_at_once_one_does(app: Flask) -> None:
    client = app.test_client()
    house = a_house(client)
    call = open_call(house.manager, house.organization)
    setting = {"call_id": call["id"], "name": {"th": "รอบ"}, "criteria": CRITERIA, "places": 10}

    outcomes = at_once(on_both_faces(app, house.manager, "createRound", 8, **setting))

    assert Counter(outcomes) == {"done": 1, "round_in_progress": 7}


def test_of_many_who_bring_a_round_on_at_once_one_does_and_the_others_are_told_so(
    app: Flask, database: Any
) -> None:
    judging = a_judging(app.test_client(), until="draft", entries=2)
    id = judging.round["id"]

    def together(verb: str) -> Counter[str]:
        return Counter(at_once(on_both_faces(app, judging.manager, verb, 8, id=id)))

    opened = together("openRound")
    for judge in judging.judges:
        judge_all(judging, judge, lambda number: 5 - number)
    later = [together(verb) for verb in ("sealRound", "rankRound", "decideRound", "publishRound")]

    assert opened == {"done": 1, "round_is_open": 7}
    assert later == [
        {"done": 1, f"round_is_{state}": 7} for state in ("sealed", "ranked", "decided", "published")
    ]
    assert len(judging.reviews_of(judging.manager)) == 6
    assert len(judging.ranking()) == 2
    assert [grant["place"] for grant in judging.grants()] == [1]
    assert told(database, id) == [
        "created",
        "panel_set",
        "opened",
        "sealed",
        "ranked",
        "decided",
        "published",
    ]


def told(database: Any, subject: str) -> list[str]:
    """What was told of it, numbered or not."""
    rows = database.execute(
        "SELECT type, at FROM outbox WHERE subject = %s UNION ALL SELECT type, at FROM events WHERE subject = %s"
        " ORDER BY at",
        [subject, subject],
    )
    return [type.partition(".")[2] for type, _ in rows]


def test_of_many_changes_decided_on_one_version_one_is_made(app: Flask) -> None:
    client = app.test_client()
    house, owner = a_house(client), register(client)
    project = publish_project(owner)
    call = open_call(house.manager, house.organization)

    on_project = on_both_faces(
        app, owner, "updateProject", 12, id=project["id"], expected_version=2, summary={"th": "ใหม่"}
    )
    on_call = on_both_faces(
        app, house.manager, "updateCall", 12, id=call["id"], expected_version=2, brief={"th": "ใหม่"}
    )
    outcomes = [Counter(at_once(acts)) for acts in (on_project, on_call)]

    assert outcomes == [{"done": 1, "version_stale": 11}] * 2
    assert owner.does("project", id=project["id"])["version"] == the_call(app, call)["version"] == 3


def test_a_review_that_is_sent_in_while_the_round_is_sealed_is_committed_to_or_refused(app: Flask) -> None:
    judging = a_judging(app.test_client(), entries=4)
    drafts = [(judge, review) for judge in judging.judges for review in judging.reviews_of(judge)]
    for judge, review in drafts:
        score(judge, review, 3)
    sending = [on_both_faces(app, judge, "submitReview", 1, id=review["id"])[0] for judge, review in drafts]
    sealing = on_both_faces(app, judging.manager, "sealRound", 1, id=judging.round["id"])

    outcomes = at_once([*sending[:6], *sealing, *sending[6:]])

    judging.look(judging.manager)
    round_ = judging.manager.does("round", id=judging.round["id"])
    by_state = Counter(review["state"] for review in judging.reviews_of(judging.manager))
    commitments = [
        one["commitment"] for one in judging.reviews_of(judging.manager) if one["state"] == "submitted"
    ]
    assert round_["state"] == "sealed"
    assert set(outcomes) <= {"done", "round_is_sealed"}
    assert by_state["submitted"] == outcomes.count("done") - 1
    assert by_state["draft"] == outcomes.count("round_is_sealed")
    assert sorted(commitments) == round_["commitments"]


def test_an_entry_that_is_taken_back_while_the_round_is_ranked_is_out_or_it_is_ranked(app: Flask) -> None:
    judging = a_judging(app.test_client(), until="sealed", entries=4)
    ranking = on_both_faces(app, judging.manager, "rankRound", 1, id=judging.round["id"])
    leaving = [
        on_both_faces(app, who, "withdrawEntry", 1, id=id)[0]
        for who, id in islice(zip(judging.applicants, judging.entry_ids, strict=True), 2)
    ]

    ranked, *left = at_once([*ranking, *leaving])

    standing = {one["entry_id"] for one in judging.ranking()}
    gone = {id for id, outcome in zip(judging.entry_ids, left, strict=False) if outcome == "done"}
    assert ranked == "done"
    assert set(left) <= {"done", "round_already_ranked"}
    assert standing == set(judging.entry_ids) - gone
    assert states_of(judging, gone) == {"withdrawn"} or not gone


def states_of(judging: Judging, ids: set[str]) -> set[str]:
    return {judging.manager.does("entry", id=id)["state"] for id in ids}
