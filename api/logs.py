"""What is logged, and how: a line for each request, and what went wrong. JSON in production, else short
lines.

All code logs through Python's own `logging`; only this file knows how a line looks. No line holds a body, a
query string, a header, or (in production) the words of an exception: they may be somebody's secret. A control
character cannot forge a line.
"""

import logging
import re
import sys
import time
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import orjson
from flask import Flask, Response, g, request
from structlog.processors import TimeStamper
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, WrappedLogger

QUIET = {"/healthz", "/readyz"}  # asked every second by whoever watches; told when they fail
log = logging.getLogger("plik.request")
_LEAKS = re.compile(r"(Invalid request)\b.*|(\?)\S*", re.DOTALL)  # gunicorn quotes headers and query strings
_UNPRINTABLE = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def configure(*, production: bool) -> None:
    """For this process: our lines from INFO on, those of libraries from WARNING on, to the standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(production))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("plik").setLevel(logging.INFO)
    server = logging.getLogger("gunicorn.error")
    if server.handlers:  # we are in one of its processes
        server.handlers = [handler]


def install(app: Flask) -> None:
    """Before all others, so that its line comes after all others."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def tell(response: Response) -> Response:
        if log.isEnabledFor(logging.INFO) and not (request.path in QUIET and response.status_code < 400):
            log.info("request", extra={"request": _facts(response)})
        return response


def _facts(response: Response) -> dict[str, Any]:
    actor = g.get("actor")
    return {
        "request_id": g.get("request_id"),
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "duration_ms": round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None,
        "actor": actor.principal if actor else "nobody",
    }


def _formatter(production: bool) -> ProcessorFormatter:
    stamp = TimeStamper(fmt="iso", utc=True) if production else TimeStamper(fmt="%H:%M:%S", utc=False)
    return ProcessorFormatter(
        foreign_pre_chain=[add_log_level, add_logger_name, stamp],
        processors=[
            _with_facts,
            ProcessorFormatter.remove_processors_meta,
            _as_json if production else _short,
        ],
    )


def _with_facts(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Takes from the record what `install` put there, and from a library's words what they should not say."""
    record = event["_record"]
    if record.name.startswith("gunicorn"):
        event["event"] = _LEAKS.sub(lambda found: found[1] or found[2], str(event["event"]))
    return {**event, **getattr(record, "request", {})}


def _as_json(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    if (error := _error(event)) is not None:
        event["exception"] = list(_told(error))
    return _UNPRINTABLE.sub(
        lambda found: f"\\u{ord(found[0]):04x}", orjson.dumps(event, default=str).decode()
    )


def _short(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    """`08:30:00 GET /v1/calls 200 3.1 ms nobody 3f0c9a52-...`; of others the level, where it matters, and
    words.
    """
    if "duration_ms" in event:
        facts = ("method", "path", "status", "duration_ms", "actor", "request_id")
        line = "{} {} {} {} ms {} {}".format(*(event[name] for name in facts))
    else:
        level = "" if event["level"] == "info" else f"{event['level'].upper()} "
        line = f"{level}{event['logger']}: {event['event']}"
    line = f"{event['timestamp']} {_UNPRINTABLE.sub(_escaped, line)}"
    error = _error(event)
    return line if error is None else f"{line}\n{''.join(traceback.format_exception(error)).rstrip()}"


def _error(event: EventDict) -> BaseException | None:
    found: tuple[type[BaseException], BaseException, TracebackType] | Any = event.pop("exc_info", None)
    return found[1] if isinstance(found, tuple) else found or None


def _told(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """The error and what it came from: kinds and places, no words. Of the database's, its code and
    constraint.
    """
    while error is not None:
        diagnosis = getattr(error, "diag", None)
        yield {
            "type": f"{type(error).__module__}.{type(error).__qualname__}",
            "at": [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)],
            "sqlstate": getattr(error, "sqlstate", None),
            "constraint": diagnosis and diagnosis.constraint_name,
        }
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
