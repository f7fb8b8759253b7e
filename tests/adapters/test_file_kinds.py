"""What a file is, by its bytes: what is taken is known, and nothing passes for it."""

import io
import struct
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.file_kinds import kind_of
from domain.model.attachments import KINDS
from tests.attachments import HTML, JPEG, PDF, SVG, TEXT, WEBP, office, png

OFFICE = "application/vnd.openxmlformats-officedocument"


def kind(content: bytes, name: str = "a.txt") -> str | None:
    return kind_of(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (png(), "a.png", "image/png"),
        (JPEG, "a.jpg", "image/jpeg"),
        (WEBP, "a.webp", "image/webp"),
        (TEXT, "a.txt", "text/plain"),
        (TEXT, "a.csv", "text/csv"),
        ("\ufeffก,ข\n".encode(), "a.csv", "text/csv"),
        (office(), "a.docx", f"{OFFICE}.wordprocessingml.document"),
        (office("xl/workbook.xml"), "a.xlsx", f"{OFFICE}.spreadsheetml.sheet"),
        (office("ppt/presentation.xml"), "a.pptx", f"{OFFICE}.presentationml.presentation"),
    ],
)
def test_each_kind_that_is_taken_is_known_by_its_bytes(content: bytes, name: str, expected: str) -> None:
    assert kind(content, name) == expected
    assert expected in KINDS


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        HTML,
        b"  \n" + HTML.upper(),
        b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
        b"text first\n<script>alert(1)</script>",
        b"MZ\x90\x00",
        b"\x7fELF\x02",
        b"GIF89a\x01\x00",
        b"nul\x00byte",
        "ไทย".encode("tis-620"),
        "text".encode("utf-16"),
        b"\xe0\xb8",
        b"PK\x03\x04 and no directory",
        office("somewhere/else.xml"),
        office("word/document.xml", **{"word__vbaProject.bin": b"macro"}),
        office("word/document.xml", **{"xl__workbook.xml": b"two at once"}),
        PDF[:-8],
        png()[:-12],
        JPEG[:-2],
        WEBP[:-1],
        WEBP + b"more",
    ],
)
def test_nothing_else_is_taken_and_nothing_that_was_cut_off(content: bytes) -> None:
    assert kind(content) is None


def test_a_bomb_is_known_by_its_directory_and_never_unpacked() -> None:
    bomb = office("word/document.xml", word__media=b"\x00" * 40_000_000)

    assert len(bomb) < 100_000
    assert kind(bomb) is None


def test_an_archive_of_very_many_parts_is_refused_before_they_are_read() -> None:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("word/document.xml", "")
        for number in range(6_000):
            archive.writestr(f"p{number}", "")

    assert kind(made.getvalue()) is None


def test_a_directory_that_lies_about_its_length_is_nothing() -> None:
    whole = bytearray(office())
    end = whole.rfind(b"PK\x05\x06")
    whole[end + 12 : end + 20] = struct.pack("<II", 2**31, 2**31)

    assert kind(bytes(whole)) is None


@pytest.mark.parametrize("hidden", ["in the 64-bit end", "behind a second sign"])
def test_a_directory_is_not_read_however_its_length_is_hidden(hidden: str) -> None:
    """Of 100,000 parts, in an archive of 5 MB: to read it would take seconds and much memory."""
    parts, start = 100_000, b"PK\x03\x04".ljust(30, b"\0")
    directory = b"".join(_listed(name) for name in (b"[Content_Types].xml", b"word/document.xml"))
    directory += _listed(b"") * parts
    size, at = len(directory), len(start)
    if hidden == "in the 64-bit end":
        end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, parts + 2, parts + 2, size, at)
        end += struct.pack("<4sLQL", b"PK\6\7", 0, at + size, 1)
        end += struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, 100, 0, 0)
    else:
        end = struct.pack("<4s4H2L", b"PK\5\6", 0, 0, 2, 2, size, int.from_bytes(b"PK\5\6", "little"))
        end += b"\0\0"
    read = _Counted(start + directory + end)

    assert kind_of(read, "a.docx") is None
    assert read.bytes < 200_000


def _listed(name: bytes) -> bytes:
    """A part in the directory of an archive."""
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), *[0] * 6) + name


class _Counted(io.BytesIO):
    """Counts what is read of it."""

    bytes = 0

    def read(self, length: int | None = -1, /) -> Any:
        found = super().read(length)
        self.bytes += len(found)
        return found


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4", b"RIFF", b"\x89PNG\r\n\x1a\n"])
)
def test_whatever_comes_it_is_told_and_nothing_breaks(rest: bytes, start: bytes) -> None:
    assert kind(start + rest) in {None, *KINDS}
