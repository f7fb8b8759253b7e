"""Bodies of requests as servers hand them over: what a server cannot read of one is its sender's mistake, not ours."""

from collections.abc import Iterable
from typing import Any

from flask import Flask


class Body:
    """Fails in one way, whatever its server raises: gunicorn has errors of its own for chunks that are none."""

    def __init__(self, sent: Any) -> None:
        self._sent = sent

    def read(self, size: int = -1) -> bytes:
        """Raises OSError, which is answered as a request that is malformed."""
        try:
            piece: bytes = self._sent.read(size)
        except Exception as error:
            raise OSError("the body cannot be read") from error
        return piece


def install(app: Flask) -> None:
    serve = app.wsgi_app

    def served(asked: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return serve(asked | {"wsgi.input": Body(asked["wsgi.input"])}, start_response)

    app.wsgi_app = served  # type: ignore[method-assign, assignment]  # as Flask's documentation says
