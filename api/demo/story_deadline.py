"""The deadline passes: who reached the goal is paid, and who did not, pays everything back."""

from datetime import UTC, datetime

from api.demo.faces import Shown
from api.demo.scene import Scene
from api.demo.story_campaigns import baht
from api.demo.story_pledges import GIVEN_BACK, KEPT, RAISED, all_reach, by_card, reaches
from api.demo.telling import Person, Teller, expect
from api.demo.till import Till

ENDS = {"campaign": "succeeded", "keeping": "succeeded", "failing": "failed"}


def pass_deadline(t: Teller, s: Scene, till: Till) -> None:
    with t.step("the deadline passes: two campaigns succeed, and one fails"):
        assert s.deadline
        t.wait((s.deadline - datetime.now(UTC)).total_seconds())
        for name, state in ENDS.items():
            setattr(s, name, _ended(t, getattr(s, name), state))
        with t.refused("campaign_is_succeeded"):
            by_card(t, s.latecomer, s.campaign, 50_000)
    _collect(t, s, till)
    _give_back(t, s, till)


def _ended(t: Teller, campaign: Shown, state: str) -> Shown:
    def look() -> Shown:
        return t.show("campaign", id=campaign["id"])

    t.until(lambda: look()["settled_at"], f"a campaign does not come to be {state} and settled")
    expect(look()["state"] == state, f"a campaign is {look()['state']} instead of {state}")
    return look()


def _collect(t: Teller, s: Scene, till: Till) -> None:
    with t.step("the saved cards are charged, once each, and the project has its money"):
        pledges = all_reach(t, s.pledges["campaign"] + s.pledges["keeping"], "collected")
        expect({till.charges(pledge) for pledge in pledges} == {1}, "not every one was charged once")
        s.campaign, s.keeping = (t.show("campaign", id=one["id"]) for one in (s.campaign, s.keeping))
        expect(s.campaign["totals"]["collected"] == baht(RAISED), "not all was collected")
        expect(s.keeping["totals"]["collected"] == baht(KEPT), "not all was kept")


def _give_back(t: Teller, s: Scene, till: Till) -> None:
    (owner, saved), (payer, paid) = s.pledges["failing"]
    with t.step(
        "of the failed one, the card was never charged; the refund of what was paid waits for its payer"
    ):
        expect(not till.charges(reaches(t, owner, saved, "cancelled")), "the card was charged")
        reaches(t, payer, paid, "refunding")
        t.until(
            lambda: _refund(t, payer, paid)["state"] == "requires_action", "no refund waits for its payer"
        )
    with t.step("the payer tells the provider a bank account, and has the money back"):
        till.receive(_refund(t, payer, paid))
        reaches(t, payer, paid, "refunded")
        given = _refund(t, payer, paid)
        expect((given["state"], given["amount"]) == ("succeeded", baht(GIVEN_BACK)), f"the refund is {given}")


def _refund(t: Teller, payer: Person, pledge: Shown) -> Shown:
    [refund] = t.show("pledge", payer, id=pledge["id"], expand="refunds")["refunds"]["data"]
    return dict(refund)
