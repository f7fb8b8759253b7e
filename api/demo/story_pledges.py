"""The public pledges: by card and by PromptPay, with an account and without, and the last reward goes to one."""

from functools import partial
from typing import Any
from uuid import uuid4

from api.demo.faces import Refused, Shown
from api.demo.scene import Pledged, Scene
from api.demo.story_campaigns import baht
from api.demo.telling import Person, Teller, expect
from api.demo.till import Till

CARD, DECLINED = "pm_card_visa", "pm_card_chargeDeclinedInsufficientFunds"  # as Stripe calls its test cards
RAISED, KEPT, GIVEN_BACK = (
    310_000,
    40_000,
    45_000,
)  # satang, of the three campaigns; of the last only what was paid


def pledge(t: Teller, s: Scene, till: Till) -> None:
    with t.step("five backers register, and one comes as a guest"):
        backers = [t.register(name) for name in ("สมศรี", "สมปอง", "สมนึก", "สมคิด", "สมใจ")]
        guest = t.welcome()
    _save_cards(t, s, backers, guest)
    _refuse(t, s, backers[0], guest)
    _pay_at_once(t, s, till, backers[2])
    _race(t, s, backers[2:])
    _look(t, s, guest)
    _back_the_others(t, s, till, backers)


def _save_cards(t: Teller, s: Scene, backers: list[Person], guest: Person) -> None:
    with t.step("three pledge by card, one of them anonymously: the cards are saved, and nothing is charged"):
        first = by_card(t, backers[0], s.campaign, 50_000, reward_id="postcard", message="สู้ ๆ นะคะ")
        hidden = by_card(t, backers[1], s.campaign, 100_000, anonymous=True)
        by_guest = by_card(t, guest, s.campaign, 30_000, email=guest.email)
        saved = [(backers[0], first), (backers[1], hidden), (guest, by_guest)]
        expect({made["state"] for _, made in saved} == {"secured"}, "the cards are not saved")
        s.pledges["campaign"] = saved


def _refuse(t: Teller, s: Scene, backer: Person, guest: Person) -> None:
    with t.step("refused: less than the least, a guest without an address, a card that its bank declines"):
        with t.refused("pledge_out_of_range"):
            by_card(t, backer, s.campaign, 999)
        with t.refused("email_needed"):
            by_card(t, guest, s.campaign, 30_000)
        with t.refused("payment_declined"):
            by_card(t, backer, s.campaign, 50_000, payment_method=DECLINED)


def _pay_at_once(t: Teller, s: Scene, till: Till, backer: Person) -> None:
    with t.step("one is shown a PromptPay QR; until it is paid, a second pledge has to wait"):
        shown = by_promptpay(t, backer, s.campaign, 70_000)
        expect(shown["state"] == "awaiting_payment" and shown["payment"]["qr"], "no QR is shown")
        with t.refused("pledge_in_progress"):
            by_card(t, backer, s.campaign, 50_000)
    with t.step("it is paid, and counts"):
        till.pay(shown)
        s.pledges["campaign"].append((backer, reaches(t, backer, shown, "collected")))


def _race(t: Teller, s: Scene, backers: list[Person]) -> None:
    with t.step(f"{len(backers)} want the last reward at the same moment: one gets it"):
        outcomes = t.at_once(
            [partial(by_card, t, backer, s.campaign, 60_000, reward_id="visit") for backer in backers]
        )
        got = [
            (who, made) for who, made in zip(backers, outcomes, strict=True) if not isinstance(made, Refused)
        ]
        late = [refusal.code for refusal in outcomes if isinstance(refusal, Refused)]
        expect(late == ["reward_sold_out"] * (len(backers) - 1), f"refused with {late}")
        s.pledges["campaign"] += got
        left = {reward["id"]: reward["left"] for reward in t.show("campaign", id=s.campaign["id"])["rewards"]}
        expect(left == {"postcard": None, "visit": 0}, f"left are {left}")


def _look(t: Teller, s: Scene, guest: Person) -> None:
    with t.step("all see what is raised, and nobody who is behind an anonymous pledge"):
        seen = t.show("campaign", id=s.campaign["id"])
        expect(seen["raised"] == baht(RAISED) and seen["backers"] == 5, f"raised is {seen['raised']}")
        expect(seen["totals"]["collected"] == baht(70_000), "what is collected is not shown")
        listed = {one["id"]: one for one in t.all("pledges", campaign_id=s.campaign["id"])}
        hidden, by_guest = (listed[made["id"]] for _, made in s.pledges["campaign"][1:3])
        expect(hidden["account_id"] is None and by_guest["email"] is None, "too much is shown")
    with t.step("the guest comes back by the link in the mail, and finds the pledge"):
        again = t.welcome(renewal_token=guest.renewal)
        found = t.show("pledge", again, id=by_guest["id"])
        expect(found["email"] == guest.email, "the guest is another")


def _back_the_others(t: Teller, s: Scene, till: Till, backers: list[Person]) -> None:
    with t.step("what a campaign keeps in any case is charged at once"):
        kept = by_card(t, backers[0], s.keeping, KEPT)
        expect(kept["state"] == "collected", f"the pledge is {kept['state']}")
        s.pledges["keeping"] = [(backers[0], kept)]
    with t.step("the one that will fail gets a card, which is saved, and a PromptPay payment"):
        saved, shown = (
            by_card(t, backers[1], s.failing, 80_000),
            by_promptpay(t, backers[3], s.failing, GIVEN_BACK),
        )
        till.pay(shown)
        s.pledges["failing"] = [(backers[1], saved), (backers[3], reaches(t, backers[3], shown, "collected"))]


def by_card(t: Teller, who: Person, campaign: Shown, satang: int, **more: Any) -> Shown:
    return _pledged(t, who, campaign, satang, {"method": "card", "payment_method": CARD, **more})


def by_promptpay(t: Teller, who: Person, campaign: Shown, satang: int) -> Shown:
    return _pledged(t, who, campaign, satang, {"method": "promptpay"})


def _pledged(t: Teller, who: Person, campaign: Shown, satang: int, given: Shown) -> Shown:
    """What moves money has a key, so that it can be asked for again without being done twice."""
    wish = {"campaign_id": campaign["id"], "amount": baht(satang), "idempotency_key": uuid4().hex, **given}
    return t.do("createPledge", who, **wish)


def reaches(t: Teller, who: Person, pledge: Shown, state: str) -> Shown:
    """The pledge, once the platform has heard from the provider that it is so far."""

    def look() -> Shown:
        return t.show("pledge", who, id=pledge["id"])

    t.until(lambda: look()["state"] == state, f"a pledge does not come to be {state}")
    return look()


def all_reach(t: Teller, pledges: list[Pledged], state: str) -> list[Shown]:
    return [reaches(t, who, pledge, state) for who, pledge in pledges]
