"""A retried write has one effect, whoever asks at the same time, dies meanwhile, or comes too late."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.demo.faces import Answer, Shown
from tests.domain.projects import WHOLE
from tests.journeys.asking import FACES, send, what_sends
from tests.journeys.faults import BEFORE_THE_COMMIT, POINTS, Away, Blind, Pause, platform_with
from tests.journeys.persistent import Sent, problems_of
from tests.judging import a_judging
from tests.postgres import ROOT
from tests.world import Person, a_call, a_house, open_call, publish_project, register

AT_ONCE = 20
EFFECTS = "SELECT count(DISTINCT request_id) FROM audit_records WHERE actor = %s AND command = %s"


@dataclass(frozen=True)
class Wish:
    who: Person
    operation: str
    given: Shown

    @property
    def command(self) -> str:
        return self.operation[0].upper() + self.operation[1:]


def new_project(client: FlaskClient) -> Wish:
    return Wish(register(client), "createProject", {"title": {"th": "คืนน้ำ"}})


def changed_project(client: FlaskClient) -> Wish:
    who = register(client)
    project = who.does("createProject", title={"th": "คืนน้ำ"})
    given = {"id": project["id"], "expected_version": 1, "title": {"th": "คืนน้ำให้ไร่"}}
    return Wish(who, "updateProject", given)


def published_project(client: FlaskClient) -> Wish:
    who = register(client)
    return Wish(who, "publishProject", {"id": who.does("createProject", **WHOLE)["id"]})


def new_call(client: FlaskClient) -> Wish:
    house = a_house(client)
    return Wish(house.manager, "createCall", a_call(house.organization))


def submitted_entry(client: FlaskClient) -> Wish:
    house, who = a_house(client), register(client)
    call = open_call(house.manager, house.organization)
    given = {"call_id": call["id"], "project_id": publish_project(who)["id"], "answers": {}}
    return Wish(who, "submitEntry", given)


def declined_grant(client: FlaskClient) -> Wish:
    """The next of the waiting list moves up, once."""
    judging = a_judging(client, until="published")
    [grant] = judging.grants()
    return Wish(judging.applicant_of(grant), "declineGrant", {"id": grant["id"]})


WISHES = (new_project, changed_project, published_project, new_call, submitted_entry, declined_grant)
faces = pytest.mark.parametrize("face", FACES)


@dataclass
class Stage:
    """A platform, and a person's wish to have a new project there."""

    app: Flask
    database: Any
    wish: Wish
    sent: Sent

    def send(self, app: Flask | None = None) -> Answer:
        return send(app or self.app, self.sent)

    @property
    def effects(self) -> int:
        return effects(self.database, self.wish)

    def let_the_lease_pass(self) -> None:
        past = "UPDATE idempotency_keys SET leased_until = now() - interval '1 s' WHERE key = %s"
        self.database.execute(past, [self.sent.key])

    def change_the_project(self) -> None:
        [project] = self.wish.who.does("projects", account_id=[self.wish.who.id], state="draft")["data"]
        given = {"id": project["id"], "expected_version": project["version"]}
        self.wish.who.does("updateProject", **given, title={"th": "ชื่ออื่น"})

    def with_ports(self, wrap: Any) -> Any:
        return platform_with(self.app.config["DATABASE_URL"], self.app.config["CLOCK"].parent, wrap)


@pytest.fixture(params=FACES)
def stage(request: pytest.FixtureRequest, app: Flask, client: FlaskClient, database: Any) -> Stage:
    wish = new_project(client)
    return Stage(app, database, wish, sent_for(request.param, wish))


