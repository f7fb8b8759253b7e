"""A conflict of interest bars a judge from an entry: declared, pinned by the chair, or found in the data.

Conflicts found are kept: deleting their cause does not undo them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.model.entries import Entry


class ConflictKind(StrEnum):
    DECLARED = "declared"  # by the judge
    PINNED = "pinned"  # by the chair
    SAME_ACCOUNT = "same_account"
    SAME_ORGANIZATION = "same_organization"  # now or before
    SUPPORTER = "supporter"  # the judge belongs, or belonged, to an organization that supports the project


@dataclass(eq=False, kw_only=True)
class ConflictOfInterest:
    id: str
    round_id: str
    judge_id: str
    entry_id: str
    kind: ConflictKind
    reason: str
    created_at: datetime


def found(
    judge_ids: Iterable[str], entries: Collection[Entry], organizations: Mapping[str, frozenset[str]]
) -> list[tuple[str, str, ConflictKind]]:
    """(judge, entry, why) for every pair that the data speaks against.

    `organizations` has for each account those it belongs or ever belonged to.
    """
    nowhere: frozenset[str] = frozenset()
    pairs = []
    for judge in judge_ids:
        own = organizations.get(judge, nowhere)
        for entry in entries:
            if kind := _kind(judge, own, entry, organizations.get(entry.account_id, nowhere)):
                pairs.append((judge, str(entry.id), kind))
    return pairs


def _kind(judge: str, own: frozenset[str], entry: Entry, applicants: frozenset[str]) -> ConflictKind | None:
    if judge == entry.account_id:
        return ConflictKind.SAME_ACCOUNT
    if own & applicants:
        return ConflictKind.SAME_ORGANIZATION
    supporters = {supporter.get("organization_id") for supporter in entry.people.get("supporters", [])}
    return ConflictKind.SUPPORTER if own & supporters else None
