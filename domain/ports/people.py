"""Who is who, and what proves it."""

from datetime import datetime
from typing import Protocol

from domain.access import Actor
from domain.ids import AccountId, ClientId, SessionId


class Passwords(Protocol):
    def hash(self, password: str) -> str:
        """A salted, slow hash (argon2id)."""

    def verify(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password; takes as long for None, where there is no account."""


class Secrets(Protocol):
    """Random words that open something; only their hashes are stored."""

    def new(self, kind: str, owner: str) -> str:
        """`plik_<kind>_<owner's id>_<secret><checksum>`."""

    def owner(self, secret: str, kind: str) -> str | None:
        """Whose it says it is; None if its form or checksum is wrong. Proves nothing yet."""

    def hash(self, secret: str) -> str: ...

    def random(self) -> str:
        """32 bytes of chance in hexadecimal: salts and seeds."""


class Actors(Protocol):
    """Who a credential stands for, as of now: memberships and revocations count at once."""

    def of_session(self, account_id: AccountId, session_id: SessionId, now: datetime) -> Actor | None: ...

    def of_client(self, client_id: ClientId, secret_hash: str | None = None) -> Actor | None:
        """With a secret's hash, only if it is the client's; without, the client must merely be live."""
