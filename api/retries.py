"""Safe retries: a write with an `Idempotency-Key` happens once, however often it is sent.

The claim comes before the work, the outcome is part of the work's own commit, and the answer's bytes are stored once
before they go out. If the process died in between, the answer is rendered anew from the outcome, and stored: nobody had
another, and nobody gets another from then on.
"""

import re
from collections.abc import Callable
from typing import Any

from flask import Response, request

from api.caller import actor, platform, request_id, run
from domain.collections import Changed
from domain.core import Command, Core
from domain.errors import Invalid, Malformed, Refusal
from domain.ports import Answered, Claim, Kept, Key
from domain.text import fingerprint

KEY_FORM = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("ETag", "Location", "Content-Type")
Render = Callable[[Changed], Response]
Refuse = Callable[[Refusal], Response]


def once(
    command: Command[Changed], render: Render, refuse: Refuse, *, word: str | None, body: Any
) -> Response:
    """Run the command and render what it changed; with a key `word`, once. A verdict is kept like an answer."""
    Core.admit(command, actor())
    if word is None:
        return render(run(command))
    key = Key(scope=actor().principal, word=checked(word), request_id=request_id())
    said = fingerprint([request.method, request.path, request.query_string.decode("latin-1"), "v1", body])
    claim = platform().keys.claim(key, said, platform().now())
    if isinstance(claim, Kept):
        kept = claim
        return replayed(kept, lambda: keep(kept.claim, _told(kept, render, refuse)))
    try:
        changed = run(command, claim=claim)
    except BaseException as error:
        if not (isinstance(error, Refusal) and error.is_verdict):
            platform().keys.release(claim)
            raise
        platform().keys.conclude(claim, error)
        return keep(claim, refuse(error))
    return keep(claim, render(changed))


def _told(kept: Kept, render: Render, refuse: Refuse) -> Response:
    if kept.refusal:
        return refuse(kept.refusal)
    assert kept.changed, "a request ends in something changed, or in a verdict"
    return render(kept.changed)


def key_word() -> str | None:
    """The header's key; a visitor's is nobody's. A client must bring one on every POST."""
    if not actor().is_known:
        return None
    word = request.headers.get("Idempotency-Key")
    if word is None and request.method == "POST" and actor().client_id:
        raise Malformed("idempotency_key_required")
    return word


def needed_key(word: str | None) -> str:
    """What moves money is never asked for without a key."""
    if word is None:
        raise Malformed("idempotency_key_required")
    return word


def checked(word: str) -> str:
    """Visible ASCII, at most 255."""
    if not KEY_FORM.fullmatch(word):
        raise Malformed("idempotency_key_malformed")
    return word


def keep(claim: Claim, response: Response) -> Response:
    """Store the answer's bytes, before they go out; where others were stored before, those go out."""
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    answer = Answered(response.status_code, headers, response.get_data())
    kept = platform().keys.keep(claim, answer)
    return response if kept == answer else _shown(kept)


def replayed(kept: Kept, render: Callable[[], Response]) -> Response:
    """The first answer again; `render` makes it, where there is none yet."""
    response = _shown(kept.answer) if kept.answer else render()
    response.headers["Idempotent-Replayed"] = "true"
    response.headers["Idempotent-Request-Id"] = kept.request_id
    return response


def _shown(answer: Answered) -> Response:
    return Response(answer.body, answer.status, answer.headers)


def only_once_a_key(mutations: int) -> None:
    """In GraphQL a key covers one mutation: aliases must not multiply what it protects."""
    if mutations > 1:
        raise Invalid("idempotency_key_covers_one_mutation")
