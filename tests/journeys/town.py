"""The story of ten winners in small, told by many at once: a call from its opening to the last answer of a winner."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from api.demo.faces import Shown
from tests.domain.projects import WHOLE
from tests.journeys.persistent import Persistent, Person
from tests.world import CRITERIA, a_call

CITIZENS, JUDGES, PLACES, WAITING, REVIEWS = 6, 3, 3, 1, 2
HANDS = 4  # people of a town who act at the same moment
BEGUN = ("title", "summary", "problem")

Everybody = Callable[[Callable[[Any], Any], Iterable[Any]], list[Any]]


@dataclass(frozen=True)
class Town:
    sponsor: Person
    manager: Person
    citizens: list[Person]
    judges: list[Person]


@contextmanager
def hands() -> Iterator[Everybody]:
    """As many at once as a town has hands."""
    with ThreadPoolExecutor(HANDS) as threads:
        yield lambda does, of: list(threads.map(does, of))


def gather(client: Persistent) -> Town:
    """People who register and log in."""
    with hands() as each:
        names = [f"คนที่ {number}" for number in range(2 + CITIZENS + JUDGES)]
        sponsor, manager, *others = each(client.register, names)
    return Town(sponsor, manager, others[:CITIZENS], others[CITIZENS:])


def tell(client: Persistent, town: Town) -> None:
    """From a call that opens to winners who answer. Raises Refused where anything is refused."""
    manager = town.manager
    with hands() as each:
        call = _announce(client, town.sponsor, manager)
        each(lambda citizen: _enter(client, citizen, call), town.citizens)
        _screen(client, manager, call, each)
        round_ = _open_round(client, manager, call, town.judges)
        each(lambda judge: _judge(client, judge, round_), town.judges)
        for operation in ("sealRound", "rankRound", "decideRound", "publishRound"):
            moves = {"moves": []} if operation == "decideRound" else {}
            client.do(operation, manager.token, id=round_["id"], **moves)
        _answer(client, town, call, each)


def _announce(client: Persistent, sponsor: Person, manager: Person) -> Shown:
    organization = client.do("createOrganization", sponsor.token, kind="sponsor", name={"th": "ผู้สนับสนุน"})
    member = {"organization_id": organization["id"], "account_id": manager.id, "role": "manager"}
    invited = client.do("addMember", sponsor.token, **member)
    client.do("acceptMembership", manager.token, id=invited["id"])
    call = client.do("createCall", manager.token, **a_call(organization, award_count=PLACES))
    return client.do("openCall", sponsor.token, id=call["id"])


def _enter(client: Persistent, citizen: Person, call: Shown) -> None:
    """A piece at a time, as from a phone."""
    project = client.do("createProject", citizen.token, **{name: WHOLE[name] for name in BEGUN})
    for name in WHOLE.keys() - set(BEGUN):
        changes = {"expected_version": project["version"], name: WHOLE[name]}
        project = client.do("updateProject", citizen.token, id=project["id"], **changes)
    client.do("publishProject", citizen.token, id=project["id"])
    entry = {"call_id": call["id"], "project_id": project["id"], "answers": {}}
    client.do("submitEntry", citizen.token, **entry)


def _screen(client: Persistent, manager: Person, call: Shown, each: Everybody) -> None:
    entries = client.all("entries", manager.token, call_id=call["id"])
    each(lambda entry: client.do("screenEntry", manager.token, id=entry["id"], verdict="eligible"), entries)
    client.do("closeCall", manager.token, id=call["id"])


def _open_round(client: Persistent, manager: Person, call: Shown, judges: list[Person]) -> Shown:
    rules = {"places": PLACES, "waiting_list": WAITING, "reviews_per_entry": REVIEWS, "quorum": REVIEWS}
    given = {"call_id": call["id"], "name": {"th": "รอบเดียว"}, "criteria": CRITERIA, **rules}
    round_ = client.do("createRound", manager.token, **given)
    client.do("setRoundPanel", manager.token, id=round_["id"], judge_ids=[judge.id for judge in judges])
    return client.do("openRound", manager.token, id=round_["id"])


def _judge(client: Persistent, judge: Person, round_: Shown) -> None:
    for number, review in enumerate(client.all("reviews", judge.token, round_id=round_["id"])):
        scores = {"feasibility": 1 + number % 5, "benefit": 1 + hash(review["id"]) % 5}
        written = {"expected_version": review["version"], "scores": scores}
        client.do("updateReview", judge.token, id=review["id"], **written)
        client.do("submitReview", judge.token, id=review["id"])


def _answer(client: Persistent, town: Town, call: Shown, each: Everybody) -> None:
    """The first declines while the others accept; then whoever moved up accepts."""
    winners = {citizen.id: citizen for citizen in town.citizens}

    def answer(grant: Shown) -> None:
        operation = "declineGrant" if grant["place"] == 1 and not grant["again"] else "acceptGrant"
        client.do(operation, winners[grant["account_id"]].token, id=grant["id"])

    for again in (False, True):
        grants = client.all("grants", town.manager.token, call_id=call["id"], state="offered")
        each(answer, [grant | {"again": again} for grant in grants])
