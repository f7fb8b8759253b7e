"""What happens by itself when its time has come."""

import contextlib
from collections.abc import Callable

from adapters.sandbox import payers, refunds
from adapters.sandbox.book import Book, Doc
from adapters.sandbox.refusals import Refused

ACTS: dict[str, Callable[[Book, str], Doc]] = {
    "payment_intent.expire": payers.expire,
    "refund.expire": refunds.expire,
    "refund.fails": refunds.fail,
    "refund.pending": refunds.succeed,
}


def catch_up(book: Book) -> int:
    """How many things there were to do."""
    due = list(book.due())
    for id, act in due:
        with contextlib.suppress(Refused):  # something else has happened to it
            ACTS[act](book, id)
    return len(due)
