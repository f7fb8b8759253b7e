"""What a blind round keeps: nobody but its managers can read from any page who is behind an entry, who judges it, and
what they say, whichever way they look."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.api.walking import everything_read
from tests.domain.projects import WHOLE
from tests.faces import Shown
from tests.judging import Judging, create_round
from tests.running import drain
from tests.world import CRITERIA, Person, a_house, open_call, register

COMMENT, PRIVATE = "ความเห็นของกรรมการ", "ระหว่างเรากับกรรมการ"  # and the number of the judge
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sealRound", {}),
    ("rankRound", {}),
    ("decideRound", {"moves": []}),
)
REVIEW = "review_01"  # how the id of one begins


@dataclass
class Blind:
    """A blind round over projects that nobody has published; every judge has sent in all but one review."""

    app: Flask
    judging: Judging
    ids: dict[str, list[str]]

    def read_by(self, who: Person | None) -> str:
        drain(self.app)
        return everything_read(self.app.test_client(), who, self.ids, deep=False)

    def people_behind(self, number: int) -> set[str]:
        """What would give away who is behind the entry of this number."""
        applicant, entry = self.judging.applicants[number], self.judging.entries[number]
        return {applicant.id, entry["project_id"], *named(number)}

    def judges_but(self, who: Person | None = None) -> set[str]:
        """What would give away who judges, to anybody but themselves."""
        others = [number for number, judge in enumerate(self.judging.judges) if judge is not who]
        return {self.judging.judges[n].id for n in others} | {f"กรรมการลับ {n}" for n in others}

    def words_but(self, who: Person) -> set[str]:
        """What the other judges say among themselves; and to each other, as long as they may not know."""
        others = [number for number, judge in enumerate(self.judging.judges) if judge is not who]
        comments = {f"{COMMENT} {n}" for n in others} if self.judging.round["state"] == "open" else set()
        return comments | {f"{PRIVATE} {n}" for n in others}


def named(number: int) -> tuple[str, str, str]:
    return f"ผู้สมัครลับ {number}", f"ทีมลับ {number}", f"ผู้สนับสนุนลับ {number}"


def draft(applicant: Person, number: int) -> Shown:
    _, member, supporter = named(number)
    people = {"team": [{"name": member}], "supporters": [{"name": {"th": supporter}}]}
    drafted: Shown = applicant.does(
        "createProject", **WHOLE | people | {"title": {"th": f"โครงการ {uuid4().hex}"}}
    )
    return drafted


@pytest.fixture(scope="module", params=["open", "decided"])
def blind(app: Flask, request: pytest.FixtureRequest) -> Blind:
    return a_blind_round(app, request.param)


def a_blind_round(app: Flask, until: str) -> Blind:
    client = app.test_client()
    house = a_house(client)
    call = open_call(house.manager, house.organization, award_count=1)
    applicants = [register(client, display_name=named(number)[0]) for number in range(3)]
    entries = [
        who.does("submitEntry", call_id=call["id"], project_id=draft(who, number)["id"])
        for number, who in enumerate(applicants)
    ]
    for entry in entries:
        house.manager.does("screenEntry", id=entry["id"], verdict="eligible")
    house.manager.does("closeCall", id=call["id"])
    judges = [register(client, display_name=f"กรรมการลับ {number}") for number in range(3)]
    round_ = create_round(house.manager, call, blind=True, quorum=2)
    judging = Judging(house, call, applicants, entries, judges, round_)
    judging.run("setRoundPanel", judge_ids=[judge.id for judge in judges])
    judging.run("openRound")
    for number, judge in enumerate(judges):
        for entry in range(3):
            write(judging, judge, entry, send=number != entry)
    ids = {
        "organization_id": [house.organization["id"]],
        "call_id": [call["id"]],
        "round_id": [round_["id"]],
        "entry_id": judging.entry_ids,
        "project_id": [entry["project_id"] for entry in entries],
        "review_id": [judging.review_of(judge, 0)["id"] for judge in judges],
    }
    for verb, given in STEPS if until != "open" else ():
        judging.run(verb, **given)
    return Blind(app, judging, ids)


def write(judging: Judging, judge: Person, entry: int, *, send: bool) -> None:
    review, scores = judging.review_of(judge, entry), {each["key"]: 4 - entry for each in CRITERIA}
    number = judging.judges.index(judge)
    written: Any = {
        "scores": scores,
        "comment": {"th": f"{COMMENT} {number}"},
        "private_comment": f"{PRIVATE} {number}",
    }
    judge.does("updateReview", id=review["id"], expected_version=review["version"], **written)
    if send:
        judge.does("submitReview", id=review["id"])


def told(secrets: set[str], text: str) -> set[str]:
    return {secret for secret in secrets if secret in text}


def outsiders(blind: Blind) -> list[Person | None]:
    """Whoever has no part in the judging."""
    return [None, blind.judging.house.viewer, blind.judging.applicants[0]]


def test_no_page_tells_a_judge_who_is_behind_an_entry_nor_who_else_judges_it(blind: Blind) -> None:
    judging = blind.judging
    judge = judging.judges[0]

    text = blind.read_by(judge)

    behind = set[str]().union(*(blind.people_behind(number) for number in range(3)))
    assert told(behind | blind.judges_but(judge) | blind.words_but(judge), text) == set()
    assert judge.id in text, "the walk reads something"
    assert judging.entry_ids[0] in text


def test_no_page_tells_anybody_of_judges_or_scores_before_the_publication(blind: Blind) -> None:
    judging = blind.judging
    said = {COMMENT, PRIVATE, "feasibility': 4", '"feasibility":4', "position", REVIEW}

    for who in outsiders(blind):
        text = blind.read_by(who)
        events = {REVIEW} if who is judging.house.viewer else set()  # it hears that reviews come in

        assert told(blind.judges_but() | (said - events), text) == set()


def test_after_the_publication_everybody_reads_who_won_and_still_not_who_judged(app: Flask) -> None:
    blind = a_blind_round(app, "decided")
    judging = blind.judging
    judging.run("publishRound")

    for who in outsiders(blind):
        text = blind.read_by(who)

        assert judging.applicants[0].id in text
        assert told(blind.judges_but() | {COMMENT, PRIVATE}, text) == set()
        assert who in judging.applicants or told(blind.people_behind(2), text) == set()
        assert "position" in text
