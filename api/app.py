"""Puts both faces on a platform. Knows HTTP; knows no adapter."""

import gzip
import logging
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from api import auth, bodies, caller, cors, logs, security
from api.auth import Keyring
from api.caller import Platform, platform, request_id
from api.conditions import known_already
from api.graphql.view import install as install_graphql
from api.portal.pages import install as install_portal
from api.portal.pages import is_for_people, missing
from api.reading_json import MOST_BYTES
from api.rest.answering import json_response, refused
from api.rest.api import PlikApi, http_refusal
from api.rest.openapi import CONFIG, finished
from api.rest.v1 import (
    accounts,
    appeals,
    assignments,
    attachments,
    calibration,
    calls,
    campaigns,
    conflicts,
    entries,
    events,
    external_campaigns,
    grants,
    guests,
    letters,
    looks,
    meetings,
    memberships,
    mentorships,
    needs,
    notices,
    opportunities,
    organizations,
    payments,
    placements,
    pledges,
    progress,
    projects,
    results,
    reviews,
    rounds,
    similar,
    supporters,
    teammates,
    todo,
    updates,
    versions,
    volunteers,
)
from domain.errors import Refusal

NOUNS = (
    accounts,
    guests,
    organizations,
    memberships,
    notices,
    todo,
    calls,
    projects,
    similar,
    teammates,
    supporters,
    attachments,
    needs,
    versions,
    entries,
    results,
    rounds,
    reviews,
    looks,
    calibration,
    conflicts,
    assignments,
    progress,
    letters,
    appeals,
    mentorships,
    meetings,
    grants,
    campaigns,
    pledges,
    volunteers,
    opportunities,
    placements,
    updates,
    payments,
    external_campaigns,
    events,
)
LARGEST_BODY = MOST_BYTES + 1  # of unknown length no more than this is read: then it is seen to be too much
WORTH_COMPRESSING = 1_400  # below it fits a packet anyway
SQUEEZE = 4  # of 9: level 5 takes more than twice the time, to save a twentieth
log = logging.getLogger("plik")


def build(parts: Platform, keys: Keyring, *, issuer: str) -> Flask:
    app = Flask("plik", static_folder=None)
    app.url_map.merge_slashes = False  # it would send on whoever writes two, to the host that they name
    app.config.update(CONFIG, MAX_CONTENT_LENGTH=LARGEST_BODY)
    bodies.install(app)
    logs.install(app)
    caller.install(app, parts, auth.actor_of_request)
    cors.install(app)
    security.install(app, encrypted=issuer.startswith("https://"))
    auth.install(app, keys, issuer)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    app.after_request(_dressed)
    api = PlikApi(app)
    for noun in NOUNS:
        api.register_blueprint(noun.blueprint, url_prefix="/v1")
    finished(api)
    install_graphql(app)
    install_portal(app, api, issuer)
    _health(app)
    return app


def _health(app: Flask) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        """The process answers."""
        return json_response({"status": "ok"})

    @app.get("/readyz")
    def readyz() -> Response:
        """The database answers, and how far the feed is behind."""
        found = platform().ready()
        return json_response(found, 200 if found["status"] == "ok" else 503)

    @app.get("/.well-known/jwks.json")
    def jwks() -> Response:
        response = json_response(auth.published_keys())
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


def _http(error: HTTPException) -> Response:
    if error.code == 404 and is_for_people():
        return missing()
    response = refused(Refusal(http_refusal(error)))
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    """Our mistake: everything to the log, nothing to the caller."""
    log.error("unexpected %s %s %s", request.method, request.path, request_id(), exc_info=error)
    return refused(Refusal("internal_error"))


def _dressed(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id()
    if platform().statements:
        response.headers["Plik-Statements"] = str(platform().statements())  # type: ignore[misc]  # just asked
    return _compressed(response)


def _compressed(response: Response) -> Response:
    if response.direct_passthrough or "Content-Encoding" in response.headers:
        return response
    body: Any = response.get_data()
    if len(body) < WORTH_COMPRESSING or not request.accept_encodings["gzip"]:
        return response
    response.set_data(gzip.compress(body, SQUEEZE, mtime=0))  # a time would change its bytes
    response.headers["Content-Encoding"] = "gzip"
    if tag := response.headers.get("ETag"):
        response.headers["ETag"] = f'{tag[:-1]}-gzip"'
        known_already(response)  # under this name
    return response
