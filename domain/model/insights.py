"""Insights are the public counters in a shape to read: totals, by province, by Development Goal."""

from collections.abc import Iterable, Mapping
from typing import Any

PROVINCE = ".province."
GOAL = ".goal."


def insights(sequence: int, counts: Mapping[str, int]) -> dict[str, Any]:
    """From counters by name, like `projects.published.province.TH-50`."""
    return {
        "as_of_sequence": sequence,
        "counts": {
            name: number
            for name, number in sorted(counts.items())
            if PROVINCE not in name and GOAL not in name
        },
        "by_province": [
            {
                "province": code,
                "projects_published": counts.get(f"projects.published{PROVINCE}{code}", 0),
                "entries_selected": counts.get(f"entries.selected{PROVINCE}{code}", 0),
            }
            for code in sorted(_ends(counts, PROVINCE))
        ],
        "by_goal": [
            {"goal": number, "projects_published": counts.get(f"projects.published{GOAL}{number}", 0)}
            for number in sorted(map(int, _ends(counts, GOAL)))
        ],
    }


def _ends(names: Iterable[str], within: str) -> set[str]:
    return {name.partition(within)[2] for name in names if within in name}