@pytest.fixture(scope="module")
def dies_at(app: Flask) -> Iterator[Callable[[str, Sent], int]]:
    """Sends a request to a platform of its own, which dies at a point; says by which signal."""
    where = [app.config["DATABASE_URL"], str(app.config["CLOCK"].parent)]
    program = [sys.executable, "-m", "tests.journeys.dying", *where]
    with subprocess.Popen(
        program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n"

        def die(point: str, sent: Sent) -> int:
            print(json.dumps([point, *astuple(sent)]), file=process.stdin, flush=True)
            return int(process.stdout.readline())

        yield die
        process.stdin.close()


def sent_for(face: str, wish: Wish) -> Sent:
    return what_sends(face, wish.operation, wish.who.bearer, str(uuid4()), **wish.given)


def effects(database: Any, wish: Wish) -> int:
    """How many requests changed anything by such a wish."""
    [count] = database.execute(EFFECTS, [wish.who.id, wish.command]).fetchone()
    return int(count)


def is_replay(answer: Answer) -> bool:
    return answer[1].get("Idempotent-Replayed") == "true"


def codes(answer: Answer) -> list[str]:
    return [code for _, code in problems_of(answer)]


@faces
@pytest.mark.parametrize("wish_of", WISHES)
def test_twenty_at_once_with_one_key_have_one_effect(
    app: Flask, client: FlaskClient, database: Any, face: str, wish_of: Callable[[FlaskClient], Wish]
) -> None:
    wish = wish_of(client)
    sent = sent_for(face, wish)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda _: send(app, sent), range(AT_ONCE)))

    done = [answer for answer in answers if not codes(answer)]
    waiting = [answer for answer in answers if codes(answer)]
    assert effects(database, wish) == 1
    assert [codes(answer) for answer in waiting] == [["idempotency_key_in_use"]] * len(waiting)
    assert len({(status, body) for status, _, body in done}) == 1
    assert sum(not is_replay(answer) for answer in done) == 1
    assert is_replay(again := send(app, sent))
    assert again[2] == done[0][2]


@pytest.mark.parametrize("point", POINTS)
def test_a_request_whose_process_was_killed_is_done_once(
    stage: Stage, dies_at: Callable[[str, Sent], int], point: str
) -> None:
    assert dies_at(point, stage.sent) == signal.SIGKILL

    if point in BEFORE_THE_COMMIT:
        assert stage.effects == 0
        assert codes(stage.send()) == ["idempotency_key_in_use"]
        stage.let_the_lease_pass()
    again = stage.send()
    stage.change_the_project()
    later = stage.send()

    assert stage.effects == 1
    assert not codes(again)
    assert is_replay(again) == (point not in BEFORE_THE_COMMIT)
    assert is_replay(later)
    assert (later[0], later[2]) == (again[0], again[2])


def test_an_answer_that_could_not_be_shown_is_shown_to_the_retry(stage: Stage) -> None:
    reader: list[Blind] = []

    def wrap(ports: Any) -> Any:
        reader.append(Blind(ports.reader))
        return replace(ports, reader=reader[0])

    with stage.with_ports(wrap) as app:
        first = stage.send(app)
        reader[0].blind = False
        again = stage.send(app)
    stage.change_the_project()
    later = stage.send()

    assert codes(first) == ["database_unavailable"]
    assert not codes(again)
    assert (later[0], later[2]) == (again[0], again[2])
    assert stage.effects == 1


def test_while_nothing_can_be_done_both_faces_say_when_to_come_back(stage: Stage) -> None:
    with stage.with_ports(lambda ports: replace(ports, keys=Away(ports.keys))) as app:
        status, headers, _ = answer = stage.send(app)

    assert (status, codes(answer)) == (503, ["database_unavailable"])
    assert headers["Retry-After"] == "2"
    assert stage.effects == 0


def test_whoever_comes_back_after_the_lease_has_passed_settles_nothing(stage: Stage) -> None:
    pause = Pause()
    with (
        stage.with_ports(pause.at_the_end_of_the_work) as app,
        ThreadPoolExecutor(1) as thread,
    ):
        late = thread.submit(stage.send, app)
        assert pause.here.wait(10)
        stage.let_the_lease_pass()
        again = stage.send()
        pause.go.set()
        refused = late.result()

    assert not codes(again)
    assert not is_replay(again)
    assert codes(refused) == ["idempotency_key_in_use"]
    assert stage.effects == 1
    assert stage.send()[2] == again[2]


def test_whoever_is_slow_to_answer_answers_what_the_retry_got(stage: Stage) -> None:
    pause = Pause()
    with (
        stage.with_ports(pause.before_it_is_kept) as app,
        ThreadPoolExecutor(1) as thread,
    ):
        late = thread.submit(stage.send, app)
        assert pause.here.wait(10)
        stage.change_the_project()
        again = stage.send()
        pause.go.set()
        first = late.result()

    assert first[2] == again[2] == stage.send()[2]
    assert stage.effects == 1
