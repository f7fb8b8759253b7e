"""Every change of a state is told by an event, with the version that it led to; and nothing is told otherwise."""

from collections.abc import Mapping
from typing import Any

from tests.journeys.judging_machine.cast import Cast

MOVES = """
    SELECT split_part(subject, '_', 1) AS noun, subject, subject_version AS version,
           part #>> '{state,before}' AS before, part #>> '{state,after}' AS after
      FROM audit_records JOIN audit_parts ON record_id = audit_records.id
     WHERE part ? 'state' AND position > %s
       AND split_part(subject, '_', 1) = ANY(%s)
     ORDER BY position
"""
EVENTS = "SELECT type, subject, subject_version FROM outbox WHERE position > %s"
SO_FAR = """
    SELECT (SELECT coalesce(max(position), 0) FROM audit_records) AS written,
           (SELECT coalesce(max(position), 0) FROM outbox) AS told
"""
TELL: Mapping[str, Mapping[str, str]] = {
    "call": {
        "draft": "created",
        "open": "opened",
        "closed": "closed",
        "announced": "announced",
        "archived": "archived",
        "cancelled": "cancelled",
    },
    "round": {
        "draft": "created",
        "open": "opened reopened",
        "sealed": "sealed",
        "ranked": "ranked",
        "decided": "decided",
        "published": "published",
    },
    "entry": {
        "submitted": "submitted resubmitted",
        "eligible": "screened",
        "ineligible": "screened",
        "needs_work": "screened",
        "in_review": "readmitted",
        "selected": "selected",
        "waitlisted": "waitlisted",
        "not_selected": "not_selected",
        "declined": "declined",
        "withdrawn": "withdrawn",
        "disqualified": "disqualified",
    },
    "review": {
        "draft": "drafted reopened",
        "submitted": "submitted",
        "abstained": "abstained",
        "recused": "recused",
    },
    "grant": {
        "offered": "offered",
        "accepted": "accepted",
        "declined": "declined",
        "withdrawn": "withdrawn",
    },
    "appeal": {
        "lodged": "lodged",
        "under_review": "assigned",
        "upheld": "decided",
        "dismissed": "decided",
        "withdrawn": "withdrawn",
    },
    "opinion": {"given": "given"},
    "conflict": {"stands": "declared found pinned", "lifted": "lifted"},
    "mentorship": {
        "proposed": "proposed",
        "active": "accepted",
        "declined": "declined",
        "withdrawn": "withdrawn",
        "ended": "ended",
    },
}
"""By the state that is reached. Whoever opens a round tells of it once for all its entries and reviews."""
UNTOLD = {("entry", "eligible", "in_review")}


def told_so_far(cast: Cast) -> dict[str, int]:
    """How far the audit trail and the events are."""
    return cast.rows(SO_FAR)[0]


def check_told(cast: Cast, since: Mapping[str, int]) -> None:
    """Of all that has been written since then."""
    told: dict[Any, set[tuple[str, int]]] = {}
    for event in cast.rows(EVENTS, since["told"]):
        told.setdefault(event["subject"], set()).add((event["type"], event["subject_version"]))
    for move in cast.rows(MOVES, since["written"], list(TELL)):
        noun, before, after = move["noun"], move["before"], move["after"]
        words = TELL[noun].get(after)
        if before == after or words is None or (noun, before, after) in UNTOLD:
            continue
        wanted = {f"{noun}.{word}" for word in words.split()}
        # Of two moves in one commit both are told with the version that stands in the end.
        heard = {what for what, version in told.get(move["subject"], ()) if version >= move["version"]}
        assert wanted & heard, f"nobody was told: {move}"
