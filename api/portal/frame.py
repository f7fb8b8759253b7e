"""What all pages have in common: language, links, addresses of assets, and what browsers may load."""

from typing import Any

from flask import Response, render_template, request, url_for

from api.caller import language
from api.portal.assets import asset
from api.portal.documents import Document
from api.portal.words import LANGUAGES, pieces, said

# Nothing but our own files; nobody may frame a page or post a form from it.
READING = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
KEEP = "public, max-age=60"


def page(template: str, *, status: int = 200, allows: str = "", keep: str = KEEP, **values: Any) -> Response:
    """The page in the language of the caller; `allows` is what it loads besides our own files."""
    spoken = language()
    other = "en" if spoken == "th" else "th"
    html = render_template(
        f"{template}.html",
        language=spoken,
        languages=LANGUAGES,
        other=other,
        here=template,
        say=lambda name, tongue=spoken: said(name, tongue),
        to=to,
        asset=asset,
        pieces=pieces,
        **values,
    )
    document = Document(html.encode(), "text/html; charset=utf-8")
    response = document.answer(status, keep=keep, vary="Accept-Language, Accept-Encoding")
    response.headers["Content-Security-Policy"] = f"{READING}; {allows}" if allows else READING
    response.headers["Content-Language"] = spoken
    return response


def to(endpoint: str, **values: Any) -> str:
    """The address of another page, in the language that was asked for, where it was asked for."""
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        values["lang"] = asked
    return url_for("graphiql" if endpoint == "graphiql" else f"portal.{endpoint}", **values)
