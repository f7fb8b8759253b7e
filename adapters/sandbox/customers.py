"""Customers: who keeps payment methods."""

from adapters.sandbox.book import Book, Doc
from adapters.sandbox.events import tell
from adapters.sandbox.forms import Params

TEXTS = ("description", "email", "name", "phone")
KNOWN = (*TEXTS, "address", "metadata", "preferred_locales")


def create(book: Book, params: Params, _: str) -> Doc:
    customer = book.base("customer", "cus") | {
        "address": None,
        "balance": 0,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "invoice_settings": {"custom_fields": None, "default_payment_method": None, "footer": None},
        "metadata": params.metadata(),
        "preferred_locales": params.many("preferred_locales"),
        "shipping": None,
        "tax_exempt": "none",
    }
    customer |= {name: params.text(name) for name in TEXTS}
    if "address" in params:
        customer["address"] = dict(params.inner("address").sent())
    tell(book, "customer.created", book.add(customer))
    return customer


def update(book: Book, params: Params, id: str) -> Doc:
    customer = book.get("customer", id)
    customer |= {name: params.text(name) for name in TEXTS if name in params}
    if "preferred_locales" in params:
        customer["preferred_locales"] = params.many("preferred_locales")
    if "address" in params:
        customer["address"] = dict(params.inner("address").sent()) or None
    if "metadata" in params:
        customer["metadata"] = params.metadata(customer["metadata"])
    tell(book, "customer.updated", book.save(customer))
    return customer
