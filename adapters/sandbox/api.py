"""The part that speaks as Stripe does: keys, parameters, idempotency, answers."""

import hmac
from collections.abc import Callable
from functools import partial

import orjson
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, NotFound

from adapters.sandbox import answers
from adapters.sandbox.book import Book, fresh
from adapters.sandbox.desk import Desk
from adapters.sandbox.events import API_VERSION
from adapters.sandbox.forms import Params, parsed
from adapters.sandbox.refusals import Declined, Error, Refused
from adapters.sandbox.routes import Route, routes
from adapters.sandbox.settings import SandboxSettings
from adapters.sandbox.shown import expanded, shown

WAIT = "Sandbox-Wait"  # seconds to wait before anything is done, while the key is in use


class Api:
    """`wait` is how it hangs, so many seconds, where a fault wants it."""

    def __init__(self, settings: SandboxSettings, desk: Desk, wait: Callable[[float], None]) -> None:
        self._settings, self._desk, self._wait = settings, desk, wait
        self._under_way = answers.UnderWay()

    def serve(self, app: Flask) -> None:
        for route in routes():
            app.add_url_rule(
                route.path,
                endpoint=f"{route.method} {route.path}",
                view_func=partial(self._answer, route),
                methods=[route.method],
            )
        app.register_error_handler(Refused, _refused)
        app.register_error_handler(HTTPException, _strange)

    def _answer(self, route: Route, id: str = "") -> Response:
        self._refuse_strangers()
        writes = route.method == "POST"
        sent = parsed((request.form if writes else request.args).items(multi=True))
        params = Params(sent)
        params.only({*route.takes, "expand"})
        key = request.headers.get("Idempotency-Key") if writes else None
        with self._under_way.hold(key):
            if seconds := request.headers.get(WAIT):
                self._wait(float(seconds))
            with self._desk.book(request=fresh("req"), key=key, url=request.host_url.rstrip("/")) as book:
                return _once(book, route, params, id)

    def _refuse_strangers(self) -> None:
        given = request.authorization
        key = (given.token or given.username or "") if given else ""
        if not key:
            raise Refused(
                "You did not provide an API key. You need to provide it in the Authorization header, as Bearer.",
                status=401,
            )
        if not hmac.compare_digest(key.encode(), self._settings.api_key.encode()):
            raise Refused(f"Invalid API Key provided: {key[:8]}****", status=401)


def _once(book: Book, route: Route, params: Params, id: str) -> Response:
    mark = answers.fingerprint(request.path, params.sent())
    if book.key and (kept := answers.kept(book, mark)):
        replay = _said(kept.status, kept.body, book)
        replay.headers["Idempotent-Replayed"] = "true"
        replay.headers["Original-Request"] = kept.request
        return replay
    try:
        seen = shown(book, route.handle(book, params, id))
        status, body = 200, orjson.dumps(expanded(book, seen, params.many("expand")))
    except Declined as verdict:
        status, body = verdict.status, orjson.dumps({"error": verdict.error})
    answers.keep(book, mark, status, body)
    return _said(status, body, book)


def _said(status: int, body: bytes, book: Book) -> Response:
    answer = Response(body, status, content_type="application/json")
    answer.headers["Request-Id"] = book.request or ""
    answer.headers["Stripe-Version"] = request.headers.get("Stripe-Version", API_VERSION)
    if book.key:
        answer.headers["Idempotency-Key"] = book.key
    return answer


def _refused(refusal: Refused) -> Response:
    return _error(refusal.status, refusal.error)


def _strange(error: HTTPException) -> Response:
    """What Flask refuses, or what went wrong here."""
    if isinstance(error, NotFound):
        message = f"Unrecognized request URL ({request.method}: {request.path})."
        return _error(404, {"type": "invalid_request_error", "message": message})
    status = error.code or 500
    kind = "api_error" if status >= 500 else "invalid_request_error"
    return _error(status, {"type": kind, "message": error.description or error.name})


def _error(status: int, error: Error) -> Response:
    answer = Response(orjson.dumps({"error": error}), status, content_type="application/json")
    answer.headers["Request-Id"] = fresh("req")
    return answer
