"""A collection of things in a table, as a use case sees it: add, get, lock."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from domain.errors import NotFound

T = TypeVar("T")


class SqlCollection(Generic[T]):
    def __init__(self, session: Session, kind: type[T], noun: str) -> None:
        self._session, self._kind, self._noun = session, kind, noun

    def add(self, thing: T) -> None:
        """Writes at once, so that what refers to it finds it."""
        self._session.add(thing)
        self._session.flush()

    def add_all(self, things: Iterable[T]) -> None:
        self._session.add_all(things)
        self._session.flush()

    def get(self, id: str) -> T:
        return self._found(self._session.get(self._kind, id))

    def share(self, id: str) -> T:
        """Nobody changes it until the work ends."""
        shared = {"read": True}
        return self._found(self._session.get(self._kind, id, with_for_update=shared, populate_existing=True))

    def lock(self, id: str) -> T:
        """Nobody else changes it until the work ends, so two changes cannot cross."""
        return self._found(self._session.get(self._kind, id, with_for_update=True, populate_existing=True))

    def _found(self, thing: T | None) -> T:
        if thing is None:
            raise NotFound(f"{self._noun}_not_found")
        return thing
