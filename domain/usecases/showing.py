"""Seeing things: the same gate and the same reader for every noun and both faces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.access import Actor, anyone
from domain.core import Command, use_case
from domain.errors import NotFound
from domain.ids import is_id
from domain.model.insights import insights
from domain.ports import Ports, Shown
from domain.reading import Page, Selection


@dataclass(frozen=True, kw_only=True)
class Show(Command[Shown]):
    """One thing, as far as the caller may see it. What is not there and what is hidden are the same 404."""

    id: str
    selection: Selection


@use_case(Show, allow=anyone, reads=True)
def show(cmd: Show, actor: Actor, ports: Ports) -> Shown:
    noun = cmd.selection.noun
    found = ports.reader.one(cmd.selection, cmd.id, actor, ports.now()) if is_id(cmd.id, noun) else None
    if found is None:
        raise NotFound(f"{noun}_not_found")
    return found


@dataclass(frozen=True, kw_only=True)
class Browse(Command[Shown]):
    """A page of a list, of what the caller may see."""

    relation: str
    selection: Selection
    page: Page


@use_case(Browse, allow=anyone, reads=True)
def browse(cmd: Browse, actor: Actor, ports: Ports) -> Shown:
    return ports.reader.many(cmd.relation, cmd.selection, cmd.page, actor, ports.now())


@dataclass(frozen=True, kw_only=True)
class ShowInsights(Command[Mapping[str, Any]]):
    """What the platform did so far, in numbers, for everybody."""


@use_case(ShowInsights, allow=anyone, reads=True)
def show_insights(cmd: ShowInsights, actor: Actor, ports: Ports) -> Mapping[str, Any]:
    """Counters that events moved; they are as fresh as the feed, and `as_of_sequence` says how fresh that is."""
    sequence, counts = ports.counters.all()
    return insights(sequence, counts)
