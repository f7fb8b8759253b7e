"""Screening in the graph: entries one by one and many at once, and what puts them out."""

from typing import Any

import strawberry

from api.caller import run
from api.graphql.asking import Asking
from api.graphql.doing import MENDABLE, carry_out, payload_of, user_errors
from api.graphql.entries import EntryPayload
from api.graphql.shapes import LocalizedTextInput, UserError
from domain.ids import CallId, EntryId
from domain.model import entries as domain
from domain.usecases import entries_screening as usecases
from domain.usecases.entries_screening import DisqualifyEntry, ScreenEntries, ScreenEntry


@strawberry.input
class ReasonInput:
    code: str
    note: LocalizedTextInput | None = None

    def reason(self) -> usecases.Reason:
        return usecases.Reason(code=self.code, note=self.note.text().as_dict() if self.note else {})


@strawberry.input
class ScreenEntryInput:
    id: strawberry.ID
    verdict: domain.Verdict
    reasons: list[ReasonInput] | None = None
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.input
class ScreeningRowInput:
    entry_id: strawberry.ID
    verdict: domain.Verdict
    reasons: list[ReasonInput] | None = None
    expected_version: int | None = None

    def row(self) -> usecases.ScreeningRow:
        return usecases.ScreeningRow(
            entry_id=EntryId(self.entry_id),
            verdict=self.verdict,
            reasons=tuple(reason.reason() for reason in self.reasons or ()),
            expected_version=self.expected_version,
        )


@strawberry.input
class ScreenEntriesInput:
    call_id: strawberry.ID
    rows: list[ScreeningRowInput]

    def command(self) -> ScreenEntries:
        return ScreenEntries(call_id=CallId(self.call_id), rows=tuple(row.row() for row in self.rows))


@strawberry.type
class Screened:
    entry_id: strawberry.ID
    state: domain.EntryState | None
    version: int | None
    errors: list[UserError]


@strawberry.type(description="What became of each row, in the order of the rows.")
class ScreenEntriesPayload:
    results: list[Screened] | None
    user_errors: list[UserError]


@strawberry.input
class DisqualifyEntryInput:
    id: strawberry.ID
    reasons: list[ReasonInput]
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> DisqualifyEntry:
        return DisqualifyEntry(
            entry_id=EntryId(self.id),
            reasons=tuple(reason.reason() for reason in self.reasons),
            expected_version=self.expected_version,
        )


@strawberry.type
class ScreeningMutations:
    @strawberry.mutation(description="Say whether an entry is eligible; a no needs a reason.")
    def screen_entry(self, info: Asking, input: ScreenEntryInput) -> EntryPayload:
        wish = ScreenEntry(
            entry_id=EntryId(input.id),
            verdict=input.verdict,
            reasons=tuple(reason.reason() for reason in input.reasons or ()),
            expected_version=input.expected_version,
        )
        return carry_out(info, "entry", lambda: wish, EntryPayload)

    @strawberry.mutation(
        description="Screen many entries of a call at once; each row is done, or refused, by itself."
    )
    def screen_entries(self, info: Asking, input: ScreenEntriesInput) -> ScreenEntriesPayload:
        try:
            done = run(input.command())
        except MENDABLE as refusal:
            return payload_of({"results": None, "user_errors": user_errors(info, refusal)})
        return payload_of({"results": [_shown(info, row) for row in done], "user_errors": []})

    @strawberry.mutation(
        description="Put an entry out for good, for a reason; a place that it had won goes to the first who waits."
    )
    def disqualify_entry(self, info: Asking, input: DisqualifyEntryInput) -> EntryPayload:
        return carry_out(info, "entry", input.command, EntryPayload)


def _shown(info: Asking, row: usecases.RowScreened) -> dict[str, Any]:
    errors = user_errors(info, row.refusal) if row.refusal else []
    return {"entry_id": row.entry_id, "state": row.state, "version": row.version, "errors": errors}
