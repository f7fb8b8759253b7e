"""Every question of Stripe's that is understood here, with the parameters that it takes."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.sandbox import customers, events, payment_intents, payment_methods, refunds, setup_intents
from adapters.sandbox.book import Book, Doc
from adapters.sandbox.forms import Params
from adapters.sandbox.shown import Handler, listing

PAGES = ("created", "ending_before", "limit", "starting_after")


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    handle: Handler
    takes: tuple[str, ...] = ()


def routes() -> Iterator[Route]:
    yield from _things()
    yield from _people()
    yield from _intents()
    yield from _refunds()


def _things() -> Iterator[Route]:
    """What is only read."""
    moves, payments = ("source", "type", "currency"), ("customer", "payment_intent")
    yield Route("GET", "/v1/balance_transactions", listing("balance_transaction", *moves), (*PAGES, *moves))
    yield Route("GET", "/v1/balance_transactions/<id>", _one("balance_transaction"))
    yield Route("GET", "/v1/charges", listing("charge", *payments), (*PAGES, *payments))
    yield Route("GET", "/v1/charges/<id>", _one("charge"))
    yield Route("GET", "/v1/events", events.everything, (*PAGES, "type", "types"))
    yield Route("GET", "/v1/events/<id>", _one("event"))


def _people() -> Iterator[Route]:
    yield Route("POST", "/v1/customers", customers.create, customers.KNOWN)
    yield Route("GET", "/v1/customers", listing("customer", "email"), (*PAGES, "email"))
    yield Route("GET", "/v1/customers/<id>", _one("customer"))
    yield Route("POST", "/v1/customers/<id>", customers.update, customers.KNOWN)
    methods = ("customer", "type")
    yield Route("POST", "/v1/payment_methods", payment_methods.create, payment_methods.KNOWN)
    yield Route("GET", "/v1/payment_methods", listing("payment_method", *methods), (*PAGES, *methods))
    yield Route("GET", "/v1/payment_methods/<id>", payment_methods.retrieve)
    yield Route("POST", "/v1/payment_methods/<id>/attach", payment_methods.attach, ("customer",))
    yield Route("POST", "/v1/payment_methods/<id>/detach", payment_methods.detach)


def _intents() -> Iterator[Route]:
    paying, keeping = payment_intents, setup_intents
    yield Route("POST", "/v1/payment_intents", paying.create, paying.CREATING)
    yield Route("GET", "/v1/payment_intents", listing("payment_intent", "customer"), (*PAGES, "customer"))
    yield Route("GET", "/v1/payment_intents/<id>", paying.retrieve, ("client_secret",))
    yield Route("POST", "/v1/payment_intents/<id>", paying.update, ("description", "metadata"))
    yield Route("POST", "/v1/payment_intents/<id>/confirm", paying.confirm, paying.CONFIRMING)
    yield Route("POST", "/v1/payment_intents/<id>/cancel", paying.cancel, ("cancellation_reason",))
    by = ("customer", "payment_method")
    yield Route("POST", "/v1/setup_intents", keeping.create, keeping.CREATING)
    yield Route("GET", "/v1/setup_intents", listing("setup_intent", *by), (*PAGES, *by))
    yield Route("GET", "/v1/setup_intents/<id>", keeping.retrieve, ("client_secret",))
    yield Route("POST", "/v1/setup_intents/<id>", keeping.update, ("description", "metadata"))
    yield Route("POST", "/v1/setup_intents/<id>/confirm", keeping.confirm, keeping.CONFIRMING)
    yield Route("POST", "/v1/setup_intents/<id>/cancel", keeping.cancel, ("cancellation_reason",))


def _refunds() -> Iterator[Route]:
    by = ("charge", "payment_intent")
    yield Route("POST", "/v1/refunds", refunds.create, refunds.CREATING)
    yield Route("GET", "/v1/refunds", listing("refund", *by), (*PAGES, *by))
    yield Route("GET", "/v1/refunds/<id>", refunds.retrieve)
    yield Route("POST", "/v1/refunds/<id>", refunds.update, ("metadata",))
    yield Route("POST", "/v1/refunds/<id>/cancel", refunds.cancel)


def _one(kind: str) -> Handler:
    def retrieve(book: Book, _: Params, id: str) -> Doc:
        return book.get(kind, id)

    return retrieve
