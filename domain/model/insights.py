"""Insights are the public counters in a shape to read: totals, money, how campaigns ended; by province, Development
Goal, model and month."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.money import Currency

PROVINCE, GOAL, MODEL, MONTH = ".province.", ".goal.", ".model.", ".month."
KINDS = (PROVINCE, GOAL, MODEL, MONTH)
MONEY = {
    "raised": "campaigns.raised.satang",
    "collected": "pledges.collected.satang",
    "refunded": "pledges.refunded.satang",
    "granted": "grants.offered.satang",
    "accepted": "grants.accepted.satang",
}
Counts = Mapping[str, int]


def insights(sequence: int, counts: Counts) -> dict[str, Any]:
    """From counters by name, like `projects.published.province.TH-50`."""
    totals = {name: number for name, number in counts.items() if not any(kind in name for kind in KINDS)}
    return {
        "as_of_sequence": sequence,
        "counts": dict(sorted(totals.items())),
        "money": {
            what: {"amount": counts.get(name, 0), "currency": Currency.THB} for what, name in MONEY.items()
        },
        "campaigns": _outcomes(counts, ""),
        "by_province": [_of_province(counts, code) for code in sorted(_ends(counts, PROVINCE))],
        "by_goal": [_of_goal(counts, number) for number in sorted(map(int, _ends(counts, GOAL)))],
        "by_model": [
            {"model": word, "campaigns": _outcomes(counts, f"{MODEL}{word}")}
            for word in sorted(_ends(counts, MODEL))
        ],
        "by_month": [
            {"month": word, "campaigns": _outcomes(counts, f"{MONTH}{word}")}
            for word in sorted(_ends(counts, MONTH))
        ],
    }


def _of_province(counts: Counts, code: str) -> dict[str, Any]:
    return {
        "province": code,
        "projects_published": counts.get(f"projects.published{PROVINCE}{code}", 0),
        "entries_selected": counts.get(f"entries.selected{PROVINCE}{code}", 0),
        "campaigns": _outcomes(counts, f"{PROVINCE}{code}"),
    }


def _of_goal(counts: Counts, number: int) -> dict[str, Any]:
    return {
        "goal": number,
        "projects_published": counts.get(f"projects.published{GOAL}{number}", 0),
        "campaigns": _outcomes(counts, f"{GOAL}{number}"),
    }


def _outcomes(counts: Counts, kind: str) -> dict[str, int | None]:
    """How many came to which end, and the share of successes, rounded to whole percent; null before there is any."""
    succeeded = counts.get(f"campaigns.succeeded{kind}", 0)
    failed = counts.get(f"campaigns.failed{kind}", 0)
    ended = succeeded + failed
    percent = (200 * succeeded + ended) // (2 * ended) if ended else None
    return {"succeeded": succeeded, "failed": failed, "success_percent": percent}


def _ends(names: Iterable[str], within: str) -> set[str]:
    return {name.partition(within)[2] for name in names if within in name}
