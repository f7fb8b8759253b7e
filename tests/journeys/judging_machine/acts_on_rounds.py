"""The chair sets rounds up, seats panels, opens, seals, ranks, decides and publishes, with plans and without."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from domain.access import Actor
from domain.actions import Action
from domain.core import Command
from domain.ids import AccountId, CallId, ConflictId, EntryId, ReviewId, RoundId
from domain.model.ranking import Method
from domain.model.standings import Move
from domain.policy import calls, conflicts, rounds
from domain.text import Text
from domain.usecases.assignments import AssignReview, AssignRound, SimulateAssignRound
from domain.usecases.conflicts import DeclareConflict, LiftConflict, PinnedConflict
from domain.usecases.letters import ReleaseComments
from domain.usecases.progress import RemindJudges
from domain.usecases.rounds import CreateRound, Criterion, RoundChanges, UpdateRound
from domain.usecases.rounds_deciding import DecideRound, SimulateDecideRound
from domain.usecases.rounds_opening import OpenRound, SimulateOpenRound
from domain.usecases.rounds_panel import SetRoundPanel
from domain.usecases.rounds_publishing import PublishRound, SimulatePublishRound
from domain.usecases.rounds_ranking import RankRound, SimulateRankRound
from domain.usecases.rounds_running import ExtendRound, LookIntoRound, SealRound
from tests.journeys.judging_machine.walk import Walk

Shown = dict[str, Any]
Wish = Callable[..., Command[Any]]


def latest(walk: Walk) -> Shown | None:
    """The call's last round."""
    found = walk.of_call("rounds")
    return found[-1] if found else None


def create_round(walk: Walk) -> None:
    [call] = walk.rows("SELECT * FROM calls WHERE id = %s", walk.call)
    final, reviews = walk.pick([True, True, False]), walk.pick([2, 2, 3])
    among = [entry["id"] for entry in walk.of_call("entries")]
    wish = CreateRound(
        call_id=CallId(walk.call),
        name=Text(th="รอบ"),
        criteria=(_criterion("feasibility", walk.pick([None, None, 3])), _criterion("benefit", None)),
        reviews_per_entry=reviews,
        quorum=walk.pick([1, reviews]),
        final=final,
        places=call["award_count"] if final else walk.pick([1, 2, 3]),
        waiting_list=walk.pick([0, 2, 5]) if final else 0,
        blind=walk.pick([True, False]),
        method=walk.pick(list(Method)),
        due_at=walk.cast.time + timedelta(days=5) if walk.chance(2) else None,
        calibration_entry_ids=tuple(among[:1]) if walk.chance(4) else (),
    )
    walk.tries(wish, walk.who(walk.cast.managers), calls.CREATE_ROUND, walk.call)


def _criterion(key: str, minimum: int | None) -> Criterion:
    return Criterion(key=key, title=Text(th="เกณฑ์"), weight=1, min=1, max=5, minimum=minimum)


def update_round(walk: Walk, round: Shown) -> None:
    [call] = walk.rows("SELECT * FROM calls WHERE id = %s", walk.call)
    final = walk.pick([True, False])
    changes = RoundChanges(
        blind=walk.pick([True, False]),
        places=call["award_count"] if final else walk.pick([1, 2]),
        waiting_list=2 if final else 0,
        final=final,
        reviews_per_entry=2,
        quorum=1,
        calibration_entry_ids=(),
    )
    version = round["version"] - walk.pick([0, 0, 0, 1])
    wish = UpdateRound(round_id=RoundId(round["id"]), expected_version=version, changes=changes)
    _run(walk, wish, rounds.UPDATE, round)


def set_panel(walk: Walk, round: Shown) -> None:
    judges = [AccountId(str(one.account_id)) for one in walk.cast.judges]
    size = walk.pick([2, 3, 4, 5, 6])
    start = walk.pick(range(len(judges)))
    panel = tuple((judges[start:] + judges[:start])[:size])
    pins = None
    if (found := walk.of_call("entries")) and walk.chance(3):
        entry = walk.pick(found)["id"]
        pins = (PinnedConflict(judge_id=walk.pick(panel), entry_id=entry, reason="เพื่อน"),)
    wish = SetRoundPanel(round_id=RoundId(round["id"]), judge_ids=panel, conflicts=pins)
    _run(walk, wish, rounds.SET_PANEL, round)


def open_round(walk: Walk, round: Shown) -> None:
    """For the first time; or once more, mostly to discuss some entries."""
    discuss: tuple[EntryId, ...] = ()
    if round["state"] == "sealed" and not walk.chance(3):
        discuss = tuple(_entries_of(walk, round)[:2])
    more = {"discuss": discuss, "reason": "ขอคุยอีกครั้ง"}
    _planned(walk, round, rounds.OPEN, SimulateOpenRound, OpenRound, **more)


def assign(walk: Walk, round: Shown) -> None:
    _planned(walk, round, rounds.ASSIGN, SimulateAssignRound, AssignRound)


def assign_by_hand(walk: Walk, round: Shown) -> None:
    if found := walk.of_call("entries"):
        judge = walk.pick(round["judge_ids"] or [str(walk.cast.judges[0].account_id)])
        wish = AssignReview(
            round_id=RoundId(round["id"]),
            judge_id=AccountId(judge),
            entry_id=EntryId(walk.pick(found)["id"]),
        )
        _run(walk, wish, rounds.ASSIGN_REVIEW, round)


