"""Who has what to read after an assignment, compared with before: what managers are shown before they say go."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from domain.errors import Conflict
from domain.model.assignment import Assignment, assign
from domain.model.assignment_panel import Pair
from domain.model.conflicts import ConflictKind
from domain.model.ranking import is_connected
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import Round
from domain.plans import Plan

BEGUN = frozenset({ReviewState.DRAFT, ReviewState.SUBMITTED})
OVER = frozenset({ReviewState.RECUSED, ReviewState.ABSTAINED})
"""Whoever stepped back from an entry, or has no opinion of it, does not get it again."""

Found = tuple[str, str, ConflictKind]


@dataclass(frozen=True, kw_only=True)
class Deal:
    judge_ids: Sequence[str]
    before: frozenset[Pair]  # what was assigned and not begun
    assignment: Assignment
    kept: frozenset[Pair]  # what was begun
    conflicts: Sequence[Found]  # found just now

    @property
    def coming(self) -> list[Pair]:
        """What judges get on top of what they have."""
        return sorted(set(self.assignment.pairs) - self.before - self.kept)

    @property
    def going(self) -> list[Pair]:
        """What is taken from those who have not begun it."""
        return sorted(self.before - set(self.assignment.pairs))

    @property
    def is_connected(self) -> bool:
        """Whether all judges can be compared after it."""
        return is_connected(self.assignment.pairs)

    @cached_property
    def lacking(self) -> list[dict[str, Any]]:
        return [
            {
                "entry_id": lack.entry,
                "have": lack.have,
                "need": lack.need,
                "candidates": list(lack.candidates),
            }
            for lack in self.assignment.lacking
        ]

    def check(self) -> None:
        """Refuses what gives an entry fewer judges than are wanted, and what could not be ranked in the end."""
        if self.lacking:
            raise Conflict("judges_lacking", entries=self.lacking)
        if not self.is_connected:
            raise Conflict("assignment_disconnected")

    @property
    def plan(self) -> Plan:
        loads = Counter(judge for judge, _ in self.assignment.pairs)
        return {
            "pairs": _shown(self.assignment.pairs),
            "assigned": _shown(self.coming),
            "unassigned": _shown(self.going),
            "loads": [{"judge_id": judge, "entries": loads[judge]} for judge in sorted(self.judge_ids)],
            "lacking": self.lacking,
            "connected": self.is_connected,
            "conflicts": [
                {"judge_id": judge, "entry_id": entry, "kind": str(kind)}
                for judge, entry, kind in self.conflicts
            ],
        }


def deal(
    round: Round,
    entry_ids: Sequence[str],
    reviews: Sequence[Review],
    barred: frozenset[Pair],
    conflicts: Sequence[Found],
) -> Deal:
    """Reviews begun stay, those not begun move where they must, and what a conflict speaks against counts no more.

    Entries of the calibration go to everybody without a conflict; the others evenly.
    """
    judged = set(entry_ids)
    having: Mapping[Pair, Review] = {review.pair: review for review in reviews if review.entry_id in judged}
    out = barred | {pair for pair, review in having.items() if review.state in OVER}
    kept = {pair for pair, review in having.items() if review.state in BEGUN} - out
    before = frozenset(pair for pair, review in having.items() if review.state is ReviewState.ASSIGNED)
    common = {(judge, entry) for entry in round.calibration_entry_ids for judge in round.judge_ids} - out
    assignment = assign(
        list(entry_ids),
        round.judge_ids,
        wanted=round.reviews_per_entry,
        conflicts=out,
        kept=sorted(kept | {pair for pair in common if pair[1] in judged}),
        current=sorted(before - out),
        seed=round.seed_hash,
    )
    return Deal(
        judge_ids=round.judge_ids,
        before=before,
        assignment=assignment,
        kept=frozenset(kept),
        conflicts=conflicts,
    )


def _shown(pairs: Sequence[Pair]) -> list[dict[str, str]]:
    return [{"judge_id": judge, "entry_id": entry} for judge, entry in pairs]
