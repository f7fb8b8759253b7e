"""Random words that open something: refresh tokens and clients' secrets. A checksum tells a typo from a guess."""

import hashlib
import re
import secrets
import zlib

_FORM = re.compile(r"plik_([a-z]+)_([a-z]+_[0-9a-z]{26})_([A-Za-z0-9-]{43})([0-9a-f]{8})")


class RandomSecrets:
    """`plik_<kind>_<owner's id>_<secret><checksum>`; only hashes are stored, so a stolen database opens nothing."""

    def new(self, kind: str, owner: str) -> str:
        word = f"plik_{kind}_{owner}_{secrets.token_urlsafe(32).replace('_', '-')}"
        return f"{word}{zlib.crc32(word.encode()):08x}"

    def owner(self, secret: str, kind: str) -> str | None:
        found = _FORM.fullmatch(secret)
        if not found or found[1] != kind or f"{zlib.crc32(secret[:-8].encode()):08x}" != found[4]:
            return None
        return found[2]

    def hash(self, secret: str) -> str:
        """SHA-256 is enough for 256 bits of chance; slow hashes are for what people choose."""
        return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()

    def random(self) -> str:
        return secrets.token_hex(32)
