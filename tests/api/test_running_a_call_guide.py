"""What the guide to running a call shows is so: its commands are sent in order, and the answers are the shown ones."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.faces import Shown
from tests.recomputing import recompute
from tests.running import Clock
from tests.world import House, Person, a_house, publish_project, register, rfc3339

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "running-a-call.md"
ENTRIES, JUDGES = 33, 6  # of which one is not eligible, and two do not go on
BLOCK = re.compile(r"```(sh|json|text)\n(.*?)```", re.S)


def sections() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The guide's numbered steps, each with its blocks and their kinds."""
    for section in re.split(r"^## ", GUIDE.read_text(encoding="utf-8"), flags=re.M)[1:]:
        heading, _, text = section.partition("\n")
        yield heading, BLOCK.findall(text)


@dataclass
class Typist:
    """Types the commands, and learns from the answers what later ones name."""

    client: FlaskClient
    known: dict[str, str]
    answer: Any = None
    said: str = ""
    commands: list[str] = field(default_factory=list)

    def read(self, kind: str, text: str) -> None:
        if kind == "sh":
            self.type(text.replace("\\\n", " "))
        elif kind == "json":
            self.compare(json.loads(text), self.answer)
        else:
            assert text.strip() == self.said

    def type(self, command: str) -> None:
        """As curl would."""
        said = re.sub(r"\$([A-Z_0-9]+)", lambda found: self.known[found[1]], command)
        [url] = re.findall(r'"(/v1[^"]*)"', said)
        method = re.search(r"-X (\w+)", said)
        body = re.search(r"-d '(.*)'", said, re.S)
        headers = {
            name: value.replace('\\"', '"')
            for name, value in re.findall(r'-H "([\w-]+): ((?:[^"\\]|\\.)*)"', said)
        }
        data = json.dumps(json.loads(body[1])) if body else None
        answer = self.client.open(url, method=method[1] if method else "GET", headers=headers, data=data)
        assert answer.status_code < 300, (command, answer.text)
        self.answer = answer.get_json()
        self.commands.append(command)
        if "recompute.py" in command:
            assert recompute(self.answer) is None
            places, reviews = len(self.answer["winners"]), len(self.answer["reviews"])
            self.said = f"{reviews} reviews are as committed to, and lead to the same {places} places."

    def compare(self, shown: Any, is_so: Any) -> None:
        """What is shown is part of what is so; "..." is anything, and a $NAME that is new names it."""
        if isinstance(shown, dict):
            for name, part in shown.items():
                assert name in is_so, (name, is_so)
                self.compare(part, is_so[name])
        elif isinstance(shown, list):
            if shown and shown[-1] == "..." and len(is_so) >= len(shown):
                is_so = is_so[: len(shown)]
            assert len(shown) == len(is_so)
            for part, other in zip(shown, is_so, strict=True):
                self.compare(part, other)
        elif isinstance(shown, str) and shown.startswith("$"):
            assert self.known.setdefault(shown[1:], str(is_so)) == str(is_so)
        else:
            assert shown in ("...", is_so)


@dataclass
class Town:
    """Everybody but the manager, who does what the guide says others do."""

    client: FlaskClient
    house: House
    known: Mapping[str, str]
    judges: list[Person]
    applicants: dict[str, Person] = field(default_factory=dict)

    def enter(self) -> None:
        for _ in range(ENTRIES):
            applicant = register(self.client)
            project = publish_project(applicant)
            call = self.known["CALL"]
            entry = applicant.does("submitEntry", call_id=call, project_id=project["id"], answers={})
            self.applicants[entry["id"]] = applicant

    def mend_and_screen(self) -> None:
        """Who is to mend submits again, and all the others are eligible."""
        entry = self.house.manager.does("entry", id=self.known["ENTRY_2"])
        wish = {"call_id": self.known["CALL"], "project_id": entry["project_id"], "answers": {}}
        self.applicants[entry["id"]].does("submitEntry", **wish)
        done = {self.known["ENTRY_1"], self.known["ENTRY_3"]}
        rows = [{"entry_id": id, "verdict": "eligible"} for id in self.applicants if id not in done]
        self.house.manager.does("screenEntries", call_id=self.known["CALL"], rows=rows)

    def judge(self, name: str) -> None:
        """The first to enter are the best, and judges agree."""
        order = list(self.applicants)
        for judge in self.judges:
            found = judge.does("reviews", round_id=self.known[name], first=100)["data"]
            own = [one for one in found if one["judge_id"] == judge.id]
            for review in sorted(own, key=lambda one: not one["calibration"]):
                place = order.index(review["entry_id"])
                scores = {"feasibility": 5 - place // 8, "community_benefit": 5 - place % 8 // 2}
                wish = {"id": review["id"], "expected_version": review["version"]}
                judge.does("updateReview", **wish, scores=scores, comment={"th": "แผนชัดเจน"})
                judge.does("submitReview", id=review["id"])


@pytest.fixture
def town(client: FlaskClient) -> Town:
    judges = [register(client) for _ in range(JUDGES)]
    house = a_house(client)
    known = {
        "PLIK": "",
        "TOKEN": house.manager.bearer,
        "ORGANIZATION": house.organization["id"],
        "MENTOR": register(client).id,
        "OPENS": rfc3339(-timedelta(hours=1)),
        "CLOSES": rfc3339(timedelta(days=30)),
        "CLOSES_LATER": rfc3339(timedelta(days=37)),
        "DUE": rfc3339(timedelta(days=60)),
        "DECIDED_BY": rfc3339(timedelta(days=90)),
        **{f"JUDGE_{number}": judge.id for number, judge in enumerate(judges, 1)},
    }
    return Town(client, house, known, judges)


def test_every_command_of_the_guide_does_what_it_says_in_order(
    client: FlaskClient, town: Town, clock: Clock
) -> None:
    meanwhile: Mapping[str, Callable[[], object]] = {
        "4. Give more time": town.enter,
        "6. Close": town.mend_and_screen,
        "9. Seal, and read": lambda: town.judge("LONG_LIST"),
        "12. Choose ten": lambda: town.judge("FINAL"),
        "15. Put it away": lambda: clock.forward(days=8),
    }
    typist = Typist(client, dict(town.known))
    town.known = typist.known

    told = set()
    for heading, blocks in sections():
        if heading in meanwhile:
            meanwhile[heading]()
            told.add(heading)
        if heading[0].isdigit():
            for kind, text in blocks:
                typist.read(kind, text)

    call: Shown = town.house.manager.does("call", id=typist.known["CALL"])
    assert call["state"] == "archived"
    assert told == set(meanwhile)
    assert len(typist.commands) > 30
