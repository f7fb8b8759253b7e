"""Backers who pledge, each again as soon as the last pledge is through. A process of its own.

`python -m bench.pledger` reads a Setting as a line of JSON, then for each Turn a line, and writes a Took for each.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from http.client import HTTPConnection
from itertools import cycle
from uuid import uuid4

import psycopg

from adapters.clocks import real_now
from adapters.ports import Connections, make_ports
from bench import bare
from bench.till import Till
from domain.access import Actor
from domain.core import Core
from domain.ids import AccountId, CampaignId
from domain.model.campaigns import Model
from domain.model.payments import Method
from domain.money import Money
from domain.ports import Answered, Kept, Key, Ports
from domain.usecases.pledges import CreatePledge

CARD = "pm_card"
Pledging = Callable[[str], None]  # to a campaign


@dataclass(frozen=True)
class Backer:
    id: str
    token: str


@dataclass(frozen=True)
class Setting:
    """Where to pledge: in the database, and at the platform's port. As many at once as there are backers."""

    url: str
    port: int
    backers: Sequence[Backer]


@dataclass(frozen=True)
class Turn:
    way: str
    model: Model
    campaigns: Sequence[str]
    seconds: float


@dataclass(frozen=True)
class Took:
    """`cpu`: seconds of this process."""

    pledges: int
    seconds: float
    cpu: float


class Pledger:
    """One process; the platform's ports stay open from turn to turn."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        connections = Connections(lambda: setting.url, len(setting.backers))
        self._ports = make_ports(connections, real_now, Till())
        self._bare = {each.id: psycopg.connect(setting.url, autocommit=True) for each in setting.backers}
        self._ways = {"http": self._by_http, "core": self._by_core, "bare": self._by_bare}

    def take(self, turn: Turn) -> Took:
        """Raises whatever is answered otherwise than well: failing is quick, and no measure of speed."""
        backers = self._setting.backers
        pledging = [self._ways[turn.way](backer, turn.model) for backer in backers]
        began, used = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(len(backers)) as pool:
            each = partial(_until, began + turn.seconds, turn.campaigns, len(backers))
            done = sum(pool.map(each, pledging, range(len(backers))))
        return Took(done, time.perf_counter() - began, time.process_time() - used)

    def _by_core(self, backer: Backer, model: Model) -> Pledging:
        return partial(pledge, self._ports, backer.id)

    def _by_http(self, backer: Backer, model: Model) -> Pledging:
        connection = HTTPConnection("127.0.0.1", self._setting.port, timeout=30)
        return partial(_ask, connection, backer.token)

    def _by_bare(self, backer: Backer, model: Model) -> Pledging:
        connection = self._bare[backer.id]
        statement = bare.statement(model).encode()

        def write(campaign: str) -> None:
            connection.execute(statement, bare.values(model, backer.id, campaign), prepare=True)

        return write


def pledge(ports: Ports, backer: str, campaign: str) -> None:
    """Through the core, with a key, as the faces do it."""
    actor = Actor(account_id=AccountId(backer))
    claim = ports.keys.claim(Key(actor.principal, uuid4().hex, "bench"), "fingerprint", real_now())
    assert not isinstance(claim, Kept), "the key is new"
    wish = CreatePledge(
        campaign_id=CampaignId(campaign),
        amount=Money(bare.AMOUNT),
        method=Method.CARD,
        payment_method=CARD,
    )
    Core(ports).run(wish, actor, request_id="bench", claim=claim)
    ports.keys.keep(claim, Answered(201, {}, bare.ANSWER))


def request(token: str) -> tuple[dict[str, str], str]:
    """The headers and the body of a pledge through REST, under a key of its own."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": uuid4().hex,
    }
    amount = {"amount": bare.AMOUNT, "currency": "THB"}
    return headers, json.dumps({"amount": amount, "method": "card", "payment_method": CARD})


def _ask(connection: HTTPConnection, token: str, campaign: str) -> None:
    headers, body = request(token)
    connection.request("POST", path(campaign), body, headers)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 201:
        raise RuntimeError(f"A pledge was answered {answer.status}: {said[:500]!r}")


def path(campaign: str) -> str:
    return f"/v1/campaigns/{campaign}/pledges"


def _until(end: float, campaigns: Sequence[str], step: int, pledging: Pledging, number: int) -> int:
    """How many pledges one backer made; each begins with another campaign, so that they meet by chance alone."""
    first = number * len(campaigns) // step
    for done, campaign in enumerate(cycle([*campaigns[first:], *campaigns[:first]])):
        if time.perf_counter() >= end:
            return done
        pledging(campaign)
    return 0


def main() -> None:
    """Until its input ends."""
    said = json.loads(sys.stdin.readline())
    pledger = Pledger(Setting(said["url"], said["port"], [Backer(**each) for each in said["backers"]]))
    for line in sys.stdin:
        asked = json.loads(line)
        took = pledger.take(Turn(**{**asked, "model": Model(asked["model"])}))
        print(json.dumps(asdict(took)), flush=True)


if __name__ == "__main__":
    main()
