"""How stored columns become what is shown: pure functions; each meets nulls where something is hidden."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from domain.access import Actor
from domain.actions import Action, verdicts
from domain.reading import Filter, One, Value
from domain.rules import EVERYBODY, Predicate


def plain(*names: str, visible: Predicate = EVERYBODY) -> dict[str, Value | One | Any]:
    """Fields that are columns of the same name."""
    return {name: Value((name,), visible) for name in names}


def money(amount: int | None, currency: str | None) -> dict[str, Any] | None:
    return None if amount is None else {"amount": amount, "currency": currency}


def words(enum: type) -> frozenset[str]:
    return frozenset(str(word) for word in enum)  # type: ignore[attr-defined]  # every enum can be walked


def by(column: str, *, known: frozenset[str] | None = None) -> Filter:
    return Filter(column, known)


def allowed_actions(actions: Sequence[Action], *columns: str) -> Value:
    """For each action whether this caller may do it now. `columns` are the facts that the actions' rules ask for."""
    times = {name for action in actions for name in (action.window.opens, action.window.closes) if name}
    facts = ("state", *columns, *sorted(times - set(columns)))
    return Value(facts, shape=_verdicts_over(tuple(actions), facts, times), live=True, on_request=True)


def _verdicts_over(
    actions: tuple[Action, ...], names: tuple[str, ...], times: set[str]
) -> Callable[..., list[dict[str, Any]]]:
    def show(actor: Actor, now: datetime, *stored: Any) -> list[dict[str, Any]]:
        facts = dict(zip(names, stored, strict=True))
        for name in times:
            facts[name] = datetime.fromisoformat(facts[name]) if facts[name] else None
        return verdicts(actions, facts, actor, now)

    return show
