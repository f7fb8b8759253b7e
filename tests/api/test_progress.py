"""How far a round is, for those who run it, and reminders to judges, on both faces."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.usecases.progress import RemindDueJudges
from tests.faces import Rest, Shown, refused
from tests.judging import Judging, a_judging, judge_all, score
from tests.running import carry_out
from tests.world import Person, rfc3339

DUE = {"due_at": rfc3339(timedelta(days=10))}


def progress_of(face: Any, judging: Judging) -> Shown:
    shown: Shown = face.by(judging.manager).does("roundProgress", round_id=judging.round["id"])
    return shown


def reminders_of(judge: Person) -> list[Shown]:
    return [one for one in judge.does("notices", first=100)["data"] if one["kind"] == "review_due"]


def test_a_manager_sees_how_far_each_judge_and_each_entry_is(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=3, judges=3)
    done, begun, idle = judging.judges
    judge_all(judging, done, lambda number: 5)
    score(begun, judging.review_of(begun), 4)

    shown = progress_of(face, judging)

    by_judge = {row["judge_id"]: row for row in shown["judges"]}
    counted = {
        judge: tuple(row[name] for name in ("assigned", "drafts", "submitted"))
        for judge, row in by_judge.items()
    }
    assert counted == {done.id: (0, 0, 3), begun.id: (2, 1, 0), idle.id: (3, 0, 0)}
    assert by_judge[idle.id]["last_activity_at"] is None
    assert by_judge[done.id]["last_activity_at"]
    assert [(row["have"], row["pending"], row["need"], row["quorum_met"]) for row in shown["entries"]] == [
        (1, 2, 3, False)
    ] * 3
    assert {row["entry_id"] for row in shown["entries"]} == set(judging.entry_ids)
    totals = shown["totals"]
    assert (totals["entries"], totals["entries_with_quorum"], totals["judges_done"]) == (3, 0, 1)
    assert (totals["submitted"], totals["drafts"], totals["assigned"]) == (3, 1, 5)


def test_progress_says_nothing_of_scores(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, until="sealed")

    shown = progress_of(face, judging)

    assert "score" not in str(shown)
    assert "comment" not in str(shown)
    assert shown["totals"]["entries_with_quorum"] == 3


def test_progress_is_for_those_who_run_the_round(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client)
    question = {"round_id": judging.round["id"]}

    for who in (judging.judges[0], judging.house.viewer):
        with refused("not_your_call"):
            face.by(who).does("roundProgress", **question)
    for who in (judging.applicants[0], None):
        answer = Rest(client, who and who.bearer).answer("roundProgress", **question)
        assert answer.status_code == 404


def test_an_entry_that_was_taken_back_needs_no_reviews(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client, entries=3)
    judging.applicants[0].does("withdrawEntry", id=judging.entry_ids[0])

    shown = progress_of(face, judging)

    assert {row["entry_id"] for row in shown["entries"]} == set(judging.entry_ids[1:])


@pytest.mark.parametrize("entries", [3, 12])
def test_progress_takes_two_statements_however_much_there_is(client: FlaskClient, entries: int) -> None:
    """Who is asking, and the one read."""
    judging = a_judging(client, entries=entries, judges=4)

    answer = Rest(client, judging.manager.bearer).answer("roundProgress", round_id=judging.round["id"])

    assert len(answer.get_json()["entries"]) == entries
    assert answer.headers["Plik-Statements"] == "2"


def test_a_manager_reminds_judges_who_have_something_before_them_once_a_day(
    face: Any, client: FlaskClient, clock: Any
) -> None:
    judging = a_judging(client, **DUE)
    done, *others = judging.judges
    judge_all(judging, done, lambda number: 5)
    manager = face.by(judging.manager)

    manager.does("remindJudges", id=judging.round["id"])
    with refused("nobody_to_remind"):
        manager.does("remindJudges", id=judging.round["id"])
    once = [len(reminders_of(judge)) for judge in judging.judges]
    clock.forward(days=1, minutes=1)
    manager.does("remindJudges", id=judging.round["id"])

    assert once == [0, 1, 1]
    assert [len(reminders_of(judge)) for judge in (done, *others)] == [0, 2, 2]
    reminded = {row["judge_id"]: row["reminded_at"] for row in progress_of(face, judging)["judges"]}
    assert reminded[done.id] is None
    assert all(reminded[judge.id] for judge in others)


def test_nobody_is_reminded_of_no_time(face: Any, client: FlaskClient) -> None:
    judging = a_judging(client)

    with refused("nothing_is_due"):
        face.by(judging.manager).does("remindJudges", id=judging.round["id"])
    with refused("not_your_call"):
        face.by(judging.judges[0]).does("remindJudges", id=judging.round["id"])


def test_the_platform_reminds_three_days_and_one_day_before_the_time_and_once_each(
    client: FlaskClient, app: Flask, clock: Any
) -> None:
    judging = a_judging(client, **DUE)
    done, idle, _ = judging.judges
    judge_all(judging, done, lambda number: 5)
    heard = []

    for days in (
        0,
        6.9,
        0.2,
        0,
        1.9,
        0,
        2,
    ):  # long before, just before, three days, again, one day, again, too late
        clock.forward(days=days)
        carry_out(app, RemindDueJudges())
        heard.append(len(reminders_of(idle)))

    assert heard == [0, 0, 1, 1, 2, 2, 2]
    assert reminders_of(done) == []


def test_another_time_is_reminded_of_again(client: FlaskClient, app: Flask, clock: Any) -> None:
    judging = a_judging(client, **DUE)
    clock.forward(days=9.5)
    carry_out(app, RemindDueJudges())
    judging.run("extendRound", due_at=rfc3339(timedelta(days=20)), reason="ขอเวลาเพิ่ม")

    carry_out(app, RemindDueJudges())
    early = len(reminders_of(judging.judges[0]))
    clock.forward(days=9)
    carry_out(app, RemindDueJudges())

    assert (early, len(reminders_of(judging.judges[0]))) == (1, 2)


def test_who_is_late_is_counted_after_the_time(face: Any, client: FlaskClient, clock: Any) -> None:
    judging = a_judging(client, **DUE)
    judge_all(judging, judging.judges[0], lambda number: 5)
    before = progress_of(face, judging)
    clock.forward(days=11)

    after = progress_of(face, judging)

    assert (before["is_overdue"], after["is_overdue"]) == (False, True)
    late = {row["judge_id"]: row["overdue"] for row in after["judges"]}
    assert late == {judging.judges[0].id: 0, judging.judges[1].id: 3, judging.judges[2].id: 3}
