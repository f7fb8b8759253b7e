"""Lets the scripts of partners' sites use the API from any origin.

That is safe because nothing is known of a caller but the bearer token that it sends itself: there are no
cookies, so another site's script cannot act for a person who happens to be logged in.
"""

from flask import Flask, Response, request

SHARED = ("/v1/", "/graphql", "/openapi.yaml", "/schema.graphql", "/.well-known/")
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
SENT = (
    "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
    "Last-Event-ID, Plik-Position, X-Request-Id"
)
SEEN = (
    "Allow, Content-Language, Deprecation, ETag, Idempotent-Replayed, Link, Location, Plik-Position, "
    "RateLimit, RateLimit-Policy, Retry-After, Sunset, WWW-Authenticate, X-Request-Id"
)
KEEP = "7200"  # seconds; browsers keep a preflight no longer


def install(app: Flask) -> None:
    """After whatever names the request, before whatever asks for credentials: preflights have none."""

    @app.before_request
    def preflight() -> Response | None:
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if not asks or not _is_shared():
            return None
        response = Response(status=204)
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = SENT
        response.headers["Access-Control-Max-Age"] = KEEP
        return response

    @app.after_request
    def share(response: Response) -> Response:
        if _is_shared():
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = SEEN
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def _is_shared() -> bool:
    return request.path.startswith(SHARED)
