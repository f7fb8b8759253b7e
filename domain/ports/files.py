"""The port of files: what the domain needs of a folder or a bucket, and a file as it is fetched from there."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from domain.model.attachments import Content


class Received(Protocol):
    """What came: looked at, and not in the store yet."""

    @property
    def content(self) -> Content: ...

    def keep(self, key: str) -> None:
        """Write it to the store, whole, under this key. Raises Unavailable(files_unavailable)."""


class Files(Protocol):
    """Where files are: a folder, or a bucket. Never called inside a transaction."""

    def receive(self, chunks: Iterable[bytes], name: str, *, most: int) -> AbstractContextManager[Received]:
        """Read what comes, as far as the first byte over `most`, and find out what it is; the name tells apart what the
        bytes do not. Nothing of it is left when the context ends, unless it was kept."""

    def open(self, key: str) -> Iterator[bytes]:
        """What is there, piece by piece. Raises Unavailable(files_unavailable), before the first piece."""

    def delete(self, keys: Sequence[str]) -> None:
        """What is not there is deleted already. Raises Unavailable(files_unavailable)."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file, to be fetched once."""

    name: str
    content_type: str
    size: int
    sha256: str
    chunks: Iterator[bytes]
