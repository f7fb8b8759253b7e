"""How far a round is: what managers see of it while judges are at work. No score, no comment, nothing that ranks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.ids import OrganizationId, RoundId
from domain.model.rounds import RoundState

OPEN_STATES = ("assigned", "drafts")
COUNTED = (*OPEN_STATES, "submitted", "abstained", "recused", "barred")
"""`barred` are sent in, and count no more: a conflict came up."""


@dataclass(frozen=True, kw_only=True)
class RoundProgress:
    """As it stands in the data; `judges` and `entries` are rows by name."""

    round_id: RoundId
    organization_id: OrganizationId
    state: RoundState
    quorum: int
    reviews_per_entry: int
    due_at: datetime | None
    judges: Sequence[Mapping[str, Any]]
    entries: Sequence[Mapping[str, Any]]

    def shown(self, now: datetime) -> dict[str, Any]:
        is_late = self.state is RoundState.OPEN and self.due_at is not None and now >= self.due_at
        judges = [self._of_judge(row, is_late) for row in self.judges]
        entries = [self._of_entry(row) for row in self.entries]
        return {
            "round_id": self.round_id,
            "state": str(self.state),
            "due_at": self.due_at and self.due_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "is_overdue": is_late and any(judge["overdue"] for judge in judges),
            "totals": {
                "entries": len(entries),
                "entries_with_quorum": sum(entry["quorum_met"] for entry in entries),
                "judges": len(judges),
                "judges_done": sum(not _open(judge) for judge in judges),
                **{name: sum(row[name] for row in self.judges) for name in COUNTED},
            },
            "judges": judges,
            "entries": entries,
        }

    def _of_judge(self, row: Mapping[str, Any], is_late: bool) -> dict[str, Any]:
        return {**row, "overdue": _open(row) if is_late else 0}

    def _of_entry(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **row,
            "need": self.quorum,
            "wanted": self.reviews_per_entry,
            "quorum_met": row["have"] >= self.quorum,
        }


def _open(row: Mapping[str, Any]) -> int:
    """How many reviews somebody still has before them."""
    return sum(row[name] for name in OPEN_STATES)
