"""From a bearer credential to an Actor, and from an opened session to its tokens. The only place that reads one.

Whatever is wrong with a token, the answer is the same 401: it tells an attacker nothing, and a caller all it needs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request
from flask_jwt_extended import JWTManager, create_access_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt import PyJWTError
from jwt import decode as read

from api.caller import platform
from domain.access import NOBODY, Actor, Scope
from domain.errors import Unauthenticated
from domain.ids import AccountId, ClientId, GuestId, SessionId, is_id
from domain.usecases.accounts import Opened
from domain.usecases.organizations import Granted

ACCESS_LIFE = timedelta(minutes=15)
GUEST_LIFE = timedelta(hours=24)  # nobody logs in again in the middle of a pledge
RENEWAL_LIFE = timedelta(days=400)  # a campaign, and a year in which to come back to it
RENEWAL = "renewal"
AUDIENCE = "plik"
LONGEST_TOKEN = 1000  # whoever sends more in a body sends none of ours
KEPT_TOKENS = 2048  # whose signatures need not be verified again
_UNWRITABLE = re.compile(r"[^\x20-\x7e]")
REQUIRED = {"sub", "exp", "iat", "jti", "type", "iss", "aud"}


@dataclass(frozen=True)
class Keyring:
    """Our signing keys, newest first, by their id; public halves also as JWKS."""

    private: Mapping[str, str]  # kid -> PEM; the first signs
    public: Mapping[str, str]
    jwks: Mapping[str, Any]


def install(app: Flask, keys: Keyring, issuer: str) -> None:
    """Teach flask-jwt-extended our keys, and to be strict."""
    signing = next(iter(keys.private))
    app.config.update(
        JWT_ALGORITHM="EdDSA",
        JWT_COOKIE_CSRF_PROTECT=False,  # no cookies, so no claim against their forgery either
        JWT_DECODE_ALGORITHMS=["EdDSA"],
        JWT_ENCODE_ISSUER=issuer,
        JWT_DECODE_ISSUER=issuer,
        JWT_ENCODE_AUDIENCE=AUDIENCE,
        JWT_DECODE_AUDIENCE=AUDIENCE,
        JWT_ACCESS_TOKEN_EXPIRES=ACCESS_LIFE,
        JWT_PRIVATE_KEY=keys.private[signing],
        JWT_PUBLIC_KEY=keys.public[signing],
    )
    jwt = JWTManager(app)
    app.extensions["plik_jwks"] = keys.jwks
    app.extensions["plik_claims"] = lru_cache(KEPT_TOKENS)(_verified)

    @jwt.additional_headers_loader
    def name_the_key(_: Any) -> dict[str, str]:
        return {"kid": signing}

    @jwt.decode_key_loader
    def key_of(header: Mapping[str, Any], _: Any) -> str:
        """Only a key of ours, by its name; whatever else the header suggests (jku, jwk, x5u) is not looked at."""
        return keys.public[header["kid"]]


def actor_of_request() -> Actor:
    """Nobody without credentials; an Unauthenticated refusal for wrong ones."""
    header = request.headers.get("Authorization", "")
    if not header:
        return NOBODY
    scheme, _, credential = header.partition(" ")
    if scheme.lower() != "bearer" or not credential.isascii():
        raise Unauthenticated("token_invalid")
    credential = credential.strip()
    found = _of_secret(credential) if credential.startswith("plik_") else _of_token(credential)
    if found is None:
        raise Unauthenticated("token_invalid")
    return found


def _of_secret(secret: str) -> Actor | None:
    owner = platform().secrets.owner(secret, "live")
    return platform().actors.of_client(ClientId(owner), platform().secrets.hash(secret)) if owner else None


def _of_token(token: str) -> Actor | None:
    claims = _claims(token, "access")
    if claims is None:
        return None
    if claims["sub"].startswith("client_"):
        client = platform().actors.of_client(ClientId(claims["sub"]))
        return client and _narrowed(client, str(claims.get("scope", "")))
    if is_id(claims["sub"], "guest"):
        return Actor(guest_id=GuestId(claims["sub"]), scopes=frozenset())
    session = SessionId(str(claims.get("sid", "")))
    return platform().actors.of_session(AccountId(claims["sub"]), session, platform().now())


def guest_of(renewal_token: str) -> GuestId:
    """Who comes again; a renewal token is good for nothing else, and no other token is good for this."""
    claims = _claims(renewal_token, RENEWAL) if len(renewal_token) <= LONGEST_TOKEN else None
    if claims is None or not is_id(claims["sub"], "guest"):
        raise Unauthenticated("token_invalid")
    return GuestId(claims["sub"])


def _claims(token: str, kind: str) -> Mapping[str, Any] | None:
    """What a token of this type says, if it is ours and good now."""
    try:
        claims: Mapping[str, Any] = current_app.extensions["plik_claims"](token)
    except (PyJWTError, JWTExtendedException, KeyError, ValueError, TypeError):
        return None
    if not claims.keys() >= REQUIRED or claims["type"] != kind or not isinstance(claims["sub"], str):
        return None
    if int(claims["exp"]) <= platform().now().timestamp():  # it may have been kept since before
        return None
    return claims


def _verified(token: str) -> Mapping[str, Any]:
    """The claims of a token that is ours and good now. Dear, and the same each time but for its expiry."""
    decode_token(token)
    claims: Mapping[str, Any] = read(token, options={"verify_signature": False})
    return claims  # as signed: the library fills in what lacks


def _narrowed(client: Actor, scope: str) -> Actor:
    """A token carries what was asked for, and never more than the client has by now."""
    words = frozenset(Scope(word) for word in scope.split() if word in set(Scope))
    return Actor(
        client_id=client.client_id,
        memberships=client.memberships,
        scopes=words & (client.scopes or frozenset()),
    )


def session_tokens(opened: Opened) -> dict[str, Any]:
    """What a device gets: a short access token, and the word to renew it with."""
    access = create_access_token(identity=opened.account_id, additional_claims={"sid": opened.session_id})
    return {
        "access_token": access,
        "refresh_token": opened.refresh_token,
        "token_type": "Bearer",
        "expires_in": int(ACCESS_LIFE.total_seconds()),
    }


def guest_tokens(guest: GuestId) -> dict[str, Any]:
    """What makes somebody the same guest for a day, and the word to be so again. Nothing of it is stored."""
    return {
        "access_token": create_access_token(guest, expires_delta=GUEST_LIFE),
        "token_type": "Bearer",
        "expires_in": int(GUEST_LIFE.total_seconds()),
        "guest_id": guest,
        "renewal_token": create_access_token(
            guest, expires_delta=RENEWAL_LIFE, additional_claims={"type": RENEWAL}
        ),
    }


def client_token(granted: Granted) -> dict[str, Any]:
    """As RFC 6749 5.1 answers."""
    scope = " ".join(granted.scopes)
    access = create_access_token(identity=granted.client_id, additional_claims={"scope": scope})
    return {
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "scope": scope,
    }


def device() -> str:
    """Tells one of a person's devices from another, as far as a header can. Letters beyond ASCII come as bytes that
    look like control characters, and nobody should be refused for the name of their telephone."""
    return _UNWRITABLE.sub("?", request.headers.get("User-Agent", "")[:200])


def published_keys() -> Mapping[str, Any]:
    found: Mapping[str, Any] = current_app.extensions["plik_jwks"]
    return found
