"""Pages for people: pay a QR by hand, show that a card is yours, or let it fail. Plain HTML without a script."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO

import orjson
import segno
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from adapters.sandbox.book import Book, Doc
from adapters.sandbox.control import ACTS, refuse_others
from adapters.sandbox.desk import Desk
from adapters.sandbox.refusals import missing

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
KINDS: Mapping[str, str] = {"pi": "payment_intent", "seti": "setup_intent", "re": "refund", "pyr": "refund"}
PIXELS = 6  # a module of the QR
NEWEST = 20  # things on the first page
WAITING = """
    SELECT body FROM objects WHERE object IN ('payment_intent', 'setup_intent', 'refund')
       AND json_extract(body, '$.status') IN ('requires_action', 'requires_payment_method', 'pending')
     ORDER BY number DESC LIMIT ?
"""
STYLE = """
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 26rem; margin: 2rem auto; padding: 0 1rem; }
img { display: block; width: 100%; max-width: 18rem; margin: 1rem auto; }
button { font: inherit; padding: .6rem 1.2rem; margin: .3rem .3rem .3rem 0; }
.amount { font-size: 2rem; font-weight: bold; }
.quiet { color: #555; font-size: .9rem; }
"""


@dataclass(frozen=True)
class Pages:
    desk: Desk

    def blueprint(self) -> Blueprint:
        pages = Blueprint("pages", __name__, url_prefix="/sandbox", template_folder="templates")
        pages.before_request(refuse_others)
        pages.after_request(_strictly)
        pages.add_url_rule("/", view_func=self.waiting)
        pages.add_url_rule("/style.css", view_func=style)
        pages.add_url_rule("/pages/<id>", view_func=self.page)
        pages.add_url_rule("/pages/<id>", view_func=self.act, methods=["POST"])
        for kind in ("svg", "png"):
            pages.add_url_rule(f"/pages/<id>.{kind}", f"qr_{kind}", partial(self.image, kind))
        return pages

    def waiting(self) -> str:
        with self.desk.book() as book:
            rows = book.connection.execute(WAITING, (NEWEST,)).fetchall()
        return render_template("waiting.html", things=[orjson.loads(row["body"]) for row in rows])

    def page(self, id: str) -> str:
        with self.desk.book() as book:
            thing = _thing(book, id)
        return render_template("thing.html", thing=thing, acts=_acts(thing), back=_back(thing))

    def act(self, id: str) -> Answer:
        with self.desk.book() as book:
            thing = _thing(book, id)
            if (act := request.form.get("act", "")) in _acts(thing):
                ACTS[f"{thing['object']}s"][act](book, id)
        return redirect(request.path, 303)

    def image(self, kind: str, id: str) -> Response:
        with self.desk.book() as book:
            qr = (_thing(book, id)["next_action"] or {}).get("promptpay_display_qr_code")
        if qr is None:
            raise missing("QR", id)
        drawn = BytesIO()
        segno.make(qr["data"], error="m", micro=False).save(drawn, kind=kind, scale=PIXELS)
        return Response(drawn.getvalue(), content_type={"svg": "image/svg+xml", "png": "image/png"}[kind])


def _thing(book: Book, id: str) -> Doc:
    return book.get(KINDS.get(id.partition("_")[0], "payment_intent"), id)


def _acts(thing: Doc) -> tuple[str, ...]:
    """What somebody can do about it now."""
    if thing["object"] == "refund":
        return {"requires_action": ("provide_details", "expire"), "pending": ("succeed", "fail")}.get(
            thing["status"], ()
        )
    if thing["status"] == "requires_payment_method" and "card" in thing["payment_method_types"]:
        return ("give_card", "give_bad_card")
    if thing["status"] != "requires_action":
        return ()
    pays = thing["next_action"]["type"] == "promptpay_display_qr_code"
    return ("pay", "fail", "expire") if pays else ("authenticate", "fail")


def _back(thing: Doc) -> str | None:
    """Where the payer came from, if that is a page."""
    action = thing["next_action"] or {}
    url: str | None = action.get("redirect_to_url", {}).get("return_url")
    return url if url and url.startswith(("http://", "https://")) else None


def style() -> Response:
    return Response(STYLE, content_type="text/css")


def _strictly(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
