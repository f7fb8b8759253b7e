"""The calls of the demo and what people enter into them: one call that is over, one whose entries are judged
now, one that takes entries, one being drafted."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from api.demo.data import Item, document, items, keyed, projects
from api.demo.people import draft_day
from api.demo.sower import Sower, Step, titled
from domain.ids import CallId, EntryId, ProjectId
from domain.model.entries import Verdict
from domain.money import Money
from domain.ports import Shown
from domain.text import Text
from domain.usecases.calls import CloseCall, CreateCall, Eligibility, OpenCall
from domain.usecases.entries import SubmitEntry
from domain.usecases.entries_screening import Reason, ScreenEntry
from domain.usecases.projects import CreateProject, PublishProject, UpdateProject

OVER, JUDGED, OPEN, DRAFT = "plik-thai-2025", "plik-thai-2026", "plik-thai-2027", "near-home-small-grants"
ANNOUNCED = datetime(2025, 7, 21, 3, tzinfo=UTC)
SCREENING = datetime(2025, 10, 1, 2, tzinfo=UTC)
SCREENERS = ("fund-manager-1", "fund-manager-2")
MENDED = "liver-fluke-khon-kaen"  # the one that is sent back, and comes again
SHY = 2.1  # projects of less quality stay drafts, though they are entered
UNCLEAR = Reason(
    code="budget_unclear",
    note={
        "th": "งบประมาณมีเพียงรายการเดียว ขอให้แจกแจงให้ครบทุกกิจกรรมแล้วส่งใหม่",
        "en": "The budget has one line only. Please list what each activity costs, and submit again.",
    },
)


def call_of(sower: Sower, key: str) -> Shown:
    found = titled(sower.all("calls"), keyed(items("calls"))[key])
    assert found is not None, f"{key} is created before it is used"
    return found


def project_of(sower: Sower, project: Item) -> Shown | None:
    return titled(sower.all("projects", account_id=sower.account(project["proposer"])), project)


def entries_of(sower: Sower, call: str) -> Mapping[str, Shown]:
    """By their projects' ids."""
    return {entry["project_id"]: entry for entry in sower.of("call", call_of(sower, call)["id"], "entries")}


def finished_call(sower: Sower, now: datetime) -> Iterator[Step]:
    """From the announcement to the last entry's screening."""
    end = datetime.fromisoformat(keyed(items("calls"))[OVER]["closes_at"])
    # While it is sown it closes in the future: or the platform, which lives in the present, would close it at once.
    later = now + timedelta(days=1)
    yield ANNOUNCED - timedelta(days=14), partial(_create, sower, OVER, "dtac-manager", closes_at=later)
    yield ANNOUNCED, partial(_open, sower, OVER, "fund-manager-1")
    yield end, partial(_close, sower, OVER, "dtac-manager")
    for number, project in enumerate(sorted(projects(), key=draft_day)):
        yield from _drafting(sower, project)
        yield from _entering(sower, project)
        who = SCREENERS[number % 2]
        yield SCREENING + timedelta(hours=2 * number), partial(_screen, sower, OVER, project, who)


def judged_call(sower: Sower, now: datetime) -> Iterator[Step]:
    """From its opening to the last entry's screening; its rounds are told of in second_chance.py."""
    later = now + timedelta(days=1)  # as above
    times = {"opens_at": around(now, -98), "closes_at": later}
    yield now - timedelta(days=100), partial(_create, sower, JUDGED, SCREENERS[0], **times)
    yield now - timedelta(days=97), partial(_open, sower, JUDGED, SCREENERS[0])
    for number, (project, answers) in enumerate(_entered(JUDGED)):
        day = now - timedelta(days=92 - 4 * number, hours=2)
        yield day, partial(_enter, sower, JUDGED, project, answers)
        yield now - timedelta(days=53, hours=number), partial(_screen, sower, JUDGED, project, SCREENERS[1])
    yield around(now, -55), partial(_close, sower, JUDGED, SCREENERS[0])


def present_calls(sower: Sower, now: datetime) -> Iterator[Step]:
    """The one that takes entries now, with its first ones; and the one that is not announced yet."""
    times = {"opens_at": around(now, -30), "closes_at": around(now, 120)}
    yield now - timedelta(days=33), partial(_create, sower, OPEN, "dtac-manager", **times)
    yield now - timedelta(days=31), partial(_open, sower, OPEN, "fund-manager-2")
    for number, (project, answers) in enumerate(_entered(OPEN)):
        yield now - timedelta(days=20 - 4 * number, hours=3), partial(_enter, sower, OPEN, project, answers)
    times = {"opens_at": around(now, 60), "closes_at": around(now, 130)}
    yield now - timedelta(days=2), partial(_create, sower, DRAFT, "pa-sri", **times)


def _entered(call: str) -> list[tuple[Item, Item]]:
    """The projects of entries.yaml, each with its answers."""
    entries = [entry for entry in items("entries") if entry["call"] == call]
    return [(keyed(projects())[entry["project"]], entry["answers"]) for entry in entries]


def around(now: datetime, days: int) -> datetime:
    """Midnight in Bangkok, so many days from now."""
    return (now + timedelta(days=days)).replace(hour=17, minute=0, second=0, microsecond=0)


