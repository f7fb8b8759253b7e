"""Bytes that many ask for: made and packed once, known by their hash, and not sent to who has them."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

from flask import Response, request

from api.conditions import known_already

WORTH_PACKING = 1_400  # bytes; below it fits a packet anyway


@dataclass(frozen=True)
class Document:
    body: bytes
    content_type: str

    @cached_property
    def hash(self) -> str:
        """Sixteen hex digits that change when the bytes do."""
        return hashlib.sha256(self.body).hexdigest()[:16]

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.body, 6, mtime=0)

    def answer(self, status: int = 200, *, keep: str, vary: str = "Accept-Encoding") -> Response:
        """The bytes, packed where the caller can unpack, or a 304 where it has them; `keep` tells caches."""
        packs = len(self.body) >= WORTH_PACKING and request.accept_encodings["gzip"] > 0
        response = Response(self.packed if packs else self.body, status, content_type=self.content_type)
        response.headers["Cache-Control"] = keep
        response.headers["Vary"] = vary
        response.set_etag(f"{self.hash}-gzip" if packs else self.hash)
        if packs:
            response.headers["Content-Encoding"] = "gzip"
        known_already(response)
        return response
