"""How a use case tells accounts of what it changes. Other use cases call this; nobody can wish for it."""

from collections.abc import Iterable
from typing import Any

from domain.collections import Work
from domain.ids import AccountId, NoticeId
from domain.model.notices import NoticeKind, Tidings
from domain.notice_words import stored, wanted
from domain.ports import Ports


def notify(
    work: Work,
    ports: Ports,
    kind: NoticeKind,
    *,
    to: AccountId | Iterable[AccountId],
    about: str,
    **details: Any,
) -> None:
    """Tell an account, or several, once each, with the change that they are told of: in one statement, however many.

    `about` is the id of the thing that it is about. The details are those that `notice_words.toml` names in the
    sentences of this kind: texts in two languages as a mapping, names as strings, codes, numbers, and times.
    """
    missing = wanted(kind) - details.keys()
    assert not missing, f"a notice of {kind} needs {sorted(missing)}"
    receivers = {to} if isinstance(to, str) else set(to)
    if receivers:
        tidings = Tidings(
            kind=kind,
            about=about,
            details={name: stored(value) for name, value in details.items()},
            at=ports.now(),
        )
        work.notices.tell(
            tidings, {account: NoticeId(ports.new_id("notice")) for account in sorted(receivers)}
        )
