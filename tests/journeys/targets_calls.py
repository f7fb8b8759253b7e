"""Where to aim at calls that run: more time, an end, many screened at once, one put out."""

from datetime import timedelta

from tests.faces import Shown
from tests.journeys.aiming import Target
from tests.world import Person, enter, open_call, rfc3339

TEXT = {"th": "น้ำท่วม", "en": "Floods"}


def of_calls_running(owner: Person, organization: Shown, person: Person) -> list[Target]:
    running, ending, screening = (open_call(owner, organization) for _ in range(3))
    entries = [enter(person, each) for each in (screening, running)]
    reasons = [{"code": "budget_unclear", "note": {"th": "ไม่ครบ"}}]
    row = {"entry_id": entries[0]["id"], "verdict": "needs_work", "reasons": reasons, "expected_version": 1}
    return [
        Target(
            "extendCall",
            owner,
            {"call_id": running["id"]},
            {"closes_at": rfc3339(timedelta(days=90)), "reason": TEXT},
            again="UPDATE calls SET closes_at = closes_at - interval '40 days' WHERE id = %(id)s",
        ),
        Target(
            "cancelCall",
            owner,
            {"call_id": ending["id"]},
            {"reason": TEXT},
            again="UPDATE calls SET state = 'open', cancelled_reason = NULL WHERE id = %(id)s",
        ),
        Target("screenEntries", owner, {"call_id": screening["id"]}, {"rows": [row]}),
        Target(
            "disqualifyEntry",
            owner,
            {"entry_id": entries[1]["id"]},
            {"reasons": reasons},
            again="UPDATE entries SET state = 'submitted' WHERE id = %(id)s",
        ),
    ]
