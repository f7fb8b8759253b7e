"""What is known of an operation beyond its own lines: the wish behind it, who may make it, what it reads.

Found by name: the operationId is the name of the wish (`createCall`, CreateCall), of the list or of the noun.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, get_args

from domain import policy
from domain.access import NOBODY, Actor
from domain.actions import Action
from domain.catalogue import CATALOGUE
from domain.collections import Changed
from domain.core import USE_CASES, Command
from domain.errors import Refusal
from domain.ids import AccountId, ClientId, GuestId
from domain.reading import Many, Noun

CALLED_OTHERWISE = {
    "login": "LogIn",
    "logout": "LogOut",
    "refresh": "RefreshSession",
    "receiveStripeEvent": "ReceiveProviderEvent",
    "attachmentContent": "OpenAttachment",
}
SHOWN = {"projectVersion": "version"}
"""What is shown by an operation whose path does not end in its id."""
ONESELF = "/v1/me"
_POWERLESS = Actor(client_id=ClientId("client"), scopes=frozenset())
_PERSON = Actor(account_id=AccountId("account"))
_GUEST = Actor(guest_id=GuestId("guest"), scopes=frozenset())


@dataclass(frozen=True)
class Operation:
    id: str
    verb: str
    path: str

    @property
    def wish(self) -> type[Command[Any]] | None:
        """The command behind a write; None for what only reads."""
        name = CALLED_OTHERWISE.get(self.id, self.id[0].upper() + self.id[1:])
        return next((command for command in USE_CASES if command.__name__ == name), None)

    @property
    def owner(self) -> str | None:
        """The noun whose id is in the path, ours or a partner's own."""
        found = re.search(r"/external/(\w+)/{", self.path) or re.search(r"{(\w+)_id}", self.path)
        return found[1] if found else None

    @property
    def is_of_oneself(self) -> bool:
        """Whether it is about something of whoever asks, so that no id need be in the path."""
        return self.path.startswith(f"{ONESELF}/")

    @property
    def last_step(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def listed(self) -> Many | None:
        """The list that it reads."""
        if self.verb != "get":
            return None
        owner = "account" if self.is_of_oneself else self.owner
        if owner and not self.path.endswith("}"):
            found = CATALOGUE.nouns[owner].fields.get(self.last_step)
            return found if isinstance(found, Many) else None
        return CATALOGUE.lists.get(self.id)

    @property
    def noun(self) -> Noun | None:
        """What it shows, one or many."""
        if self.listed:
            return CATALOGUE.nouns[self.listed.noun]
        if self.verb != "get":
            return None
        name = "account" if self.path == ONESELF else self.last_step if self.is_of_oneself else self._shown
        return CATALOGUE.nouns.get(name or "")

    @property
    def _shown(self) -> str | None:
        """What stands at the end of the path; what only hangs on something with an id is no noun of itself."""
        return SHOWN.get(self.id, self.owner if self.path.endswith("_id}") else None)

    @property
    def needs_version(self) -> bool | None:
        """Whether the version seen must be said; None where it has no place."""
        wish: Any = self.wish
        for field in fields(wish) if wish else ():
            if field.name == "expected_version":
                return field.default is MISSING
        return None

    @property
    def may_create(self) -> bool:
        """Whether what it puts may be there already, so that one can ask for it to be new."""
        wish: Any = self.wish
        return wish is not None and any(field.name == "create_only" for field in fields(wish))

    @property
    def takes_key(self) -> bool:
        """What changes something that can be shown again can be sent again."""
        base = next(iter(getattr(self.wish, "__orig_bases__", ())), None)
        return Changed in get_args(base)

    @property
    def needs_key(self) -> bool:
        """Whether nobody may send it but with a key: it moves money."""
        return self.wish is not None and USE_CASES[self.wish].needs_key

    @property
    def takes_plan(self) -> bool:
        """Whether it can be simulated, and done as its plan said or not at all."""
        wish: Any = self.wish
        return wish is not None and any(field.name == "plan_token" for field in fields(wish))

    @property
    def executed(self) -> str:
        """The operation that it simulates; itself, where it simulates none."""
        return re.sub(r"^simulate([A-Z])", lambda first: first[1].lower(), self.id)

    @property
    def gate(self) -> Refusal | None:
        """What a visitor is told; None where everybody may knock."""
        return _refusal(self.wish, NOBODY) if self.wish else None

    @property
    def needs_account(self) -> bool:
        """Whether there are those, clients or guests, who may not do it for want of an account."""
        return self.wish is not None and any(
            getattr(_refusal(self.wish, who), "code", "") == "account_needed" for who in (_POWERLESS, _GUEST)
        )

    @property
    def needs_client(self) -> bool:
        """Whether only an organization's client may do it."""
        return self.wish is not None and getattr(_refusal(self.wish, _PERSON), "code", "") == "client_needed"

    @property
    def scope(self) -> str | None:
        """The scope that a client needs."""
        refusal = _refusal(self.wish, _POWERLESS) if self.wish else None
        return refusal.details.get("scope") if refusal else None

    @property
    def action(self) -> Action | None:
        """The action of a noun that it is: `openCall` is `open` of a call, `setRoundPanel` `set_panel` of a round. A
        simulation asks the same as what it simulates."""
        if self.verb == "get":  # `update` is an update to be read
            return None
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.id).lower()
        return _actions().get(words.removeprefix("simulate_"))


def _refusal(wish: type[Command[Any]], actor: Actor) -> Refusal | None:
    try:
        USE_CASES[wish].allow(actor)
    except Refusal as refusal:
        return refusal
    return None


@cache
def _actions() -> Mapping[str, Action]:
    """By each name that an operation may have for it."""
    found: dict[str, Action] = {}
    for module in iter_modules(policy.__path__, "domain.policy."):
        for action in vars(import_module(module.name)).values():
            if isinstance(action, Action):
                found |= dict.fromkeys(_names(action), action)
    return found


def _names(action: Action) -> Iterator[str]:
    verb, _, rest = action.name.partition("_")
    yield f"{verb}_{action.noun}_{rest}" if rest else f"{verb}_{action.noun}"
    yield f"{action.name}_{action.noun}"
    yield action.name


def states_against(action: Action) -> Iterator[str]:
    """The codes that name the states in which it cannot be done: of the thing itself, and of what it is part of."""
    yield from _against(action.noun, action.states)
    if action.within:
        yield from _against(action.within.noun, action.within.states)


def _against(noun: str, states: frozenset[StrEnum]) -> Iterator[str]:
    known: type[StrEnum] = type(next(iter(states)))
    yield from (f"{noun}_is_{state}" for state in known if state not in states)
