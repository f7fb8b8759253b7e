"""What `allowed_actions` says of an entry is what acting answers: in every state, for everybody, on both faces."""

from typing import Any

import pytest
from flask import Flask

from domain.core import Core
from domain.ids import AccountId, EntryId
from domain.model.entries import EntryState, Verdict
from domain.text import Text
from domain.usecases.appeals import LodgeAppeal
from domain.usecases.entries import WithdrawEntry
from domain.usecases.entries_screening import DisqualifyEntry, Reason, ScreenEntry
from domain.usecases.mentorships import ProposeMentorship
from tests.api.test_allowed_judging import Commands, Scene, a_scene, check, rehearsal

__all__ = ["rehearsal"]

S = EntryState
LIVE = {S.SUBMITTED, S.NEEDS_WORK, S.ELIGIBLE, S.IN_REVIEW}
SCREENED = "UPDATE rounds SET opened_at = CASE WHEN %s THEN now() END WHERE call_id = %s"
STANDS = """
    UPDATE entries SET state = %s, place = CASE WHEN %s = 'selected' THEN 9 END,
           waiting_place = CASE WHEN %s = 'waitlisted' THEN 1 END,
           ranked_at = CASE WHEN %s THEN now() END, advanced = %s, appeals_until = NULL
     WHERE id = %s
"""


@pytest.fixture(scope="module")
def judged(app: Flask) -> Scene:
    """One for all tests: each brings an entry into a state of its own, and all else is undone."""
    return a_scene(app, "open")


@pytest.fixture(scope="module")
def won(app: Flask) -> Scene:
    """Likewise, published."""
    return a_scene(app, "published")


def wishes(id: EntryId, scene: Scene) -> Commands:
    why = (Reason(code="other"),)
    return {
        "screen": ScreenEntry(entry_id=id, verdict=Verdict.ELIGIBLE, reasons=why),
        "withdraw": WithdrawEntry(entry_id=id),
        "disqualify": DisqualifyEntry(entry_id=id, reasons=why),
        "lodge_appeal": LodgeAppeal(entry_id=id, grounds=Text(th="อ่านข้าม")),
        "propose_mentorship": ProposeMentorship(
            entry_id=id, mentor_id=AccountId(scene.judging.house.stranger.id)
        ),
    }


@pytest.mark.parametrize(("ranked", "advanced"), [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize("state", EntryState)
def test_of_an_entry_in_every_state(
    app: Flask,
    rehearsal: Core,
    database: Any,
    judged: Scene,
    state: EntryState,
    ranked: bool,
    advanced: bool,
) -> None:
    id = EntryId(judged.judging.entry_ids[0])
    database.execute(STANDS, [state, state, state, ranked, advanced, id])

    allowed = check(app, rehearsal, "entry", id, judged.callers, wishes(id, judged))

    disqualified = set(LIVE) - {S.NEEDS_WORK} | {S.SELECTED, S.WAITLISTED, S.NOT_SELECTED}
    closed = state is S.IN_REVIEW and ranked and not advanced
    manages = {
        "screen": state is S.SUBMITTED,
        "disqualify": state in disqualified and not closed,
        "propose_mentorship": state is S.SELECTED,
    }
    assert allowed["manager"] == {name for name, may in manages.items() if may}
    assert allowed["applicant"] == ({"withdraw"} if state in LIVE and not ranked else set())
    assert not any(allowed[name] for name in ("nobody", "stranger", "viewer", "judge", "another applicant"))


@pytest.mark.parametrize("begun", [False, True])
def test_a_no_may_be_thought_over_until_judging_begins(
    app: Flask, rehearsal: Core, database: Any, judged: Scene, begun: bool
) -> None:
    id = EntryId(judged.judging.entry_ids[0])
    database.execute(STANDS, ["ineligible"] * 3 + [False, False, id])
    database.execute(SCREENED, [begun, judged.judging.call["id"]])

    allowed = check(app, rehearsal, "entry", id, judged.callers, wishes(id, judged))

    assert allowed["manager"] == allowed["machine"] == (set() if begun else {"screen"})


@pytest.mark.parametrize("grant", ["offered", "accepted"])
def test_a_grant_that_was_accepted_is_not_taken_back(
    app: Flask, rehearsal: Core, database: Any, won: Scene, grant: str
) -> None:
    [offered] = won.judging.grants()
    id = EntryId(offered["entry_id"])
    database.execute("UPDATE grants SET state = %s WHERE id = %s", [grant, offered["id"]])

    allowed = check(app, rehearsal, "entry", id, won.callers, wishes(id, won))

    assert ("disqualify" in allowed["manager"]) == (grant == "offered")
