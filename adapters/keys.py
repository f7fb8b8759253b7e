"""The keys that sign access tokens: a file of private JWKs, the first of which signs. Made on first start in
development; in production the file is somebody's responsibility."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey


@dataclass(frozen=True)
class SigningKeys:
    private: Mapping[str, str]
    public: Mapping[str, str]
    jwks: Mapping[str, Any]


def kept_keys(file: Path, *, may_make: bool) -> SigningKeys:
    """Raises RuntimeError, with what to do, where the file is missing or holds no Ed25519 key."""
    if not file.exists():
        if not may_make:
            raise RuntimeError(f"JWT_KEYS: {file} is missing; `flask keys` prints a fresh one")
        write_once(file, fresh_keys())
    try:
        return read_keys(file.read_text())
    except (ValueError, KeyError, TypeError, JoseError) as error:
        raise RuntimeError(
            f"JWT_KEYS: {file} holds no private Ed25519 key; `flask keys` prints a fresh one"
        ) from error


def read_keys(text: str) -> SigningKeys:
    """From what a file of keys holds. Raises ValueError, KeyError, TypeError or JoseError where it holds
    others.
    """
    keys = [OKPKey.import_key(key) for key in json.loads(text)["keys"]]
    if not keys or any(not key.is_private for key in keys):
        raise ValueError("no private key")
    return SigningKeys(
        private={_kid(key): key.as_pem(private=True).decode() for key in keys},
        public={_kid(key): key.as_pem(private=False).decode() for key in keys},
        jwks={"keys": [_shown(key) for key in keys]},
    )


def fresh_keys() -> str:
    """One new Ed25519 key, as the file wants it."""
    key = OKPKey.generate_key("Ed25519")
    return json.dumps({"keys": [key.as_dict(private=True) | {"kid": key.thumbprint()}]}, indent=2)


def write_once(file: Path, text: str) -> None:
    """A secret: whole or not at all, and for nobody else to read. Of two at once, one wins and both use it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _kid(key: OKPKey) -> str:
    return key.kid or key.thumbprint()


def _shown(key: OKPKey) -> dict[str, Any]:
    return {**key.as_dict(private=False), "kid": _kid(key), "alg": "EdDSA", "use": "sig"}
