"""The pages: what this is, the reference, an explanation of every code, and the contracts themselves."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import orjson
from flask import Blueprint, Flask, Response, abort, current_app, request
from flask_smorest import Api

from api.caller import language
from api.graphql.schema import published as published_graph
from api.portal.assets import show_asset
from api.portal.changelog import read_changelog
from api.portal.codes import groups
from api.portal.documents import Document
from api.portal.frame import page, to
from api.portal.start import GLANCE, STEPS
from api.portal.states import published as published_states
from api.problems import STATUS, problem
from api.rest.openapi import published as published_rest
from domain.errors import Fault, Refusal
from domain.lifecycle_words import explained

KEEP_CONTRACT = "public, max-age=60"
EXAMPLE_REQUEST = "3f0c9a52-7d1e-4b8a-9c64-0e5d2b7f1a90"


def install(app: Flask, api: Api, host: str) -> None:
    """`host` is where the public finds us: the commands on the first page begin with it."""
    app.config["PLIK_HOST"] = host.rstrip("/")
    portal = Blueprint("portal", __name__, template_folder="templates")
    portal.add_url_rule("/", view_func=home)
    portal.add_url_rule("/docs", view_func=docs)
    portal.add_url_rule("/problems", view_func=problems)
    portal.add_url_rule("/problems/<code>", view_func=show_problem)
    portal.add_url_rule("/changelog", view_func=changelog)
    portal.add_url_rule("/assets/<hash>/<path:name>", view_func=show_asset)
    rest = _contract(lambda: published_rest(api), "application/yaml; charset=utf-8")
    graph = _contract(published_graph, "text/plain; charset=utf-8")
    portal.add_url_rule("/openapi.yaml", "openapi", rest)
    portal.add_url_rule("/schema.graphql", "schema", graph)
    states = _contract(published_states, "text/markdown; charset=utf-8")
    portal.add_url_rule("/states.md", "states", states)
    portal.add_url_rule("/recompute.py", "recompute", _contract(_script, "text/x-python; charset=utf-8"))
    app.register_blueprint(portal)


def _script() -> str:
    """What outsiders check the result of a round with."""
    return (Path(__file__).parents[2] / "docs" / "recompute.py").read_text(encoding="utf-8")


def home() -> Response:
    pages = [(name, to(name)) for name in ("docs", "graphiql", "problems", "changelog")]
    files = [("openapi", "/openapi.yaml"), ("schema", "/schema.graphql")]
    data = [("insights", "/v1/insights"), ("events", "/v1/events")]
    more = [("states", "/states.md"), ("recompute", "/recompute.py")]
    places = pages[:2] + files + pages[2:] + more + data
    return page("home", host=current_app.config["PLIK_HOST"], glance=GLANCE, steps=STEPS, places=places)


def docs() -> Response:
    """The style sheet of Swagger UI has its pictures inside."""
    return page("docs", allows="img-src 'self' data:")


def problems() -> Response:
    return page("problems", groups=groups())


def show_problem(code: str) -> Response:
    """What a code means, and an answer that has it; 404 for a code that we do not have."""
    try:
        means = explained(code)
    except KeyError:
        abort(404)
    alone = Refusal(code)
    within = Refusal("invalid_input", faults=[Fault("/title", code)])
    is_fault = means.kind == "invalid" and code != "invalid_input"
    return page(
        "problem",
        means=means,
        http_status=STATUS[means.kind],
        example=_example(alone),
        as_fault=_example(within) if is_fault else None,
    )


def changelog() -> Response:
    return page("changelog", blocks=read_changelog())


def missing() -> Response:
    """For people with a browser; programs get a problem."""
    return page("missing", status=404)


def is_for_people() -> bool:
    """Whether a page serves the caller better than a problem: a browser that is not looking at the API."""
    accepted = request.accept_mimetypes.best_match(["application/problem+json", "text/html"])
    return accepted == "text/html" and not request.path.startswith(("/v1", "/graphql"))


def _example(refusal: Refusal) -> str:
    shown = problem(refusal, language=language(), request_id=EXAMPLE_REQUEST, instance="/v1/...")
    return orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode()


def _contract(publish: Callable[[], str], content_type: str) -> Callable[[], Response]:
    """A view of what the code publishes, which is made once."""

    @cache
    def made() -> Document:
        return Document(publish().encode(), content_type)

    return lambda: made().answer(keep=KEEP_CONTRACT)
