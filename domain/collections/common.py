"""What every collection can do, and what it leaves."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Changed:
    """Which resource a command made or changed, and which version it has now."""

    id: str
    version: int
    is_new: bool = False  # where it may have been there before


class Versioned(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...


class Collection(Protocol[T]):
    def add(self, thing: T) -> None: ...

    def get(self, id: str) -> T:
        """To look at. Raises NotFound(`<noun>_not_found`)."""

    def share(self, id: str) -> T:
        """To rely on: nobody changes it until the work ends, and others may rely on it too. Raises NotFound."""

    def lock(self, id: str) -> T:
        """To change: nobody else does until the work ends. Raises NotFound."""
