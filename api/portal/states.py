"""The states of every thing and what may be done in them, as a document: made from the declarations that guard."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from domain import model, policy
from domain.actions import Action
from domain.lifecycle import Lifecycle

HEAD = """# States and actions

Made from the same declarations that guard every act and that `allowed_actions` tells of (`flask publish` writes it).
What is not drawn here is refused with `<noun>_is_<state>`. Who may act, and when, each thing says for the caller who
asks: see `allowed_actions` of the thing itself.
"""


@cache
def published() -> str:
    """Markdown with a Mermaid diagram and a table for each noun that has states."""
    parts = [HEAD, *(_section(noun, lifecycle) for noun, lifecycle in sorted(_lifecycles().items()))]
    return "\n".join(parts)


def _section(noun: str, lifecycle: Lifecycle[Any]) -> str:
    moves = [
        f"    {state} --> {to}" for state, reachable in lifecycle.moves.items() for to in sorted(reachable)
    ]
    first = next(iter(lifecycle.moves))
    ends = [f"    {state} --> [*]" for state, reachable in lifecycle.moves.items() if not reachable]
    diagram = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *moves, *ends, "```"]
    rows = [_row(action) for action in _actions().get(noun, [])]
    table = ["", "| action | in the states | refused before or after |", "| --- | --- | --- |", *rows]
    return "\n".join([f"## {noun}", "", *diagram, *(table if rows else []), ""])


def _row(action: Action) -> str:
    window = action.window
    times = [
        f"`{field}` ({code})"
        for field, code in ((window.opens, window.too_early), (window.closes, window.too_late))
        if field
    ]
    codes = (*(action.bar.codes if action.bar else ()), *((action.lacking,) if action.lacking else ()))
    bars = [f"`{code}`" for code in codes]
    states = ", ".join(sorted(str(state) for state in action.states))
    return f"| {action.name} | {states} | {', '.join([*times, *bars])} |"


def _lifecycles() -> Mapping[str, Lifecycle[Any]]:
    return {one.noun: one for one in _found(model, Lifecycle)}


def _actions() -> Mapping[str, list[Action]]:
    by_noun: dict[str, list[Action]] = {}
    for action in _found(policy, Action):
        by_noun.setdefault(action.noun, []).append(action)
    return {noun: sorted(actions, key=lambda one: one.name) for noun, actions in by_noun.items()}


def _found(package: Any, kind: type) -> Iterator[Any]:
    """Everything of the kind that a module of the package declares, each once."""
    seen: list[Any] = []
    for module in iter_modules(package.__path__, package.__name__ + "."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, kind) and not any(value is one for one in seen):
                seen.append(value)
                yield value
