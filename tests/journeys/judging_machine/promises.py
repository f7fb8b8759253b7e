"""What must be true of a call whatever anybody did: asked after every act that changed something."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from domain.access import MANAGERS
from domain.model.calls import Split
from domain.model.entries import asked_in
from domain.model.ranking import Marks, Rule, rank
from domain.model.reviews import commitment_to
from domain.money import Money
from domain.reading import Selection
from tests.journeys.judging_machine.walk import Walk

Row = dict[str, Any]
Rows = Sequence[Row]
RANKED = ("ranked", "decided", "published")
DECIDED = ("decided", "published")
MAY_BECOME = {  # of an entry, by what a published round gave it
    ("final", "place"): {"selected", "declined", "disqualified"},
    ("final", "waiting"): {"waitlisted", "selected", "declined", "disqualified"},
    ("final", "nothing"): {"not_selected", "waitlisted", "selected", "declined", "disqualified"},
}


def check(walk: Walk) -> None:
    """All promises, where anything was changed since they were last asked for."""
    if not walk.call or walk.written == walk.counted:
        return
    walk.counted = walk.written
    [call] = walk.rows("SELECT * FROM calls WHERE id = %s", walk.call)
    rounds = walk.of_call("rounds")
    for round in rounds:
        _round_keeps_its_word(walk, round)
    _grants_are_right(walk, call, [round for round in rounds if round["final"]])
    _waiting_list_is_one(walk)


def _round_keeps_its_word(walk: Walk, round: Row) -> None:
    of_it = "SELECT * FROM {} WHERE round_id = %s ORDER BY id"
    tables = ("standings", "reviews", "conflicts", "letters", "round_bundles")
    found = {name: walk.rows(of_it.format(name).replace("BY id", "BY 1"), round["id"]) for name in tables}
    if round["state"] == "open":
        _rivals_are_unread(walk, round, found["reviews"])
    if round["sealed_at"]:
        _all_are_committed_to(round, found["reviews"])
    if round["state"] in RANKED:
        _only_what_counts_counts(round, found)
    if round["state"] in DECIDED:
        _places_are_given_once(round, found["standings"])
    if round["state"] == "published":
        _nothing_moves(walk, round, found)
        _entries_became_what_was_published(walk, round, found["standings"])


def evenly_dealt(walk: Walk, round: Row) -> None:
    """At its opening: every entry its judges; loads differ by at most one where nothing speaks against anybody."""
    reviews = walk.rows("SELECT * FROM reviews WHERE round_id = %s", round["id"])
    each = Counter(review["entry_id"] for review in reviews if not review["calibration"])
    assert set(each.values()) <= {round["reviews_per_entry"]}, each
    conflicts = walk.rows("SELECT FROM conflicts WHERE round_id = %s AND state = 'stands'", round["id"])
    if not conflicts and not round["calibration_entry_ids"]:
        loads = Counter({judge: 0 for judge in round["judge_ids"]})
        loads.update(review["judge_id"] for review in reviews)
        assert max(loads.values()) - min(loads.values()) <= 1, loads


def _rivals_are_unread(walk: Walk, round: Row, reviews: Rows) -> None:
    """Of a blind round nobody but who wrote it reads a review; of another only who has sent in theirs."""
    sent_in = {(one["judge_id"], one["entry_id"]) for one in reviews if one["state"] == "submitted"}
    wanted = Selection("review", ("comment", "id", "recommendation", "scores"))
    reader, now = walk.cast.ports.reader, walk.cast.time
    for review in reviews[walk.acts % 3 :: 3]:
        for who in walk.cast.everybody:
            shown = reader.one(wanted, review["id"], who, now)
            owns = who.account_id is not None and who.account_id == review["judge_id"]
            colleague = not round["blind"] and (who.account_id, review["entry_id"]) in sent_in
            runs = who.admin or who.memberships.get(round["organization_id"]) in MANAGERS
            assert owns or colleague or runs or shown is None, f"{who} sees {review['id']}"
            assert owns or colleague or shown is None or shown["scores"] is None, f"{who} reads {shown}"


def _all_are_committed_to(round: Row, reviews: Rows) -> None:
    """What is published at the seal: a commitment to each review that was sent in, and to what it said before."""
    due = set()
    for review in reviews:
        sent = [*review["earlier"], *([review] if review["state"] == "submitted" else [])]
        for one in sent:
            about = {"entry": review["entry_id"], "review": review["id"]}
            version = one["commitment_version"]
            assert one["commitment"] == commitment_to(one, version=version, **about), f"broken: {review}"
            due.add(one["commitment"])
    assert due <= set(round["commitments"]), "sent in, and not committed to"
    assert round["reopenings"] or due == set(round["commitments"]), "committed to what is not there"


def _only_what_counts_counts(round: Row, found: Mapping[str, Rows]) -> None:
    """The reviews that were counted are all that were sent in without a conflict; and the order is theirs."""
    barred = {(one["judge_id"], one["entry_id"]) for one in found["conflicts"] if one["state"] == "stands"}
    by_id = {review["id"]: review for review in found["reviews"]}
    marks = []
    for standing in found["standings"]:
        counting = {
            id
            for id, review in by_id.items()
            if review["state"] == "submitted"
            and review["entry_id"] == standing["entry_id"]
            and (review["judge_id"], review["entry_id"]) not in barred
        }
        assert set(standing["review_ids"]) == counting, "counted what does not count, or the other way round"
        assert standing["reviews"] == len(counting) >= round["quorum"]
        marks += [by_id[id] for id in sorted(counting)]
    rules = [Rule(key=c["key"], weight=c["weight"], minimum=c["minimum"]) for c in round["criteria"]]
    given = [Marks(judge=r["judge_id"], entry=r["entry_id"], scores=r["scores"]) for r in marks]
    again = {
        one.entry: one.position
        for one in rank(given, rules, method=round["method"], seed=round["seed"]).standings
    }
    assert {one["entry_id"]: one["position"] for one in found["standings"] if one["position"]} == again


def _places_are_given_once(round: Row, standings: Rows) -> None:
    places = sorted(one["place"] for one in standings if one["place"])
    assert places == list(range(1, round["places"] + 1)), f"{places} of {round['places']}"
    waiting = sorted(one["waiting_place"] for one in standings if one["waiting_place"])
    assert waiting == list(range(1, len(waiting) + 1)), waiting
    assert len(waiting) <= round["waiting_list"]
    assert not any(one["place"] and one["waiting_place"] for one in standings)


def _nothing_moves(walk: Walk, round: Row, found: Mapping[str, Rows]) -> None:
    """The round, its standings, reviews, conflicts, letters and bundle are as they were published, to the letter."""
    whole = {"round": round, **found}
    assert found["round_bundles"], "published with nothing to recompute it from"
    assert {one["entry_id"] for one in found["letters"]} == {one["entry_id"] for one in found["standings"]}
    before = walk.published.setdefault(round["id"], whole)
    for name, rows in whole.items():
        assert before[name] == rows, f"{name} changed after publication"


def _entries_became_what_was_published(walk: Walk, round: Row, standings: Rows) -> None:
    states = {entry["id"]: entry["state"] for entry in walk.of_call("entries")}
    if not round["final"]:
        return
    for one in standings:
        got = "place" if one["place"] else "waiting" if one["waiting_place"] else "nothing"
        assert states[one["entry_id"]] in MAY_BECOME["final", got], (states[one["entry_id"]], one)


def _grants_are_right(walk: Walk, call: Row, finals: Rows) -> None:
    grants, entries = walk.of_call("grants"), walk.of_call("entries")
    standing = [grant for grant in grants if grant["state"] in ("offered", "accepted")]
    selected = {entry["id"]: entry for entry in entries if entry["state"] == "selected"}
    assert sorted(grant["entry_id"] for grant in standing) == sorted(selected), "a grant each, and no other"
    assert sum(grant["amount"] for grant in standing) <= call["pool_amount"], "more than there is"
    assert call["announced_at"] or not grants, "granted before anything was announced"
    for grant in standing:
        entry = selected[grant["entry_id"]]
        assert entry["place"] == grant["place"] <= call["award_count"]
        _is_worth(call, entry, grant, [one for one in grants if one["place"] == grant["place"]])
    if call["announced_at"] and len(standing) < finals[-1]["places"]:
        waiting = [entry for entry in entries if entry["state"] == "waitlisted"]
        left = call["pool_amount"] - sum(grant["amount"] for grant in standing)
        assert not waiting or not left, f"a place is free, and {[entry['id'] for entry in waiting]} wait"


def _is_worth(call: Row, entry: Row, grant: Row, of_place: Rows) -> None:
    """By the split; where somebody moved up by request, no more than was left."""
    if call["split"] == Split.EQUAL:
        shares = Money(call["pool_amount"]).split([1] * call["award_count"])
        assert grant["amount"] == shares[grant["place"] - 1].amount
    elif call["split"] == Split.FIXED:
        assert grant["amount"] == call["award_amount"]
    else:
        most = min(asked_in(entry["document"]), call["award_amount"])
        assert 0 < grant["amount"] <= most
        assert len(of_place) > 1 or grant["amount"] == most


def _waiting_list_is_one(walk: Walk) -> None:
    waiting = [one["waiting_place"] for one in walk.of_call("entries", "state = 'waitlisted'")]
    assert None not in waiting, waiting
    assert len(set(waiting)) == len(waiting), f"two wait at one place: {waiting}"
