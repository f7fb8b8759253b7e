"""What waits for an account, shown to itself alone: the soonest first, then what has no time, the oldest first."""

from domain.model.todo import TodoKind
from domain.reading import Many, Noun, Order
from domain.rules import ACTOR, Is
from domain.views.shapes import by, plain, words

SOONEST = Order("soonest", "position", descending=False)
FILTERS = {"kind": by("kind", known=words(TodoKind))}
OF_ACCOUNT = Many("todo", key="account_id", orders=(SOONEST,), filters=FILTERS)

todo = Noun(
    "todo",
    "todo",
    plain("id", "kind", "about", "call_id", "project_id", "title", "due_at", "count", "created_at"),
    visible=Is("account_id", ACTOR),
)
