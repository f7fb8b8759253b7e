"""A blind round with everybody around it, and hands that change what judges say where no API would let them: whoever
reads the same before and after, to the byte, cannot know any of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import psycopg
from flask import Flask

from domain.access import Scope
from tests.api.walking import answers
from tests.faces import Shown
from tests.judging import Judging, a_judging, bring, judge_all
from tests.running import drain
from tests.world import CRITERIA, Person, a_guest, a_house, make_machine, register, register_admin

PHASES = ("draft", "open", "sealed", "looked", "ranked", "decided", "published")
OUTSIDE = frozenset({"nobody", "guest", "stranger", "applicant", "other_applicant"})
ELSEWHERE = frozenset({"manager_elsewhere", "machine_elsewhere"})
MEMBERS = frozenset({"viewer", "finance"})  # of the organization, without a say in its calls
JUDGES = frozenset({"judge", "colleague"})
MANAGERS = frozenset({"owner", "manager", "admin", "machine"})
KINDS = OUTSIDE | ELSEWHERE | MEMBERS | JUDGES | MANAGERS
_words = count(1)  # so that nothing is ever changed to what it was

SENT = "judge_id = ANY(%(hidden)s) AND round_id = %(round)s"
CHANGES: Mapping[str, tuple[str, ...]] = {
    "scores and comments": (
        f"""UPDATE reviews SET comment = jsonb_build_object('th', %(word)s::text), commitment = %(word)s,
               recommendation = CASE recommendation WHEN 'fund' THEN 'decline' ELSE 'fund' END,
               scores = (SELECT jsonb_object_agg(key, 6 - value::int) FROM jsonb_each_text(scores))
             WHERE scores <> '{{}}' AND {SENT}""",
    ),
    "what is for managers alone": (
        f"""UPDATE reviews SET private_comment = %(word)s, recusal_reason = %(word)s,
               abstention_reason = %(word)s WHERE {SENT}""",
    ),
    "when and how often it was written": (
        f"UPDATE reviews SET version = version + 7, updated_at = updated_at + interval '1 s' WHERE {SENT}",
    ),
    "what is not sent in": (
        f"""UPDATE reviews SET version = version + 7, updated_at = updated_at + interval '1 s',
               state = CASE state WHEN 'draft' THEN 'assigned' ELSE 'draft' END,
               scores = '{{"feasibility": 2}}' WHERE state IN ('assigned', 'draft') AND {SENT}""",
    ),
    "who judges": (
        """UPDATE accounts SET display_name = %(word)s, email = %(word)s || id || '@plik.example'
            WHERE id = ANY(%(hidden)s)""",
        "UPDATE rounds SET judge_ids = replace(judge_ids::text, %(third)s, %(other)s)::jsonb WHERE id = %(round)s",
        "UPDATE reviews SET judge_id = %(other)s WHERE judge_id = %(third)s AND round_id = %(round)s",
        "UPDATE conflicts SET judge_id = %(other)s WHERE judge_id = %(third)s AND round_id = %(round)s",
    ),
    "why somebody does not judge": (
        """UPDATE conflicts SET reason = %(word)s, kind = CASE kind WHEN 'pinned' THEN 'teammate' ELSE 'pinned' END
            WHERE judge_id = ANY(%(hidden)s) AND round_id = %(round)s""",
    ),
    "the ranking": (
        """UPDATE standings SET number = 1000 - number, position = 1000 - position, score = %(word)s, criteria = '[]',
               waiting_place = %(number)s, tie_broken_by = %(word)s, analysis = NULL
            WHERE round_id = %(round)s""",
        "UPDATE rounds SET analysis = NULL WHERE id = %(round)s",
    ),
}
"""What is hidden, and how it is changed. `hidden` are two judges of whom none is asking."""


@dataclass
class Sealed:
    """The round in one of its phases."""

    app: Flask
    database: psycopg.Connection[Any]
    judging: Judging
    callers: Mapping[str, Any]
    ids: Mapping[str, list[str]]
    hidden: list[str]
    understudy: str

    def look_of(self, kind: str) -> dict[str, str]:
        """All that one reads, by what was asked."""
        return dict(answers(self.app.test_client(), self.callers[kind], self.ids, deep=False))

    def change(self, what: str) -> None:
        """To something that it never was."""
        word, third = f"word-{next(_words)}", self.hidden[0]
        given = {"word": word, "number": next(_words), "round": self.judging.round["id"]}
        given |= {"hidden": self.hidden, "third": third, "other": self.understudy}
        for statement in CHANGES[what]:
            self.database.execute(statement.encode(), given)
        if what == "who judges":
            self.hidden[0], self.understudy = self.understudy, third


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """What was asked, where it was not answered alike."""
    yield from (asked for asked in {**before, **after} if before.get(asked) != after.get(asked))


def a_sealed_round(app: Flask, database: psycopg.Connection[Any], phase: str) -> Sealed:
    """Of three entries, the first for calibration; four judges, of whom one stepped back and one has a conflict."""
    client = app.test_client()
    judging = a_judging(client, until="draft", judges=4, calibration=1, quorum=1, reviews_per_entry=4)
    understudy = register(client)
    callers = _around(client, judging, database)
    _bring(judging, phase)
    drain(app)
    hidden = [judge.id for judge in judging.judges[2:]]
    return Sealed(app, database, judging, callers, _ids(judging), hidden, understudy.id)


def _around(client: Any, judging: Judging, database: Any) -> dict[str, Any]:
    house, elsewhere = judging.house, a_house(client)
    return {
        "nobody": None,
        "guest": a_guest(client),
        "stranger": house.stranger,
        "applicant": judging.applicants[0],
        "other_applicant": judging.applicants[1],
        "manager_elsewhere": elsewhere.manager,
        "machine_elsewhere": make_machine(elsewhere.owner, elsewhere.organization, *Scope),
        "viewer": house.viewer,
        "finance": house.finance,
        "judge": judging.judges[0],
        "colleague": judging.judges[1],
        "owner": house.owner,
        "manager": house.manager,
        "admin": register_admin(client, database),
        "machine": make_machine(house.owner, house.organization, *Scope),
    }


def _bring(judging: Judging, phase: str) -> None:
    if phase != "draft":
        judging.run("openRound")
    pinned = {"judge_id": judging.judges[2].id, "entry_id": judging.entry_ids[2], "reason": "เพื่อนบ้าน"}
    judging.manager.does("declareConflict", round_id=judging.round["id"], **pinned)
    if phase != "draft":
        _begin(judging)
    if phase not in ("draft", "open"):
        _finish(judging, phase)


def _begin(judging: Judging) -> None:
    """All have sent in the calibration and begun another, from which the fourth steps back."""
    for judge in judging.judges:
        _write(judge, judging.review_of(judge), send=True)
        _write(judge, judging.review_of(judge, 1), send=False)
    fourth = judging.judges[3]
    fourth.does("recuseReview", id=judging.review_of(fourth, 1)["id"], reason="เขาเป็นญาติ")


def _finish(judging: Judging, phase: str) -> None:
    for judge in judging.judges:
        judge_all(judging, judge, lambda number: 4 - number)
    state = "sealed" if phase == "looked" else phase
    judging.run("sealRound")
    if phase != "sealed":
        judging.look()
    bring(judging, state, since="sealed")


def _write(judge: Person, review: Shown, *, send: bool) -> None:
    said = {"comment": {"th": "ดี"}, "private_comment": "ระหว่างเรา", "recommendation": "fund"}
    scores = {each["key"]: 4 for each in CRITERIA}
    judge.does("updateReview", id=review["id"], expected_version=review["version"], scores=scores, **said)
    if send:
        judge.does("submitReview", id=review["id"])


def _ids(judging: Judging) -> dict[str, list[str]]:
    """By which everything around the round is asked for, also what one has to guess."""
    manager, round_id = judging.manager, judging.round["id"]
    listed = {
        noun: [one["id"] for one in manager.does(many, round_id=round_id, first=100)["data"]]
        for noun, many in (
            ("review_id", "reviews"),
            ("conflict_id", "conflicts"),
            ("look_id", "looks"),
            ("letter_id", "letters"),
        )
    }
    return {
        "organization_id": [judging.house.organization["id"]],
        "call_id": [judging.call["id"]],
        "round_id": [round_id],
        "entry_id": judging.entry_ids[:2],
        "project_id": [judging.entries[0]["project_id"]],
        **listed,
        "review_id": listed["review_id"][:4],  # the lists have them all
        "letter_id": listed["letter_id"][:1],
    }