def _drafting(sower: Sower, project: Item) -> Iterator[Step]:
    """Begun with a few words on a phone, thought through within days, then shown to everybody."""
    whole, day = document(project), draft_day(project)
    problem: dict[str, Any] = whole["problem"]
    begun = {name: problem[name] for name in ("statement", "community", "province")}
    causes = {name: problem[name] for name in problem if name not in begun}
    first = {"title": whole["title"], "summary": whole["summary"], "problem": begun}
    rest = {name: whole[name] for name in whole if name not in (*first, "solution")}
    if project["key"] == MENDED:
        rest |= {"budget": rest["budget"][:1]}
    yield day, partial(_draft, sower, project, first)
    second = {"problem": causes, "solution": whole["solution"]}
    yield day + timedelta(days=2), partial(_revise, sower, project, second, version=1)
    yield day + timedelta(days=5), partial(_revise, sower, project, rest, version=2)
    if project["quality"] >= SHY:
        yield day + timedelta(days=6), partial(_publish, sower, project)


def _entering(sower: Sower, project: Item) -> Iterator[Step]:
    enter = partial(_enter, sower, OVER, project, project["answers"])
    day = draft_day(project) + timedelta(days=7)
    yield day, enter
    if project["key"] == MENDED:
        mending = {"budget": project["budget"]}
        yield day + timedelta(days=1), partial(_send_back, sower, project)
        yield day + timedelta(days=2), partial(_revise, sower, project, mending, version=4)
        yield day + timedelta(days=3), enter


def _create(sower: Sower, key: str, who: str, **times: datetime) -> None:
    call = keyed(items("calls"))[key]
    if titled(sower.all("calls"), call):
        return
    times = {name: datetime.fromisoformat(call[name]) for name in ("opens_at", "closes_at")} | times
    limits = call["eligibility"]
    wish = CreateCall(
        organization_id=sower.organization(call["organization"]),
        title=Text.of(call["title"]),
        brief=Text.of(call["brief"]),
        award_count=call["award_count"],
        pool=Money(call["pool"]["amount"]),
        eligibility=Eligibility(**limits | {"provinces": tuple(limits["provinces"])}),
        questions=call["questions"],
        opens_at=times["opens_at"],
        closes_at=times["closes_at"],
    )
    sower.run_as(who, wish)


def _open(sower: Sower, key: str, who: str) -> None:
    if (call := call_of(sower, key))["state"] == "draft":
        sower.run_as(who, OpenCall(call_id=CallId(call["id"])))


def _close(sower: Sower, key: str, who: str) -> None:
    if (call := call_of(sower, key))["state"] == "open":
        sower.run_as(who, CloseCall(call_id=CallId(call["id"])))


def _draft(sower: Sower, project: Item, words: Item) -> None:
    if project_of(sower, project) is None:
        sower.run_as(project["proposer"], CreateProject(document=words))


def _revise(sower: Sower, project: Item, words: Item, *, version: int) -> None:
    found = project_of(sower, project)
    if found is None or found["version"] != version:
        return
    if "supporters" in words:
        words = words | {"supporters": [_named(sower, one) for one in words["supporters"]]}
    wish = UpdateProject(project_id=ProjectId(found["id"]), expected_version=version, changes=words)
    sower.run_as(project["proposer"], wish)


def _named(sower: Sower, supporter: Item) -> Item:
    """With its id, where it is an organization of the demo."""
    names = {organization["name"]["en"]: organization["key"] for organization in items("organizations")}
    key = names.get(supporter["name"]["en"])
    id = key and sower.find_organization(key)
    return supporter | {"organization_id": id} if id else supporter


def _publish(sower: Sower, project: Item) -> None:
    if (found := project_of(sower, project)) and found["state"] == "draft":
        sower.run_as(project["proposer"], PublishProject(project_id=ProjectId(found["id"])))


def _enter(sower: Sower, call: str, project: Item, answers: Item) -> None:
    found = project_of(sower, project)
    assert found is not None
    entry = entries_of(sower, call).get(found["id"])
    if entry is None or entry["state"] == "needs_work":
        call_id, project_id = CallId(call_of(sower, call)["id"]), ProjectId(found["id"])
        wish = SubmitEntry(call_id=call_id, project_id=project_id, answers=answers)
        sower.run_as(project["proposer"], wish)


def _send_back(sower: Sower, project: Item) -> None:
    entry = entry_of(sower, OVER, project)
    if entry["state"] == "submitted" and entry["submission"] == 1:
        wish = ScreenEntry(entry_id=EntryId(entry["id"]), verdict=Verdict.NEEDS_WORK, reasons=(UNCLEAR,))
        sower.run_as(SCREENERS[0], wish)


def _screen(sower: Sower, call: str, project: Item, who: str) -> None:
    entry = entry_of(sower, call, project)
    if entry["state"] == "submitted":
        sower.run_as(who, ScreenEntry(entry_id=EntryId(entry["id"]), verdict=Verdict.ELIGIBLE))


def entry_of(sower: Sower, call: str, project: Item) -> Shown:
    found = project_of(sower, project)
    assert found is not None
    return entries_of(sower, call)[found["id"]]
