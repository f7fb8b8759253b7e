"""What happened, for those who ask for it and for those who are told by webhook."""

import time

from adapters.sandbox.book import Book, Doc
from adapters.sandbox.forms import Params
from adapters.sandbox.refusals import Refused
from adapters.sandbox.shown import page, shown

OF_TYPE = "json_extract(body, '$.type') GLOB ?"
API_VERSION = "2026-10-28.endive"  # the one that the stripe package of our requirements speaks

# What a webhook endpoint of ours has subscribed to; the rest can be asked for.
TOLD = {
    "charge.refunded",
    "payment_intent.canceled",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.succeeded",
    "payment_method.detached",
    "refund.created",
    "refund.failed",
    "refund.updated",
    "setup_intent.setup_failed",
    "setup_intent.succeeded",
}


def tell(book: Book, type: str, doc: Doc) -> None:
    """Written down with what it tells of, as that is now; sent afterwards."""
    wanted = type in TOLD and book.settings.webhook_url is not None
    event = book.add(
        book.base("event", "evt")
        | {
            "api_version": API_VERSION,
            "data": {"object": shown(book, doc)},
            "pending_webhooks": int(wanted),
            "request": {"id": book.request, "idempotency_key": book.key},
            "type": type,
        }
    )
    if wanted:
        book.connection.execute(
            "INSERT INTO deliveries (event, due) VALUES (?, ?)", (event["id"], time.time())
        )


def everything(book: Book, params: Params, _: str) -> Doc:
    """`GET /v1/events`, of one type, of several, or of `charge.*`."""
    types = params.many("types")
    if types and params.text("type"):
        raise Refused(
            "You may only specify one of these parameters: type, types.", code="parameters_exclusive"
        )
    wanted = types or list(filter(None, [params.text("type")]))
    conditions, values = ["object = 'event'"], []
    if wanted:
        conditions.append(f"({' OR '.join([OF_TYPE] * len(wanted))})")
        values = [each.replace("[", "").replace("?", "") for each in wanted]
    return page(book, params, conditions, values, "event")
