"""What is wished for while a call runs: more time, an end to another one, many screened at once, one put out."""

from datetime import timedelta
from typing import Any

from tests.journeys.tales import RUN_IT, Step, Tale, on
from tests.world import nobody_has, open_call, rfc3339

WHY = {"th": "น้ำท่วม"}


def _more_time(tale: Tale, _: Any) -> dict[str, Any]:
    return {"id": tale.id("call"), "closes_at": rfc3339(timedelta(days=60)), "reason": WHY}


def _another_call(tale: Tale) -> None:
    tale.things["other call"] = open_call(tale.cast["manager"], tale.cast.organization)


def _rows(tale: Tale, _: Any) -> dict[str, Any]:
    return {"call_id": tale.id("call"), "rows": [{"entry_id": nobody_has("entry"), "verdict": "eligible"}]}


ONCE_OPEN = (
    Step("extendCall", "manager", RUN_IT, _more_time, "call"),
    Step("cancelCall", "owner", RUN_IT, on("other call", reason=WHY), first=_another_call),
)
SCREENING = (
    Step("screenEntries", "manager", RUN_IT, _rows, changes=False),
)  # of nobody: the next screens one
PUT_OUT = (Step("disqualifyEntry", "manager", RUN_IT, on("also lost entry", reasons=[{"code": "untrue"}])),)
