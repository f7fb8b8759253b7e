"""Style sheets, scripts and pictures of the pages, each under an address that changes with its bytes.

So a browser may keep them for a year, and still sees a new one at once.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import flask_swagger_ui
from flask import Response, abort, url_for

from api.portal.documents import Document

HERE = Path(__file__).parent / "static"
SWAGGER = Path(flask_swagger_ui.__file__).parent / "dist"
FOREVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@cache
def assets() -> Mapping[str, Document]:
    """All there are, by name."""
    files = {path.relative_to(HERE).as_posix(): path for path in HERE.rglob("*")}
    files |= {f"swagger/{name}": SWAGGER / name for name in ("swagger-ui-bundle.js", "swagger-ui.css")}
    return {
        name: Document(path.read_bytes(), TYPES[path.suffix])
        for name, path in files.items()
        if path.suffix in TYPES
    }


def asset(name: str) -> str:
    """Where a page finds it; raises KeyError for one that is not there."""
    return url_for("portal.show_asset", hash=assets()[name].hash, name=name)


def show_asset(hash: str, name: str) -> Response:
    """An old address still finds the present file, but is not kept for long."""
    found = assets().get(name)
    if found is None:
        abort(404)
    return found.answer(keep=FOREVER if hash == found.hash else SHORTLY)
