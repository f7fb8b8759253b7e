"""Files for tests: small ones that are what they say, and what somebody could send instead."""

import io
import struct
import zlib
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from tests.faces import Shown
from tests.world import Person

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TEXT = "ปัญหาน้ำท่วมซ้ำซาก\nระดับน้ำ, 2.4 เมตร\n".encode()
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 40 + b"\xff\xd9"
WEBP = b"RIFF" + struct.pack("<I", 30) + b"WEBPVP8 " + struct.pack("<I", 18) + b"\x00" * 18
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def office(main: str = "word/document.xml", /, **parts: bytes) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<document/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def announce(owner: Any, project: Shown, content: bytes = PDF, name: str = "แผน.pdf") -> Shown:
    """By whoever can: a person, or a face."""
    shown: Shown = owner.does("createAttachment", project_id=project["id"], name=name, size=len(content))
    return shown


def send(who: Person, attachment: Shown, content: bytes = PDF) -> Any:
    headers = {**who.headers, "Content-Type": "application/octet-stream"}
    return who.client.put(attachment["upload_path"], data=content, headers=headers)


def fetch(client: Any, who: Any, attachment: Shown, **headers: str) -> Any:
    return client.get(attachment["upload_path"], headers={**(who.headers if who else {}), **headers})


def attach(owner: Person, project: Shown, content: bytes = PDF, name: str = "แผน.pdf") -> Shown:
    """Announced and sent."""
    answer = send(owner, announce(owner, project, content, name), content)
    assert answer.status_code == 200, answer.text
    shown: Shown = answer.get_json()
    return shown
