"""`python -m bench` measures for about three minutes; `--quick` only proves, in seconds, that it would."""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import orjson

from bench import closing, judging, overview, pledges_report, same
from bench.data import load
from bench.load import WRK, Load
from bench.machine import cores, described, is_busy
from bench.pages import Page, change, pages
from bench.pledger import Backer
from bench.pledges import first_pledges, measure_pledges
from bench.raising import raise_money
from bench.report import Found, Result
from bench.rounds import Plan, measure
from bench.servers import Server, Servers, servers

RESULTS = Path(__file__).with_name("results.json")
WHOLE, QUICK = Plan(rounds=8, seconds=1, projects=1_000), Plan(rounds=2, seconds=0.2, projects=200)
ACCOUNTS = 200
CONNECTIONS = 4
BACKERS = 8
PASSWORD = "correct horse battery"


def main() -> None:
    """Prints a table; writes the results, where rounds are enough to be believed or a file is named."""
    asked = _arguments()
    plan = QUICK if asked.quick else WHOLE
    print(f"{described()}; {'wrk' if WRK else 'our own driver'}; {plan.rounds} rounds of {plan.seconds} s")
    if is_busy():
        print("! Others are busy on this machine: believe the ratios of CPU rather than those of requests.")
    try:
        table, results = _measured(plan)
    except RuntimeError as error:
        sys.exit(str(error))
    print("\n".join(table))
    file = asked.results or (None if asked.quick else RESULTS)
    if file:
        file.write_bytes(orjson.dumps(results, option=orjson.OPT_INDENT_2) + b"\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, whose numbers mean little")
    parser.add_argument("--results", type=Path, help="where to write them instead of bench/results.json")
    return parser.parse_args()


def _measured(plan: Plan) -> tuple[list[str], list[Result]]:
    """The lines of the tables, and the results."""
    with servers(cores()[0]) as running:
        found, raising = _pages(running, plan), raise_money(running.database_url)
        backers = [Backer(*_person(running.platform, f"backer-{number}")) for number in range(BACKERS)]
        statements = first_pledges(running.database_url, raising, backers[0].id)
        pledged = measure_pledges(running, raising, backers, cores()[1], plan)
        rush = closing.QUICK if plan is QUICK else closing.WHOLE
        closed = closing.measure_closing(running, backers, rush)
        seen = overview.measure_overview(running, backers[0])
    judged = judging.measure_judging(plan.rounds)
    table = [
        *found.table(),
        "",
        *pledges_report.table(pledged, statements),
        "",
        *closing.table(closed, rush),
        "",
        *overview.table(seen),
        "",
        *judging.table(judged),
    ]
    results = [
        *found.results(),
        *pledges_report.results(pledged, statements),
        *closing.results(closed),
        *overview.results(seen),
        *judging.results(judged),
    ]
    return table, results


def _pages(running: Servers, plan: Plan) -> Found:
    asked = _prepared(running, plan)
    statements = {page.name: _statements(running.counting, page) for page in asked}
    answers = {page.name: _asked(running.platform, page)[0] for page in asked}
    same.check(answers)
    sizes = {name: len(answer) for name, answer in answers.items()}
    likes = dict.fromkeys(page.like for page in asked)
    floors = [Page(f"floor_of_{like}", "", f"/{sizes[like]}") for like in likes]
    sizes |= {floor.name: int(floor.path[1:]) for floor in floors}
    beside = [(running.floor, floor) for floor in floors] + [(running.platform, page) for page in asked]
    measured = measure(running, Load(CONNECTIONS, cores()[1], running.folder), beside, plan)
    return Found(asked, measured, sizes, statements)


def _prepared(running: Servers, plan: Plan) -> list[Page]:
    """Two people who signed in like anybody, and a platform in use around them."""
    (_, reader), (writer_id, writer) = (_person(running.platform, name) for name in ("reader", "writer"))
    numbers = {"of_projects": plan.projects, "of_accounts": ACCOUNTS, "written": CONNECTIONS}
    loaded = load(running.database_url, writer_id=writer_id, **numbers)
    return pages(loaded, reader=reader, writer=writer)


def _person(server: Server, name: str) -> tuple[str, str]:
    """The id of a new account, and an access token."""
    known = {"email": f"{name}@plik.example", "password": PASSWORD}
    account = server.post("/v1/accounts", **known, display_name="สมหญิง ใจดี")
    return account["id"], server.post("/v1/auth/login", **known)["access_token"]


def _asked(server: Server, page: Page) -> tuple[bytes, Mapping[str, str]]:
    """The page as it is answered once: bytes and headers."""
    if not page.written:
        return server.ask(page.method, page.path, headers=page.headers, body=page.body)
    path = page.path.format(id=page.written[0])
    _, shown = server.ask("GET", path, headers=page.headers)
    return server.ask(page.method, path, headers=page.changing(shown["ETag"]), body=change(time.time_ns()))


def _statements(server: Server, page: Page) -> int:
    """How many SQL statements an answer takes, once what can be kept is kept."""
    _asked(server, page)
    return int(_asked(server, page)[1]["Plik-Statements"])


if __name__ == "__main__":
    main()
