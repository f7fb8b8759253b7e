"""The floor: the least that an answer costs under our gunicorn, with nothing of ours. `GET /25000`: so many bytes."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application."""
    body = _body(int(environ["PATH_INFO"].lstrip("/")))
    start_response(
        "200 OK", [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(body)))]
    )
    return [body]


@cache
def _body(size: int) -> bytes:
    return b"." * size
