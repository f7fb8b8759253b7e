"""A manager's overview of a round: as many statements for a national call as for a small one.

How many statements is no matter of the machine, so it is checked; how long it takes is told beside it.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, create_engine

from adapters.database.accounts import accounts
from adapters.database.calls import calls
from adapters.database.entries import entries
from adapters.database.memberships import memberships
from adapters.database.organizations import organizations
from adapters.database.projects import projects
from adapters.database.reviews import reviews
from adapters.database.rounds import rounds
from adapters.ids import new_id
from bench.data import a_call, a_citizen, a_project, a_sponsor, an_entry, insert_all
from bench.judging import JUDGES
from bench.pledger import Backer
from bench.report import Result, result
from bench.rounds import Ratio
from bench.servers import Server, Servers
from domain.access import Role
from domain.ids import AccountId, CallId, MembershipId, OrganizationId, ReviewId, RoundId
from domain.model.calls import CallState
from domain.model.entries import EntryState
from domain.model.memberships import Membership, MembershipState
from domain.model.ranking import Method
from domain.model.reviews import Review
from domain.model.rounds import Round, RoundState

SMALL, LARGE = 10, 300
TIMES = 20


@dataclass(frozen=True)
class Overview:
    """Of one round."""

    entries: int
    statements: int
    seconds: Sequence[float]  # of each answer, as the caller waits for it


def measure_overview(running: Servers, manager: Backer) -> list[Overview]:
    """Of a small round and of a large one. Raises RuntimeError where they differ in statements."""
    engine = create_engine(running.database_url.replace("postgresql://", "postgresql+psycopg://", 1))
    found = []
    for size in (SMALL, LARGE):
        with engine.begin() as connection:
            round_id = _round_of(connection, AccountId(manager.id), size)
        found.append(_asked(running.counting, manager, round_id, size))
    engine.dispose()
    if len({each.statements for each in found}) > 1:
        raise RuntimeError(f"An overview's statements grow with its round: {found}")
    return found


def results(found: Sequence[Overview]) -> Iterator[Result]:
    """The large one's time, as so many times the small one's."""
    small, large = (sorted(each.seconds) for each in found)
    ratio = Ratio(large[TIMES // 2] / small[TIMES // 2], large[0] / small[-1], large[-1] / small[0], TIMES)
    facts = {"statements": found[0].statements, "p50_ms": round(large[TIMES // 2] * 1000, 1)}
    yield result("overview_large_to_small", ratio, facts)


def table(found: Sequence[Overview]) -> Iterator[str]:
    for each in found:
        yield (
            f"overview of a round of {each.entries} entries x {JUDGES} judges: {each.statements} statements,"
            f" half within {sorted(each.seconds)[TIMES // 2] * 1000:.0f} ms"
        )


def _asked(server: Server, manager: Backer, round_id: RoundId, size: int) -> Overview:
    path, headers = f"/v1/rounds/{round_id}/progress", {"Authorization": f"Bearer {manager.token}"}
    server.ask("GET", path, headers=headers)
    seconds, statements = [], 0
    for _ in range(TIMES):
        begun = time.perf_counter()
        _, told = server.ask("GET", path, headers=headers)
        seconds.append(time.perf_counter() - begun)
        statements = int(told["Plik-Statements"])
    return Overview(size, statements, seconds)


def _round_of(connection: Connection, manager_id: AccountId, size: int) -> RoundId:
    """An open round that every judge reads all of, of an organization that the account manages."""
    sponsor = a_sponsor()
    call = a_call(sponsor.id, 0)
    call.state = CallState.CLOSED
    people = [a_citizen(number) for number in range(size + JUDGES)]
    for number, person in enumerate(people):
        person.email = f"{call.id}-{number}@plik.example"
    own = [a_project(person.id, number) for number, person in enumerate(people[JUDGES:])]
    round = _round(call.id, sponsor.id, [person.id for person in people[:JUDGES]])
    entered = [an_entry(call, project, place) for place, project in enumerate(own, 1)]
    for entry in entered:
        entry.state, entry.place, entry.round_id = EntryState.IN_REVIEW, None, round.id
    given = [_review(round, entry.id, AccountId(judge)) for entry in entered for judge in round.judge_ids]
    things: Sequence[tuple[Any, Sequence[Any]]] = (
        (organizations, [sponsor]),
        (memberships, [_manager(sponsor.id, manager_id)]),
        (accounts, people),
        (projects, own),
        (calls, [call]),
        (rounds, [round]),
        (entries, entered),
        (reviews, given),
    )
    for table_, rows in things:
        insert_all(connection, table_, rows)
    return round.id


def _manager(organization_id: OrganizationId, account_id: AccountId) -> Membership:
    now = datetime.now(UTC)
    return Membership(
        id=MembershipId(new_id("membership")),
        organization_id=organization_id,
        account_id=account_id,
        person_id=account_id,
        role=Role.MANAGER,
        state=MembershipState.ACTIVE,
        accepted_at=now,
        created_at=now,
        updated_at=now,
    )


def _round(call_id: CallId, organization_id: OrganizationId, judge_ids: list[str]) -> Round:
    now = datetime.now(UTC)
    return Round(
        id=RoundId(new_id("round")),
        call_id=call_id,
        organization_id=organization_id,
        name={"th": "รอบแรก"},
        criteria=[],
        reviews_per_entry=JUDGES,
        quorum=3,
        places=10,
        waiting_list=5,
        blind=True,
        method=Method.FAIR,
        seed="bench",
        seed_hash="bench",
        judge_ids=judge_ids,
        state=RoundState.OPEN,
        opened_at=now,
        created_at=now,
        updated_at=now,
    )


def _review(round: Round, entry_id: Any, judge_id: AccountId) -> Review:
    return Review(
        id=ReviewId(new_id("review")),
        round_id=round.id,
        call_id=round.call_id,
        entry_id=entry_id,
        organization_id=round.organization_id,
        judge_id=judge_id,
        created_at=round.created_at,
        updated_at=round.created_at,
    )
