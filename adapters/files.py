"""Files in a folder or in a bucket of S3, by obstore: one code for both, and in memory for tests.

What comes is kept in a temporary file without a name until it is whole and known to be taken; a process that dies
leaves nothing of it.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from adapters.file_kinds import kind_of
from domain.errors import Unavailable
from domain.model.attachments import Content

IN_MEMORY = 256 * 1024  # bytes of what comes that need no file
PIECE = 256 * 1024
TIMEOUT = "20s"


class StoredFiles:
    """The port `Files` on any store of obstore's. `settle` sees to it that what was written under a key stays."""

    def __init__(self, store: ObjectStore, settle: Callable[[str], None] = lambda key: None) -> None:
        self._store, self._settle = store, settle

    @contextmanager
    def receive(self, chunks: Iterable[bytes], name: str, *, most: int) -> Iterator["SpooledFile"]:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
            size, digest = 0, hashlib.sha256()
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    break
                digest.update(chunk)
                file.write(chunk)
            kind = kind_of(file, name) if size <= most else None
            content = Content(size=size, sha256=digest.hexdigest(), content_type=kind)
            yield SpooledFile(self, file, content)

    def keep(self, key: str, file: IO[bytes]) -> None:
        """From its position on; it is on the disk when this returns."""
        try:
            obstore.put(self._store, key, file)
            self._settle(key)
        except (OSError, BaseError) as error:
            raise _away(error) from error

    def open(self, key: str) -> Iterator[bytes]:
        try:
            found = obstore.get(self._store, key)
        except (OSError, BaseError) as error:
            raise _away(error) from error
        return (bytes(chunk) for chunk in found.stream(min_chunk_size=PIECE))

    def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            try:
                obstore.delete(self._store, key)
            except FileNotFoundError:
                continue
            except (OSError, BaseError) as error:
                raise _away(error) from error

    def check(self) -> None:
        """Write, read and delete something. Raises Unavailable that says what fails."""
        try:
            obstore.put(self._store, "doctor", b"plik")
            obstore.get(self._store, "doctor").bytes()
            obstore.delete(self._store, "doctor")
        except (OSError, BaseError) as error:
            raise _away(error) from error


class SpooledFile:
    """The port `Received`."""

    def __init__(self, files: StoredFiles, file: IO[bytes], content: Content) -> None:
        self._files, self._file, self.content = files, file, content

    def keep(self, key: str) -> None:
        self._file.seek(0)
        self._files.keep(key, self._file)


def in_memory() -> StoredFiles:
    return StoredFiles(MemoryStore())


def in_folder(folder: Path, sync: Callable[[int], None] = os.fsync) -> StoredFiles:
    """Made if it is not there. obstore leaves what it wrote to the system's cache, which a power cut empties."""
    return StoredFiles(LocalStore(folder, mkdir=True), partial(_write_through, folder, sync))


def in_bucket(url: str, aws: Mapping[str, str]) -> StoredFiles:
    """`s3://bucket/prefix`; `aws` are access_key_id, secret_access_key, session_token, region and endpoint, as far as
    they are known. Raises ValueError for what is no such address."""
    bucket, prefix = bucket_of(url)
    endpoint = aws.get("endpoint", "")
    config = {f"aws_{name}": value for name, value in aws.items()}
    options = {"allow_http": endpoint.startswith("http://"), "timeout": TIMEOUT}
    store = S3Store(
        bucket,
        prefix=prefix,
        config=config,  # type: ignore[arg-type]  # all of these are known to it
        client_options=options,  # type: ignore[arg-type]  # likewise
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
    )
    return StoredFiles(store)


def bucket_of(url: str) -> tuple[str, str | None]:
    """The bucket, and the prefix within it if there is one."""
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("is s3://bucket or s3://bucket/prefix")
    return parts.netloc, parts.path.strip("/") or None


def _write_through(folder: Path, sync: Callable[[int], None], key: str) -> None:
    """To the disk: the file, and the names of all that lead to it."""
    place = folder / key
    while place != folder.parent:
        descriptor = os.open(place, os.O_RDONLY)
        try:
            sync(descriptor)
        finally:
            os.close(descriptor)
        place = place.parent


def _away(error: Exception) -> Unavailable:
    refusal = Unavailable("files_unavailable", retry_after=5)
    refusal.add_note(str(error))
    return refusal
