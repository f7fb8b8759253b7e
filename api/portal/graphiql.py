"""GraphiQL at GET /graphql, with the story as its first query."""

from functools import cache
from pathlib import Path

from flask import Response

from api.portal.frame import TOOL
from api.portal.frame import page as framed


@cache
def story() -> str:
    """The query that it opens with."""
    return (Path(__file__).parent / "story.graphql").read_text(encoding="utf-8")


def page() -> Response:
    return framed("graphiql", policy=TOOL, story=story())
