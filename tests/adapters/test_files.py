"""The store of files: the same behaviour in memory, in a folder and in a bucket."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from adapters.files import StoredFiles, bucket_of, in_bucket, in_folder, in_memory
from domain.errors import Unavailable
from tests.attachments import PDF

KEYS = {"access_key_id": "test", "secret_access_key": "test", "region": "ap-southeast-7"}
KEY = "attachment_1/abc"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An S3 that is none, on the loopback."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    made = boto3.client(
        "s3",
        endpoint_url=url,
        region_name=KEYS["region"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    made.create_bucket(Bucket="plik", CreateBucketConfiguration={"LocationConstraint": KEYS["region"]})
    yield url
    server.stop()


@pytest.fixture(params=["memory", "folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> StoredFiles:
    made: dict[str, Callable[[], StoredFiles]] = {
        "memory": in_memory,
        "folder": lambda: in_folder(tmp_path / "files"),
        "bucket": lambda: in_bucket(
            f"s3://plik/{tmp_path.name}", KEYS | {"endpoint": request.getfixturevalue("endpoint")}
        ),
    }
    return made[request.param]()


def keep(files: StoredFiles, content: bytes, key: str = KEY) -> None:
    with files.receive([content], "a.pdf", most=len(content)) as received:
        received.keep(key)


def test_what_is_kept_is_there_until_it_is_deleted(files: StoredFiles) -> None:
    keep(files, PDF)

    assert b"".join(files.open(KEY)) == PDF
    files.delete([KEY])
    files.delete([KEY, "attachment_1/never"])
    with pytest.raises(Unavailable, match="files_unavailable"):
        files.open(KEY)


def test_what_comes_is_measured_and_looked_at_piece_by_piece(files: StoredFiles) -> None:
    pieces = [PDF[place : place + 7] for place in range(0, len(PDF), 7)]

    with files.receive(pieces, "a.pdf", most=len(PDF)) as received:
        assert received.content.size == len(PDF)
        assert received.content.sha256 == hashlib.sha256(PDF).hexdigest()
        assert received.content.content_type == "application/pdf"


def test_no_more_is_read_than_was_announced(files: StoredFiles) -> None:
    read = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 1000

    with files.receive(endless(), "a.txt", most=2500) as received:
        assert received.content.size == 3000
        assert received.content.content_type is None
    assert len(read) == 3


def test_what_was_not_kept_leaves_nothing(files: StoredFiles) -> None:
    with files.receive([PDF], "a.pdf", most=len(PDF)):
        pass

    with pytest.raises(Unavailable):
        files.open(KEY)


def test_a_file_of_ten_mebibytes_is_kept_whole(files: StoredFiles) -> None:
    content = bytes(range(256)) * 40 * 1024
    keep(files, content)

    assert hashlib.sha256(b"".join(files.open(KEY))).digest() == hashlib.sha256(content).digest()


def test_what_a_folder_keeps_is_on_the_disk_with_the_names_that_lead_to_it(tmp_path: Path) -> None:
    written: list[int] = []

    keep(in_folder(tmp_path, sync=lambda descriptor: written.append(os.fstat(descriptor).st_ino)), PDF)

    file = tmp_path / KEY
    assert written == [place.stat().st_ino for place in (file, file.parent, tmp_path)]


def test_a_store_that_works_passes_the_check(files: StoredFiles) -> None:
    files.check()


def test_a_store_that_is_away_says_so(tmp_path: Path) -> None:
    away = in_bucket("s3://plik", KEYS | {"endpoint": "http://127.0.0.1:9"})

    with pytest.raises(Unavailable, match="files_unavailable") as refused:
        away.check()

    assert refused.value.__notes__


@pytest.mark.parametrize(
    ("url", "expected"), [("s3://plik", ("plik", None)), ("s3://plik/a/b/", ("plik", "a/b"))]
)
def test_a_bucket_is_named_with_or_without_a_prefix(url: str, expected: tuple[str, str | None]) -> None:
    assert bucket_of(url) == expected


@pytest.mark.parametrize("url", ["http://plik", "s3://", "/var/files", "s3://plik?x=1"])
def test_anything_else_is_no_bucket(url: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket"):
        bucket_of(url)
