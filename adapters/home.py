"""Where an installation has its things: data folder, signing keys, clock, the database with its address, and
who carries its payments.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg

from adapters.clocks import Now, real_now, shifted
from adapters.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError, data_folder
from adapters.files import StoredFiles, in_bucket, in_folder
from adapters.mail import FolderMail, SmtpMail, mail_server
from adapters.provider import Provider, sandbox, stripe
from adapters.settings import Settings


@dataclass(frozen=True)
class Home:
    """What the settings of one checkout mean on this machine. Making it touches nothing."""

    settings: Settings
    checkout: Path

    @cached_property
    def folder(self) -> Path:
        return data_folder(self.checkout, self.settings.data)

    @property
    def keys(self) -> Path:
        return Path(self.settings.jwt_keys) if self.settings.jwt_keys else self.folder / "keys.json"

    @property
    def demo(self) -> Path:
        """What the demo data has to say, above all how to sign in; there once it is sown."""
        return self.folder / "demo.txt"

    @cached_property
    def now(self) -> Now:
        return shifted(Path(self.settings.clock)) if self.settings.clock else real_now

    @cached_property
    def embedded(self) -> EmbeddedPostgres | None:
        """The server of our own, unless another is set."""
        return None if self.settings.database_url else EmbeddedPostgres(self.folder)

    @property
    def has_sandbox(self) -> bool:
        """Whether a sandbox of our own carries the payments: development, and no key to a provider."""
        return not (self.settings.stripe_api_key or self.settings.production)

    @cached_property
    def files(self) -> StoredFiles:
        """Where attachments are: a bucket, or a folder beside everything else."""
        if self.settings.files_url:
            return in_bucket(self.settings.files_url, self.settings.aws)
        return in_folder(self.folder / "files")

    @property
    def sandbox(self) -> Path:
        """The folder in which the sandbox keeps what it knows."""
        return self.folder / "sandbox"

    @cached_property
    def provider(self) -> Provider:
        """Who carries the payments. The first to ask makes the secret that the sandbox shares with us."""
        if self.has_sandbox:
            return sandbox(self.settings.sandbox_port, self.sandbox / "webhook_secret")
        return stripe(self.settings)

    @property
    def mail(self) -> SmtpMail | FolderMail | None:
        """Who carries mails: a server, in development without one a folder, in production nobody."""
        if self.settings.mail_url:
            return SmtpMail(mail_server(self.settings.mail_url))
        return None if self.settings.production else FolderMail(self.folder / "mail")

    def address(self) -> str:
        """The database's. The first to ask starts our own server. Raises psycopg.OperationalError if it
        cannot.
        """
        if self.embedded is None:
            return self.settings.database_url or ""
        try:
            return self.embedded.url if self.embedded.is_running() else self.embedded.start()
        except (EmbeddedPostgresError, FileNotFoundError) as error:
            raise psycopg.OperationalError(str(error)) from error
