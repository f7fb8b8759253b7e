"""How refusals look from outside: RFC 9457 for REST, the same fields in GraphQL. The one table of statuses."""

from collections.abc import Mapping
from typing import Any

from domain.errors import Fault, Refusal
from domain.lifecycle_words import explained

STATUS: Mapping[str, int] = {
    "malformed": 400,
    "unauthenticated": 401,
    "payment_required": 402,
    "forbidden": 403,
    "not_found": 404,
    "not_allowed": 405,
    "not_acceptable": 406,
    "conflict": 409,
    "stale": 412,
    "too_large": 413,
    "unsupported": 415,
    "invalid": 422,
    "precondition_required": 428,
    "too_many": 429,
    "internal": 500,
    "unavailable": 503,
}


def problem(refusal: Refusal, *, language: str, request_id: str, instance: str = "") -> dict[str, Any]:
    """The fields of RFC 9457 and ours; the title in the caller's language, `titles` in both."""
    means = explained(refusal.code)
    body: dict[str, Any] = {
        "type": f"/problems/{refusal.code}",
        "title": means.title[language],
        "titles": dict(means.title),
        "status": STATUS[means.kind],
        "detail": means.cause[language],
        "code": refusal.code,
        "request_id": request_id,
    }
    if instance:
        body["instance"] = instance
    if refusal.details:
        body["details"] = refusal.details
    if refusal.faults:
        body["errors"] = [shown_fault(fault, language) for fault in refusal.faults]
    return body


def row_errors(refusal: Refusal, language: str) -> list[dict[str, Any]]:
    """What is to be mended in one of many things that were asked for together; the pointer is null where it is no
    matter of what was sent."""
    if refusal.faults:
        return [shown_fault(fault, language) for fault in refusal.faults]
    told = {"pointer": None, "code": refusal.code, "message": explained(refusal.code).cause[language]}
    return [told | ({"details": refusal.details} if refusal.details else {})]


def shown_fault(fault: Fault, language: str) -> dict[str, Any]:
    """One thing to mend: where, the code, and the sentence."""
    shown = {"pointer": fault.pointer, "code": fault.code, "message": explained(fault.code).title[language]}
    return shown | ({"details": dict(fault.details)} if fault.details else {})
