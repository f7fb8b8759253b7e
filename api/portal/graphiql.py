"""GraphiQL at GET /graphql, with the story as its first query."""

import secrets
from functools import cache
from pathlib import Path

from flask import Response

from api.portal.frame import page as framed


@cache
def story() -> str:
    """The query that it opens with."""
    return (Path(__file__).parent / "story.graphql").read_text(encoding="utf-8")


def page() -> Response:
    """Its dialogs lock the scrolling of the page by a style of their own, which a nonce lets through."""
    nonce = secrets.token_urlsafe(16)
    allows = f"img-src 'self' data:; style-src 'self' 'nonce-{nonce}'"
    return framed("graphiql", allows=allows, keep="no-store", story=story(), nonce=nonce)
