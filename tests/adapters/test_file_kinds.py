"""What a file is, by its bytes: what is taken is known, and nothing passes for it."""

import io
import struct
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


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4", b"RIFF", b"\x89PNG\r\n\x1a\n"])
)
def test_whatever_comes_it_is_told_and_nothing_breaks(rest: bytes, start: bytes) -> None:
    assert kind(start + rest) in {None, *KINDS}