def extend(walk: Walk, round: Shown) -> None:
    due = walk.cast.time + timedelta(days=walk.pick([-1, 6]))
    _run(walk, ExtendRound(round_id=RoundId(round["id"]), due_at=due, reason="ขอเวลา"), rounds.EXTEND, round)


def remind(walk: Walk, round: Shown) -> None:
    _run(walk, RemindJudges(round_id=RoundId(round["id"])), rounds.REMIND_JUDGES, round)


def seal(walk: Walk, round: Shown) -> None:
    _run(walk, SealRound(round_id=RoundId(round["id"])), rounds.SEAL, round)


def look(walk: Walk, round: Shown) -> None:
    _run(walk, LookIntoRound(round_id=RoundId(round["id"]), reason="ตรวจ"), rounds.LOOK_INTO, round)


def release(walk: Walk, round: Shown) -> None:
    said = "round_id = %s AND state = 'submitted' AND comment <> '{}'"
    found = walk.rows(f"SELECT id FROM reviews WHERE {said} ORDER BY id LIMIT 2", round["id"])
    chosen = tuple(ReviewId(row["id"]) for row in found)
    by = walk.who(walk.cast.managers)
    if walk.chance(2):
        wish = LookIntoRound(round_id=RoundId(round["id"]), reason="ตรวจ")
        walk.tries(wish, by, rounds.LOOK_INTO, round["id"])
    released = ReleaseComments(round_id=RoundId(round["id"]), review_ids=chosen)
    walk.tries(released, by, rounds.RELEASE_COMMENTS, round["id"])


def rank(walk: Walk, round: Shown) -> None:
    _planned(walk, round, rounds.RANK, SimulateRankRound, RankRound)


def decide(walk: Walk, round: Shown) -> None:
    moves: list[Move] = []
    if (found := _entries_of(walk, round)) and walk.chance(2):
        place = walk.pick([None, *range(1, round["places"] + 2)])
        moves = [Move(entry_id=walk.pick(found), place=place, reason={"th": "ชุมชนพร้อมกว่า"})]
    if walk.chance(3):
        moves = _filling(walk, round)
    _planned(walk, round, rounds.DECIDE, SimulateDecideRound, DecideRound, moves=tuple(moves))


def _filling(walk: Walk, round: Shown) -> list[Move]:
    """Where too few are ranked, the others get the last places."""
    own = "SELECT * FROM standings WHERE round_id = %s ORDER BY number"
    standings = walk.rows(own, round["id"])
    ranked = sum(one["position"] is not None for one in standings)
    left = zip(range(ranked + 1, round["places"] + 1), standings[ranked:], strict=False)
    return [Move(entry_id=one["entry_id"], place=n, reason={"th": "มีที่ว่าง"}) for n, one in left]


def publish(walk: Walk, round: Shown) -> None:
    _planned(walk, round, rounds.PUBLISH, SimulatePublishRound, PublishRound)


def declare(walk: Walk, round: Shown) -> None:
    """A judge their own, or the chair a pin."""
    if not (found := walk.of_call("entries")):
        return
    judge = walk.account(walk.pick(round["judge_ids"])) if round["judge_ids"] else walk.cast.judges[0]
    by_chair = walk.chance(2)
    wish = DeclareConflict(
        round_id=RoundId(round["id"]),
        entry_id=EntryId(walk.pick(found)["id"]),
        judge_id=judge.account_id if by_chair else None,
        reason="รู้จักกัน",
    )
    by = walk.who(walk.cast.managers if by_chair else [judge])
    walk.tries(wish, by, rounds.DECLARE_CONFLICT, round["id"])


def lift(walk: Walk, round: Shown) -> None:
    found = walk.rows("SELECT id FROM conflicts WHERE round_id = %s ORDER BY kind, id", round["id"])
    if found:
        id = walk.pick(found)["id"]
        wish = LiftConflict(conflict_id=ConflictId(id), reason="เข้าใจผิด")
        walk.tries(wish, walk.who(walk.cast.managers), conflicts.LIFT, id)


def _entries_of(walk: Walk, round: Shown) -> Sequence[EntryId]:
    own = "SELECT DISTINCT entry_id FROM reviews WHERE round_id = %s ORDER BY entry_id"
    return [EntryId(row["entry_id"]) for row in walk.rows(own, round["id"])]


def _planned(walk: Walk, round: Shown, action: Action, simulate: Wish, do: Wish, **more: Any) -> None:
    """Without a plan; with a plan just made, by which it is done; or with an old one."""
    by, given = walk.who(walk.cast.managers), {"round_id": RoundId(round["id"]), **more}
    ways = (
        ["blindly", "planned"] if walk.orderly else ["blindly", "planned", "only planned", "with an old plan"]
    )
    how = walk.pick(ways)
    token = walk.tokens.get((action.name, round["id"])) if how == "with an old plan" else None
    if "planned" in how:
        token = walk.plans(simulate(**given), by, action, round["id"])
    if how != "only planned" and (token or how == "blindly"):
        done = walk.tries(do(**given, plan_token=token), by, action, round["id"])
        last = walk.journal[-1]
        assert how != "planned" or done or "plan_stale" not in last, f"nothing happened meanwhile: {last}"


def _run(walk: Walk, wish: Command[Any], action: Action, round: Shown, *right: Actor) -> None:
    walk.tries(wish, walk.who(right or walk.cast.managers), action, round["id"])
