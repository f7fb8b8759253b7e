"""What waits for an account, in the graph."""

import strawberry

from api.caller import actor
from api.graphql.asking import Asking, page_of, read_part
from api.graphql.shapes import Connection, LocalizedText, Moment, Node
from domain.model import todo as domain


@strawberry.type
class Todo(Node):
    id: strawberry.ID
    kind: domain.TodoKind
    about: strawberry.ID
    call_id: strawberry.ID | None
    project_id: strawberry.ID | None
    title: LocalizedText
    due_at: Moment | None
    count: int
    created_at: Moment


@strawberry.type
class TodoQueries:
    @strawberry.field(description="What waits for oneself, the soonest first.")
    def todo(
        self,
        info: Asking,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
        kind: list[domain.TodoKind] | None = None,
    ) -> Connection[Todo] | None:
        account_id = actor().account_id
        page = page_of(first, after, sort, kind=kind)
        return read_part(info, "account", account_id, "todo", page) if account_id else None
