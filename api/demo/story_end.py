"""The story's end: winners answer, the waiting list moves, and everybody sees what happened."""

from collections import Counter
from datetime import UTC, datetime

from api.demo.faces import Shown
from api.demo.scene import Scene
from api.demo.story_partner import LATER
from api.demo.story_pledges import GIVEN_BACK, KEPT, RAISED
from api.demo.telling import Person, Teller, Unexpected, expect

GRANT = 10_000_000  # satang: a tenth of the pool
TRIES = 100  # to see the end of the story in the feed
COUNTED = {
    "calls.announced": 1,
    "entries": 14,
    "entries.selected": 10,
    "entries.declined": 1,
    "grants.offered": 10,
    "grants.offered.satang": 100_000_000,
    "grants.accepted": 2,
    "grants.accepted.satang": 20_000_000,
    "grants.declined": 1,
    "projects.published": 14,
    "reviews.submitted": 68,
    "rounds.published": 2,
    "campaigns.elsewhere.satang": LATER,
    "campaigns.launched": 4,
    "opportunities": 1,
    "placements.accepted": 1,
    "placements.applied": 1,
    "updates": 1,
    "volunteers": 3,
}
"""What the story adds to the counts, if nobody else adds to them meanwhile."""

COUNTED_OF_MONEY = {
    "campaigns.failed": 1,
    "campaigns.raised.satang": RAISED + KEPT,
    "campaigns.succeeded": 2,
    "pledges.cancelled": 2,
    "pledges.collected": 7,
    "pledges.collected.satang": RAISED + KEPT + GIVEN_BACK,
    "pledges.refunded": 1,
    "pledges.refunded.satang": GIVEN_BACK,
    "refunds.succeeded": 1,
}
"""And what, where there was a till to pay at."""

MONEY = {"raised": RAISED + KEPT, "collected": RAISED + KEPT + GIVEN_BACK, "refunded": GIVEN_BACK}  # satang


def answer_grants(t: Teller, s: Scene) -> None:
    with t.step("ten grants are offered, of 100,000.00 baht each: all of the pool"):
        offered = {grant["place"]: grant for grant in _grants(t, s)}
        expect(sorted(offered) == list(range(1, 11)), "not one grant for each place")
        expect({grant["amount"]["amount"] for grant in offered.values()} == {GRANT}, "unequal grants")
        total = sum(grant["amount"]["amount"] for grant in offered.values())
        expect(total == s.call["pool"]["amount"], f"{total} satang of a pool of {s.call['pool']['amount']}")
    with t.step("the first winner accepts, which nobody else can do"):
        with t.refused("not_your_grant"):
            t.do("acceptGrant", s.latecomer, id=offered[1]["id"])
        t.do("acceptGrant", _winner(s, offered[1]), id=offered[1]["id"])
    with t.step("the second declines, and the first of the waiting list moves up and accepts"):
        t.do("declineGrant", _winner(s, offered[2]), id=offered[2]["id"])
        states = {grant["id"]: grant["state"] for grant in _grants(t, s)}
        [new] = [
            grant for grant in _grants(t, s) if grant["id"] not in {one["id"] for one in offered.values()}
        ]
        expect(states[offered[2]["id"]] == "declined" and new["place"] == 2, "the place does not go on")
        entry = t.show("entry", id=new["entry_id"])
        expect((entry["state"], entry["place"]) == ("selected", 2), "the next is not selected")
        t.do("acceptGrant", _winner(s, new), id=new["id"])
        s.grants = _grants(t, s)
        live = sum(grant["amount"]["amount"] for grant in s.grants if grant["state"] != "declined")
        expect(live == s.call["pool"]["amount"], f"{live} satang are promised")


def look_back(t: Teller, s: Scene) -> None:
    with t.step("everybody sees the published projects and the announced call"):
        seen = {project["id"] for project in t.all("projects", account_id=[one.id for one in s.citizens])}
        expect(seen == {project["id"] for project in s.projects}, "not just the published projects are seen")
        expect(t.show("call", id=s.call["id"])["state"] == "announced", "the call is not announced")
    with t.step("nothing waits for the foundation any more; who entered reads all notices at once"):
        waiting = t.all("todo", s.foundation)
        expect(not waiting, f"{waiting}")
        newest, *_ = t.all("notices", s.citizens[0], unread=True)
        t.do("readNotices", s.citizens[0], until=newest["id"])
        expect(not t.all("notices", s.citizens[0], unread=True), "something is unread")
    with t.step("the feed is read on to its end by its cursor: in order, nothing twice, nothing lacking"):
        s.events = _feed(t, s)
        numbers = [event["sequence"] for event in s.events]
        expect(numbers == sorted(set(numbers)), "the feed is not in order")
        types = Counter(event["type"] for event in s.events if event["subject"] in _ours(s))
        expect(types["entry.submitted"] == 14 and types["entry.selected"] == 11, f"{types}")
        expect(types["grant.offered"] == 11 and types["round.published"] == 2, f"{types}")
    with t.step("the insights have counted it"):
        s.after = t.show("insights")
        expect(s.after["as_of_sequence"] >= numbers[-1], "the counts are older than the feed")
        for name, by in (COUNTED | (COUNTED_OF_MONEY if s.pledges else {})).items():
            more = s.after["counts"].get(name, 0) - s.before["counts"].get(name, 0)
            expect(more >= by, f"{name} grew by {more} instead of {by}")
        if s.pledges:
            _count_outcomes(s)


def _count_outcomes(s: Scene) -> None:
    """How campaigns end: in all, by the month, by how they take money."""
    outcomes = s.after["campaigns"]
    ended = outcomes["succeeded"] + outcomes["failed"]
    expect(outcomes["success_percent"] == round(100 * outcomes["succeeded"] / ended), f"{outcomes}")
    more = {what: s.after["money"][what]["amount"] - s.before["money"][what]["amount"] for what in MONEY}
    expect(all(more[what] >= by for what, by in MONEY.items()), f"the money grew by {more}")
    months = {one["month"] for one in s.after["by_month"]}
    expect(f"{datetime.now(UTC):%Y-%m}" in months, f"this month is not of {months}")
    models = {one["model"] for one in s.after["by_model"]}
    expect(models == {"all_or_nothing", "keep_what_you_raise"}, f"the models are {models}")


def _grants(t: Teller, s: Scene) -> list[Shown]:
    return t.all("grants", s.foundation, call_id=s.call["id"])


def _winner(s: Scene, grant: Shown) -> Person:
    return next(citizen for citizen in s.citizens if citizen.id == grant["account_id"])


def _ours(s: Scene) -> set[str]:
    things = [s.call, s.long_list, s.round, *s.projects, *s.entries, *s.grants]
    return {thing["id"] for thing in things}


def _feed(t: Teller, s: Scene) -> list[Shown]:
    """What the foundation sees since the story began; waits for its last event, which is numbered in its turn."""
    last = {("grant.accepted", grant["id"]) for grant in s.grants if grant["state"] == "accepted"}
    last |= {("campaign.launched", s.mirrored["id"]), ("update.posted", s.update["id"])}
    if s.pledges:
        last |= {("campaign.succeeded", s.campaign["id"]), ("campaign.failed", s.failing["id"])}
    for _ in range(TRIES):
        found = t.all("events", s.foundation, after=s.feed, first=100)
        if last <= {(event["type"], event["subject"]) for event in found}:
            return found
        t.settle()
    raise Unexpected(f"the feed does not come to its end: {last} lack")
