"""A decided call, with a secret in everything that is between an applicant, a mentor and the organizers."""

from collections.abc import Callable
from datetime import timedelta

from tests.faces import Shown
from tests.journeys.callers import MACHINES, MANAGERS, Cast
from tests.judging import create_round
from tests.world import CRITERIA, Person, enter, open_call, register, rfc3339

RUN_IT = MANAGERS | MACHINES
Keep = Callable[[str, frozenset[str]], str]
Ids = dict[str, list[str]]


def hide_after(cast: Cast, keep: Keep) -> Ids:
    """The stranger has lost and appeals, somebody unknown has won, and has the colleague for a mentor."""
    winner, judges = register(cast["judge"].client), [register(cast["judge"].client) for _ in range(3)]
    call = open_call(cast["manager"], cast.organization, award_count=1)
    won, lost = enter(winner, call), enter(cast["stranger"], call)
    round_ = _sealed(cast, call, [won, lost], judges, keep)
    for verb in ("rankRound", "decideRound", "publishRound"):
        cast["manager"].does(verb, id=round_["id"], **({"moves": []} if verb == "decideRound" else {}))
    letters = cast["manager"].does("letters", round_id=round_["id"])["data"]
    [look] = cast["manager"].does("looks", round_id=round_["id"])["data"]
    return {
        "look_id": [look["id"]],
        "letter_id": [letter["id"] for letter in letters],
        **_appealed(cast, lost, keep),
        **_mentored(cast, won, winner, keep),
    }


def _sealed(cast: Cast, call: Shown, entries: list[Shown], judges: list[Person], keep: Keep) -> Shown:
    """Everybody scores both, the second one less, and the comment on it is released."""
    manager = cast["manager"]
    for entry in entries:
        manager.does("screenEntry", id=entry["id"], verdict="eligible")
    manager.does("closeCall", id=call["id"])
    round_ = create_round(manager, call, waiting_list=0)
    manager.does("setRoundPanel", id=round_["id"], judge_ids=[judge.id for judge in judges])
    manager.does("openRound", id=round_["id"])
    comment = {"th": keep("released comment", RUN_IT | {"stranger"})}
    for judge in judges:
        for review in judge.does("reviews", round_id=round_["id"], first=100)["data"]:
            is_lost = review["entry_id"] == entries[1]["id"]
            scores = {each["key"]: 2 if is_lost else 5 for each in CRITERIA}
            said = {"comment": comment} if is_lost and judge is judges[0] else {}
            given = {"id": review["id"], "expected_version": review["version"]}
            judge.does("updateReview", **given, scores=scores, **said)
            judge.does("submitReview", id=review["id"])
    manager.does("sealRound", id=round_["id"])
    manager.does("lookIntoRound", id=round_["id"], reason=keep("reason of a look", RUN_IT))
    said_ids = [
        one["id"]
        for one in manager.does("reviews", round_id=round_["id"], first=100)["data"]
        if one["comment"] == comment
    ]
    sealed: Shown = manager.does("releaseComments", id=round_["id"], review_ids=said_ids)
    return sealed


def _appealed(cast: Cast, entry: Shown, keep: Keep) -> Ids:
    """The answer stands in it too; who advised what is for the organizers."""
    told = RUN_IT | {"stranger", "unassigned_judge"}
    grounds, reason = {"th": keep("grounds of an appeal", told)}, {"th": keep("answer to an appeal", told)}
    appeal = cast["stranger"].does("lodgeAppeal", entry_id=entry["id"], grounds=grounds)
    asked = {"id": appeal["id"], "judge_ids": [cast["unassigned_judge"].id]}
    cast["manager"].does("assignAppeal", **asked)
    [opinion] = cast["manager"].does("opinions", appeal_id=appeal["id"])["data"]
    comment = keep("comment in an opinion", RUN_IT | {"unassigned_judge"})
    cast["unassigned_judge"].does("giveOpinion", id=opinion["id"], advice="dismiss", comment=comment)
    cast["manager"].does("decideAppeal", id=appeal["id"], upheld=False, reason=reason)
    return {"appeal_id": [appeal["id"]], "opinion_id": [opinion["id"]]}


def _mentored(cast: Cast, entry: Shown, winner: Person, keep: Keep) -> Ids:
    sides = RUN_IT | {"colleague"}
    focus = {"th": keep("focus of a mentorship", sides)}
    proposed = cast["manager"].does(
        "proposeMentorship", entry_id=entry["id"], mentor_id=cast["colleague"].id, focus=focus
    )
    cast["colleague"].does("acceptMentorship", id=proposed["id"])
    topic = {"th": keep("topic of a meeting", sides)}
    when = {"starts_at": rfc3339(-timedelta(hours=2)), "topic": topic}
    meeting = winner.does("planMeeting", mentorship_id=proposed["id"], **when)
    notes = {"th": keep("notes of a meeting", sides)}
    cast["colleague"].does("holdMeeting", id=meeting["id"], notes=notes)
    return {"mentorship_id": [proposed["id"]], "meeting_id": [meeting["id"]]}
