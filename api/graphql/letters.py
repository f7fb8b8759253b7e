"""Decision letters in the graph."""

import strawberry

from api.graphql.asking import Asking, page_of, read_one, read_part
from api.graphql.calls import Call
from api.graphql.doing import carry_out
from api.graphql.entries import Entry
from api.graphql.judging import RoundPayload
from api.graphql.rounds import Round
from api.graphql.shapes import Connection, LocalizedText, Moment, Node
from domain.ids import ReviewId, RoundId
from domain.model import letters as domain
from domain.usecases.letters import ReleaseComments


@strawberry.type
class LetterCriterion:
    key: str
    title: LocalizedText
    band: domain.Band
    mean: str
    line: str | None
    distance: str | None
    reason: LocalizedText


@strawberry.type
class NextStep:
    kind: str
    id: strawberry.ID | None
    text: LocalizedText


@strawberry.type
class Letter(Node):
    id: strawberry.ID
    round_id: strawberry.ID
    round: Round | None
    call_id: strawberry.ID
    call: Call | None
    entry_id: strawberry.ID
    entry: Entry | None
    account_id: strawberry.ID
    outcome: domain.Outcome
    place: int | None
    waiting_place: int | None
    score: str | None
    line: str | None
    criteria: list[LetterCriterion]
    comments: list[LocalizedText]
    next_steps: list[NextStep]
    title: LocalizedText
    body: LocalizedText
    appeals_until: Moment | None
    created_at: Moment
    updated_at: Moment
    version: int


@strawberry.input
class ReleaseCommentsInput:
    id: strawberry.ID
    review_ids: list[strawberry.ID]
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> ReleaseComments:
        return ReleaseComments(
            round_id=RoundId(self.id),
            review_ids=tuple(ReviewId(id) for id in self.review_ids),
            expected_version=self.expected_version,
        )


@strawberry.type
class LetterQueries:
    @strawberry.field(
        description="The decision letters of a round that the caller may read; null where the round may not be seen."
    )
    def letters(
        self,
        info: Asking,
        round_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        outcome: list[domain.Outcome] | None = None,
    ) -> Connection[Letter] | None:
        return read_part(info, "round", round_id, "letters", page_of(first, after, sort, outcome=outcome))

    @strawberry.field(
        description="The decision letters about an entry, one a round; null where it may not be seen."
    )
    def entry_letters(
        self,
        info: Asking,
        entry_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
    ) -> Connection[Letter] | None:
        return read_part(info, "entry", entry_id, "letters", page_of(first, after, sort))

    @strawberry.field(description="A decision letter.")
    def letter(self, info: Asking, id: strawberry.ID) -> Letter | None:
        return read_one(info, "letter", id)


@strawberry.type
class LetterMutations:
    @strawberry.mutation(
        description="Let the comments of these reviews, and of no others, stand in the decision letters."
    )
    def release_comments(self, info: Asking, input: ReleaseCommentsInput) -> RoundPayload:
        return carry_out(info, "round", input.command, RoundPayload)
