"""GraphiQL at GET /graphql."""

from flask import Response


def page() -> Response:
    return Response("GraphiQL", content_type="text/html; charset=utf-8")
