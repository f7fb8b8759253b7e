"""Conflicts of interest: their table, their mapping, their collection, and the facts that they are found in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.memberships import SqlMemberships
from adapters.database.schema import Word, id_type, key, known, metadata, moment, to, view, words
from domain.ids import EntryId, RoundId
from domain.model.conflicts import ConflictKind, ConflictOfInterest, ConflictState, Facts, Pair
from domain.model.entries import Entry
from domain.model.memberships import Membership
from domain.model.rounds import RoundState

conflicts = Table(
    "conflicts",
    metadata,
    key(),
    to("rounds", "round_id", index=False),
    to("accounts", "judge_id", index=False),
    to("entries", "entry_id", index=False),
    words("kind", ConflictKind),
    Column("reason", Text, nullable=False),
    moment("created_at"),
    Column("state", Word(ConflictState), nullable=False, info={"at_first": "'stands'"}),
    moment("lifted_at", nullable=True),
    Column("lifted_reason", Text),
    Column("updated_at", moment("updated_at").type, nullable=False, info={"at_first": "now()"}),
    Column("version", Integer, nullable=False, info={"at_first": "1"}),
    known("kind", ConflictKind),
    known("state", ConflictState),
    CheckConstraint("(state = 'lifted') = (lifted_at IS NOT NULL)", name="is_lifted_at_a_time"),
    CheckConstraint("kind = 'pinned' OR state = 'stands'", name="only_pins_are_lifted"),
)
Index(
    "conflict_stands_once",
    conflicts.c.round_id,
    conflicts.c.judge_id,
    conflicts.c.entry_id,
    conflicts.c.kind,
    unique=True,
    postgresql_where=conflicts.c.state == "stands",
)
Index("ix_conflicts_round_id_created_at_id", conflicts.c.round_id, conflicts.c.created_at, conflicts.c.id)
conflicts_shown = view(
    "conflicts_shown",
    conflicts,
    organization_id=lambda name: Column(name, id_type()),
    round_state=lambda name: words(name, RoundState),
)

AROUND = text(
    """
    SELECT 'pledges' AS what, account_id AS who, project_id AS whom FROM pledges
     WHERE account_id = ANY(:judges) AND project_id = ANY(:projects)
     UNION
    SELECT 'placements', account_id, project_id FROM placements
     WHERE account_id = ANY(:judges) AND project_id = ANY(:projects)
       AND (accepted_at IS NOT NULL OR state IN ('applied', 'offered'))
     UNION
    SELECT 'received', account_id, project_id FROM grants
     WHERE account_id = ANY(:judges) AND project_id = ANY(:projects) AND state <> 'declined'
     UNION
    SELECT 'given', organization_id, project_id FROM grants
     WHERE project_id = ANY(:projects) AND state <> 'declined'
     UNION
    SELECT 'given', organization_id, account_id FROM grants
     WHERE account_id = ANY(:applicants) AND state <> 'declined'
     UNION
    SELECT 'teams', project_id, account_id FROM teammates
     WHERE project_id = ANY(:projects) AND state IN ('confirmed', 'left')
     UNION
    SELECT 'teams', id, account_id FROM projects WHERE id = ANY(:projects) AND account_id IS NOT NULL
     UNION
    SELECT CASE state WHEN 'confirmed' THEN 'supporters' ELSE 'refused' END, project_id, organization_id
      FROM supporters WHERE project_id = ANY(:projects) AND state IN ('confirmed', 'declined')
    """
).bindparams(*(bindparam(name, type_=ARRAY(id_type())) for name in ("judges", "projects", "applicants")))


def map_conflicts(mapper: registry) -> None:
    mapper.map_imperatively(ConflictOfInterest, conflicts, version_id_col=conflicts.c.version)


class SqlConflicts(SqlCollection[ConflictOfInterest]):
    def of_round(self, round_id: RoundId) -> frozenset[Pair]:
        return frozenset((judge, entry) for judge, entry, _ in self._standing(round_id))

    def kinds_of_round(self, round_id: RoundId) -> frozenset[tuple[str, str, ConflictKind]]:
        return frozenset((judge, entry, kind) for judge, entry, kind in self._standing(round_id))

    def barred_from(self, entry_id: EntryId) -> frozenset[str]:
        own = (conflicts.c.entry_id == entry_id) & (conflicts.c.state == ConflictState.STANDS)
        return frozenset(self._session.scalars(select(conflicts.c.judge_id).where(own)))

    def lock_pinned(self, round_id: RoundId) -> Sequence[ConflictOfInterest]:
        pinned = (conflicts.c.kind == ConflictKind.PINNED) & (conflicts.c.state == ConflictState.STANDS)
        own = select(ConflictOfInterest).where(conflicts.c.round_id == round_id, pinned)
        return self._session.scalars(own.order_by(conflicts.c.id).with_for_update()).all()

    def facts(self, judge_ids: Collection[str], entries: Collection[Entry]) -> Facts:
        around: dict[str, list[str]] = {
            "judges": list(judge_ids),
            "projects": sorted({entry.project_id for entry in entries}),
            "applicants": sorted({entry.account_id for entry in entries}),
        }
        pairs: defaultdict[str, set[Pair]] = defaultdict(set)
        for what, who, whom in self._session.execute(AROUND, around):
            pairs[what].add((who, whom))
        teams = _by_first(pairs["teams"])
        people = {*around["judges"], *around["applicants"], *chain.from_iterable(teams.values())}
        return Facts(
            organizations=SqlMemberships(self._session, Membership, "membership").organizations_ever(people),
            teams=teams,
            supporters=_by_first(pairs["supporters"]),
            refused=_by_first(pairs["refused"]),
            pledges=pairs["pledges"],
            placements=pairs["placements"],
            received=pairs["received"],
            given=pairs["given"],
        )

    def _standing(self, round_id: RoundId) -> Iterable[tuple[str, str, ConflictKind]]:
        columns = conflicts.c.judge_id, conflicts.c.entry_id, conflicts.c.kind
        own = (conflicts.c.round_id == round_id) & (conflicts.c.state == ConflictState.STANDS)
        return [
            (judge, entry, kind) for judge, entry, kind in self._session.execute(select(*columns).where(own))
        ]


def _by_first(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        found[first].add(second)
    return dict(found)
