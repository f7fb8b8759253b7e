"""How a use case tells accounts of what it changes. Other use cases call this; nobody can wish for it."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from domain.collections import Work
from domain.ids import AccountId, NoticeId, OrganizationId
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


class Applied(Protocol):
    """What somebody applies with, or what follows from it: an entry, a mentorship."""

    @property
    def account_id(self) -> AccountId: ...

    @property
    def applicant_organization_id(self) -> OrganizationId | None: ...


def applicants(work: Work, things: Sequence[Applied]) -> list[frozenset[AccountId]]:
    """Who is told of each: whoever submitted it, or, where it was for an organization, all who manage that now."""
    managers = work.memberships.managers_of(
        thing.applicant_organization_id for thing in things if thing.applicant_organization_id
    )

    def whom(thing: Applied) -> frozenset[AccountId]:
        if organization := thing.applicant_organization_id:
            return managers.get(organization, frozenset())
        return frozenset({thing.account_id})

    return [whom(thing) for thing in things]
