"""What is shown of events: the thin fact and where to read more. The list is the feed."""

from domain.ids import noun_of
from domain.policy.events import VISIBLE
from domain.reading import Many, Noun, Order, Value
from domain.views.shapes import by, plain

PATHS = {
    "call": "calls",
    "project": "projects",
    "entry": "entries",
    "round": "rounds",
    "review": "reviews",
    "grant": "grants",
    "campaign": "campaigns",
    "pledge": "pledges",
    "update": "updates",
    "organization": "organizations",
    "opportunity": "opportunities",
    "placement": "placements",
    "teammate": "teammates",
    "supporter": "supporters",
}


def link(subject: str) -> str | None:
    """Where the subject is read; none for what has no address of its own."""
    path = PATHS.get(noun_of(subject))
    return f"/v1/{path}/{subject}" if path else None


event = Noun(
    "event",
    "events",
    plain("id", "type", "subject", "sequence")
    | {
        "time": Value(("at",)),
        "version": Value(("subject_version",)),
        "link": Value(("subject",), shape=link),
    },
    visible=VISIBLE,
)

LISTS = {
    "events": Many(
        "event",
        orders=(Order("oldest", "sequence", descending=False), Order("newest", "sequence")),
        filters={"types": by("type"), "subject": by("subject")},
        endless=True,
    )
}
