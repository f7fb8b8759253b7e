"""`flask story`: from nothing to ten winners and to what the public made of them, over HTTP, as sponsors, citizens,
judges, mentors, backers, partners and volunteers would do it.

What is refused is part of the story. It uses nothing but the published API, and may be told any number of times.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from api.demo.data import Item, document, items, keyed
from api.demo.faces import Face, Rest, Shown, over_http
from api.demo.graph import GraphQL
from api.demo.programme import OVER, UNCLEAR
from api.demo.scene import ENTRIES, JUDGES, PROPOSED, Scene
from api.demo.story_campaigns import raise_money
from api.demo.story_deadline import pass_deadline
from api.demo.story_end import answer_grants, look_back
from api.demo.story_incubation import incubate
from api.demo.story_long_list import judge_long_list, publish_long_list, set_up
from api.demo.story_partner import mirror
from api.demo.story_pledges import pledge
from api.demo.story_round import choose, judge_final
from api.demo.story_teams import team_up
from api.demo.story_volunteers import tell, volunteer
from api.demo.telling import Teller, Unexpected, expect
from api.demo.till import Till

PAUSE = 0.1  # seconds between two looks at a feed that has not come to its end
SENT_BACK, TURNED_DOWN = 2, 13  # which of the entries
NOT_NEW = {"code": "not_new", "title": {"th": "ไม่ใช่โครงการใหม่", "en": "Not a new project"}}
LACKING = {
    "/project/problem/people_affected": "missing",
    "/project/problem/root_causes": "root_cause_missing",
    "/project/solution/approach": "missing",
    "/project/solution/activities": "missing",
    "/project/team": "missing",
    "/project/budget": "missing",
    "/project/benefits": "missing",
    "/answers/after_grant": "required",
    "/answers/first_result_months": "required",
}


def play(t: Teller, till: Till | None) -> Scene:
    """All of it; raises Unexpected at the first step that comes out differently. Nobody pledges without a till."""
    s = _gather(t)
    _announce(t, s)
    _draft(t, s)
    team_up(t, s)
    _enter(t, s)
    _extend(t, s)
    _screen(t, s)
    set_up(t, s)
    _close(t, s)
    judge_long_list(t, s)
    publish_long_list(t, s)
    judge_final(t, s)
    choose(t, s)
    answer_grants(t, s)
    incubate(t, s)
    raise_money(t, s, soon_over=till is not None)
    if till:
        pledge(t, s, till)
    mirror(t, s)
    volunteer(t, s)
    tell(t, s)
    if till:
        pass_deadline(t, s, till)
    look_back(t, s)
    t.end()
    return s


def play_over_http(url: str, face: str, sandbox: str | None, say: Callable[[str], None]) -> None:
    """To a platform that runs, through "rest", "graphql", or "both" in turns. `sandbox` is where the provider is told
    what payers do.

    Raises Unexpected, where nobody answers too.
    """
    till = Till(sandbox) if sandbox else None
    if till and not till.is_open():
        till = None
        say(f"  No sandbox answers at {sandbox}.")
    if till is None:
        say(
            "  Nobody pledges in this story: payments need the sandbox, which is there while STRIPE_API_KEY is not set."
        )
    send = over_http(url)
    made: dict[str, Callable[[], Face]] = {"rest": lambda: Rest(send), "graphql": lambda: GraphQL(send)}
    try:
        faces = [make() for name, make in made.items() if face in (name, "both")]
        play(Teller(faces, say=say, settle=lambda: time.sleep(PAUSE), wait=_wait), till)
    except requests.RequestException as error:
        raise Unexpected(
            f"no answer from {url} ({type(error).__name__}): does the platform run there?"
        ) from error
    say("Whether the books are right, `flask ledger verify --json` says.")


def _wait(seconds: float) -> None:
    time.sleep(max(0.0, seconds))


def _gather(t: Teller) -> Scene:
    with t.step("how it stands before: the feed is read to its end, and the counts"):
        feed, before = t.end_of("events"), t.show("insights")
    with t.step(f"{ENTRIES + JUDGES + 3} people register and log in"):
        s = Scene(
            sponsor=t.register("พี่กิ๊ฟ ดีแทค"),
            foundation=t.register("พี่แอ๊ว มูลนิธิกองทุนไทย"),
            citizens=[t.register(project["team"][0]["name"]) for project in PROPOSED],
            latecomer=t.register("คนมาสาย"),
            judges=[t.register(f"กรรมการ {number + 1}") for number in range(JUDGES)],
            feed=feed,
            before=before,
        )
    return s


def _announce(t: Teller, s: Scene) -> None:
    with t.step("dtac founds its organization; the foundation joins to run the call"):
        organization = keyed(items("organizations"))["dtac"]
        body = {name: organization[name] for name in ("kind", "name", "about", "website")}
        s.organization = t.do("createOrganization", s.sponsor, **body)
        to = s.organization["id"]
        invited = t.do("addMember", s.sponsor, organization_id=to, email=s.foundation.email, role="manager")
        t.do("acceptMembership", s.foundation, id=invited["id"])
    with t.step("the foundation drafts the call: 1,000,000 baht, ten places, equal shares"):
        now = datetime.now(UTC)
        s.call = t.do("createCall", s.foundation, **_call(s.organization["id"], now))
        with t.refused("call_not_found"):
            t.show("call", s.citizens[0], id=s.call["id"])
    with t.step("dtac finds it on its list of what waits, opens it, and everybody sees it"):
        [waiting] = t.all("todo", s.sponsor)
        expect((waiting["kind"], waiting["about"]) == ("open_call", s.call["id"]), f"{waiting}")
        t.do("openCall", s.sponsor, id=s.call["id"])
        expect(t.show("call", id=s.call["id"])["state"] == "open", "the call is not open")


def _call(organization_id: str, now: datetime) -> dict[str, Any]:
    call = keyed(items("calls"))[OVER]
    body = {name: call[name] for name in ("title", "brief", "award_count", "pool", "questions")}
    opens, closes = now - timedelta(minutes=1), now + timedelta(hours=1)
    times = {"opens_at": _written(opens), "closes_at": _written(closes)}
    times["decision_due_at"] = _written(closes + timedelta(days=60))
    terms = {"split": "equal", "appeal_days": 7, "reason_codes": [NOT_NEW]}
    return body | times | terms | {"organization_id": organization_id}


def _draft(t: Teller, s: Scene) -> None:
    with t.step(f"{ENTRIES} citizens draft projects on their phones, a piece at a time"):
        for citizen, project in zip(s.citizens, PROPOSED, strict=True):
            whole = document(project)
            problem = {name: whole["problem"][name] for name in ("statement", "community", "province")}
            begun = {"title": whole["title"], "summary": whole["summary"], "problem": problem}
            s.projects.append(t.do("createProject", citizen, **begun))
    with t.step("an entry that is not complete is refused, and all that it lacks is named"):
        with t.refused(*set(LACKING.values())) as lacks:
            _submit(t, s, 0, {})
        expect(set(LACKING) == set(lacks), f"{lacks}")
    with t.step("they add causes, plan, team, budget and benefits, and publish"):
        for number, project in enumerate(PROPOSED):
            rest = {
                name: part for name, part in document(project).items() if name not in ("title", "summary")
            }
            if number == SENT_BACK:
                rest["budget"] = rest["budget"][:1]
            _revise(t, s, number, rest)
            s.projects[number] = t.do("publishProject", s.citizens[number], id=s.projects[number]["id"])


def _revise(t: Teller, s: Scene, number: int, changes: Item) -> None:
    project = s.projects[number]
    wish = {"id": project["id"], "expected_version": project["version"], **changes}
    s.projects[number] = t.do("updateProject", s.citizens[number], **wish)


def _submit(t: Teller, s: Scene, number: int, answers: Item) -> Shown:
    wish = {"call_id": s.call["id"], "project_id": s.projects[number]["id"], "answers": answers}
    return t.do("submitEntry", s.citizens[number], **wish)


def _enter(t: Teller, s: Scene) -> None:
    with t.step(f"they submit {ENTRIES} entries; each gets a receipt"):
        s.entries = [_submit(t, s, number, project["answers"]) for number, project in enumerate(PROPOSED)]
        expect(len({entry["fingerprint"] for entry in s.entries}) == ENTRIES, "receipts are alike")
    with t.step("a second entry of the same project is refused, and of another by the same citizen"):
        with t.refused("already_entered"):
            _submit(t, s, 0, PROPOSED[0]["answers"])
        other = t.do("createProject", s.citizens[0], **document(PROPOSED[1]))
        with t.refused("entries_used_up"):
            wish = {"project_id": other["id"], "answers": PROPOSED[1]["answers"]}
            t.do("submitEntry", s.citizens[0], call_id=s.call["id"], **wish)


def _screen(t: Teller, s: Scene) -> None:
    with t.step(
        "all are screened at once: one needs work, one is not eligible, and a row without a known reason fails"
    ):
        reasons = {
            SENT_BACK: ("needs_work", [{"code": UNCLEAR.code, "note": dict(UNCLEAR.note)}]),
            TURNED_DOWN: ("ineligible", [{"code": NOT_NEW["code"], "note": {"th": "ได้รับทุนจากที่อื่นครบแล้ว"}}]),
        }
        rows = [_row(entry, *reasons.get(number, ("eligible", []))) for number, entry in enumerate(s.entries)]
        rows.append(_row(s.entries[0], "ineligible", [{"code": "dislike", "note": {"th": "ไม่ชอบ"}}]))
        *done, bad = t.do("screenEntries", s.foundation, call_id=s.call["id"], rows=rows)["results"]
        expect([one["state"] for one in done].count("eligible") == ENTRIES - 2, "not all were screened")
        expect(bad["errors"], "a reason that nobody knows is taken")
    with t.step("its citizen reads the reason, mends the project, submits again, and is eligible"):
        read = t.show("entry", s.citizens[SENT_BACK], id=s.entries[SENT_BACK]["id"])
        expect(read["reasons"][0]["code"] == UNCLEAR.code, "the reason is not shown")
        _revise(t, s, SENT_BACK, {"budget": PROPOSED[SENT_BACK]["budget"]})
        again = _submit(t, s, SENT_BACK, PROPOSED[SENT_BACK]["answers"])
        expect(again["submission"] == 2, "the second submission is not counted")
        s.entries[SENT_BACK] = t.do("screenEntry", s.foundation, id=again["id"], verdict="eligible")


def _row(entry: Shown, verdict: str, reasons: list[Item]) -> Item:
    return {"entry_id": entry["id"], "verdict": verdict, "reasons": reasons}


def _extend(t: Teller, s: Scene) -> None:
    with t.step(
        "there is a flood: the end moves, for a reason that everybody reads, and who entered is told"
    ):
        later = datetime.now(UTC) + timedelta(hours=2)
        reason = {"th": "น้ำท่วมหลายจังหวัด", "en": "Floods in many provinces"}
        wish = {"id": s.call["id"], "closes_at": _written(later), "reason": reason}
        s.call = t.do("extendCall", s.foundation, **wish)
        expect([one["reason"] for one in s.call["extensions"]] == [reason], "the reason is not shown")
        [notice] = t.all("notices", s.citizens[0], kind=["call_extended"])
        t.do("readNotices", s.citizens[0], until=notice["id"])


def _close(t: Teller, s: Scene) -> None:
    with t.step("the call closes; whoever comes now is late"):
        t.do("closeCall", s.foundation, id=s.call["id"])
        late = t.do("createProject", s.latecomer, **document(PROPOSED[0]))
        with t.refused("call_closed"):
            t.do("submitEntry", s.latecomer, call_id=s.call["id"], project_id=late["id"], answers={})


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
