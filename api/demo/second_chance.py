"""A call that is judged in two rounds: six of nine were let on to the final one, in which the judges read now."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from api.demo.data import Item, keyed, projects
from api.demo.programme import JUDGED, around, entry_of, project_of
from api.demo.rounds import (
    advance,
    commenting,
    create,
    planned,
    reviewing,
    round_of,
    seat,
    send_in,
    tasks,
    write,
)
from api.demo.sower import Sower, Step
from domain.ids import AttachmentId, EntryId, ProjectId, RoundId
from domain.ports import Shown
from domain.usecases.attachments import CreateAttachment, UploadAttachment
from domain.usecases.conflicts import DeclareConflict
from domain.usecases.rounds_deciding import DecideRound
from domain.usecases.rounds_opening import OpenRound
from domain.usecases.rounds_publishing import PublishRound
from domain.usecases.rounds_ranking import RankRound
from domain.usecases.rounds_running import SealRound

LONG_LIST, FINAL = "plik-thai-2026-long-list", "plik-thai-2026-final"
LONG_LIST_DAYS = 14  # of reading
FURTHEST = 3  # reviews of the final round that the quickest judges have sent in
BUDGETED, FILE = "elderly-day-care-si-sa-ket", "งบประมาณ.csv"
JUDGE, KNOWN = "judge-environment", "mekong-fish-nong-khai"
WHY = "เป็นที่ปรึกษางานวิจัยปลาของกลุ่มนี้มาสองปี"


def enclosing(sower: Sower, now: datetime) -> Iterator[Step]:
    """Before its project is entered, so that the entry shows it."""
    yield now - timedelta(days=94), partial(_announce, sower)
    yield now - timedelta(days=94), partial(_upload, sower)


def long_list(sower: Sower, now: datetime) -> Iterator[Step]:
    """Its first round, until the judges have their reviews; set up while the call was open."""
    yield now - timedelta(days=80), partial(create, sower, LONG_LIST)
    yield now - timedelta(days=50), partial(seat, sower, LONG_LIST)
    yield now - timedelta(days=49), partial(_declare, sower)
    yield now - timedelta(days=48), partial(advance, sower, LONG_LIST, "draft", OpenRound)


def letting_on(sower: Sower, now: datetime) -> Iterator[Step]:
    """The long list's reviews and what comes of them, and the final round, until the judges have their reviews."""
    sealed = now - timedelta(days=28)
    yield from reviewing(sower, LONG_LIST, now - timedelta(days=47, hours=12), LONG_LIST_DAYS)
    yield sealed, partial(advance, sower, LONG_LIST, "open", SealRound)
    yield from commenting(sower, LONG_LIST, sealed + timedelta(hours=2))
    yield now - timedelta(days=27), partial(advance, sower, LONG_LIST, "sealed", RankRound)
    yield now - timedelta(days=25), partial(advance, sower, LONG_LIST, "ranked", DecideRound)
    yield now - timedelta(days=24), partial(advance, sower, LONG_LIST, "decided", PublishRound)
    yield now - timedelta(days=23), partial(_set_up_final, sower, around(now, 10))
    yield now - timedelta(days=22), partial(seat, sower, FINAL)
    yield now - timedelta(days=14), partial(advance, sower, FINAL, "draft", OpenRound)


def final(sower: Sower, now: datetime) -> Iterator[Step]:
    """What the judges have done of it by now: each has begun with what all score first, and some are further than
    others; each has one more in hand."""
    panel = planned(FINAL)["panel"]
    read = Counter[str]()
    for task in sorted(tasks(sower, FINAL), key=lambda task: not task.review["calibration"]):
        number, nth = panel.index(task.judge), read[task.judge]
        day = now - timedelta(days=12 - 3 * nth, hours=5 * number)
        if nth <= 1 + number % FURTHEST:
            yield day, partial(write, sower, FINAL, task)
        if nth <= number % FURTHEST:
            yield day + timedelta(hours=20), partial(send_in, sower, task)
        read[task.judge] += 1


def _set_up_final(sower: Sower, due: datetime) -> None:
    """Who came first is read by everybody."""
    ranking = sower.of("round", round_of(sower, LONG_LIST)["id"], "ranking")
    [first] = [standing["entry_id"] for standing in ranking if standing["position"] == 1]
    create(sower, FINAL, due_at=due, calibration_entry_ids=(first,))


def _declare(sower: Sower) -> None:
    """A judge knows who proposes one of the projects, and will read others."""
    round, entry = round_of(sower, LONG_LIST), entry_of(sower, JUDGED, keyed(projects())[KNOWN])
    known = [one for one in sower.of("round", round["id"], "conflicts") if one["entry_id"] == entry["id"]]
    if not known:
        wish = DeclareConflict(round_id=RoundId(round["id"]), entry_id=EntryId(entry["id"]), reason=WHY)
        sower.run_as(JUDGE, wish)


def _announce(sower: Sower) -> None:
    project = _budgeted(sower)
    if not sower.of("project", project["id"], "attachments"):
        wish = CreateAttachment(project_id=ProjectId(project["id"]), name=FILE, size=len(_table()))
        sower.run_as(_carers()["proposer"], wish)


def _upload(sower: Sower) -> None:
    [file] = sower.of("project", _budgeted(sower)["id"], "attachments")
    if file["state"] == "awaiting":
        wish = UploadAttachment(attachment_id=AttachmentId(file["id"]), content=[_table()])
        sower.run_as(_carers()["proposer"], wish)


def _budgeted(sower: Sower) -> Shown:
    found = project_of(sower, _carers())
    assert found is not None
    return found


def _carers() -> Item:
    return keyed(projects())[BUDGETED]


def _table() -> bytes:
    """The project's budget as a spreadsheet reads it; the mark at its start tells that it is UTF-8."""
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["รายการ", "จำนวน", "ราคาต่อหน่วย (บาท)", "รวม (บาท)"])
    for row in _carers()["budget"]:
        each = row["unit_cost"]["amount"]
        rows.writerow(
            [row["item"]["th"], row["quantity"], f"{each / 100:.2f}", f"{each * row['quantity'] / 100:.2f}"]
        )
    return table.getvalue().encode("utf-8-sig")
