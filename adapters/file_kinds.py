"""What a file is, by its bytes. Only what is taken is told apart; whatever is something else, or two things at once, or
could be run by a browser, is nothing.

Nothing is unpacked: of an office document only the directory of its archive is read, and not much of that.
"""

import codecs
import re
from typing import IO
from zipfile import BadZipFile, LargeZipFile, ZipFile

import puremagic

from domain.model.attachments import kind_named

HEAD = 4096  # bytes that are looked at first
PIECE = 64 * 1024
MOST_PARTS = 5_000  # files in an office document
LARGEST_DIRECTORY = 512 * 1024  # bytes: of as many parts with names of some length
MOST_RATIO = 200  # unpacked to packed, all together: more is no document

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MAIN_PARTS = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}
_SIGNS = {
    "application/pdf": re.compile(rb"%PDF-[12]\.[0-9]"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n.{4}IHDR", re.DOTALL),
    "image/jpeg": re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"),
    "image/webp": re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL),
}
_ENDS = {
    "application/pdf": b"%%EOF",
    "image/png": b"IEND\xaeB`\x82",
    "image/jpeg": b"\xff\xd9",
}
"""What stands near the end of a whole one: a file that was cut off is none."""
_ZIP = b"PK\x03\x04"
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|!--|\?xml|html|head|body|script|svg|iframe|math|template)", re.IGNORECASE
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ACTIVE = ("vbaproject.bin", "activex", "oleobject")  # parts of a document that run


def kind_of(file: IO[bytes], name: str) -> str | None:
    """The media type, one of `KINDS`; the name only says whether text is a table. None for what is not taken."""
    head = _read(file, 0, HEAD)
    if head.startswith(_ZIP):
        return _office(file)
    for kind, sign in _SIGNS.items():
        if sign.match(head):
            return kind if _is_whole(file, kind) and _is_known_as(kind, head) else None
    return _text(file, head, name)


def _is_known_as(kind: str, head: bytes) -> bool:
    """A second opinion."""
    try:
        return any(found.mime_type == kind for found in puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return False


def _is_whole(file: IO[bytes], kind: str) -> bool:
    end = _ENDS.get(kind)
    if end is None:
        return (
            _length(file) == int.from_bytes(_read(file, 4, 4), "little") + 8
        )  # a RIFF file says how long it is
    return end in _read(file, max(_length(file) - HEAD, 0), HEAD)


def _office(file: IO[bytes]) -> str | None:
    try:
        parts = ZipFile(_Sparing(file)).infolist()
    except (BadZipFile, LargeZipFile, ValueError, OSError, NotImplementedError):
        return None
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if len(names) > MOST_PARTS or unpacked > MOST_RATIO * max(_length(file), 1):
        return None
    if "[Content_Types].xml" not in names or any(word in name.lower() for name in names for word in _ACTIVE):
        return None
    kinds = {kind for part, kind in _MAIN_PARTS.items() if part in names}
    return kinds.pop() if len(kinds) == 1 else None


class _Sparing:
    """A file as `ZipFile` reads it: a directory in one piece, as long as the archive says in one of several places. The
    piece itself is measured, since whoever asks those places looks at others than it does."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.seek, self.tell = file, file.seek, file.tell

    def read(self, length: int = -1) -> bytes:
        if length > LARGEST_DIRECTORY:
            raise BadZipFile("its directory is too long")
        return self._file.read(length)


def _text(file: IO[bytes], head: bytes, name: str) -> str | None:
    """UTF-8 from end to end, without what no text has; nothing that begins like a page or a picture in markup."""
    if _MARKUP.search(head):
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            if _CONTROLS.search(piece):
                return None
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return "text/csv" if kind_named(name) == "text/csv" else "text/plain"


def _read(file: IO[bytes], at: int, length: int) -> bytes:
    file.seek(at)
    return file.read(length)


def _length(file: IO[bytes]) -> int:
    return file.seek(0, 2)
