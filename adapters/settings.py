"""Settings, read once from the environment; all that is missing or malformed is reported together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from environs import Env, EnvValidationError

from adapters.files import bucket_of
from adapters.mail import mail_server

AWS = {
    "access_key_id": "AWS_ACCESS_KEY_ID",
    "secret_access_key": "AWS_SECRET_ACCESS_KEY",
    "session_token": "AWS_SESSION_TOKEN",
    "region": "AWS_REGION",
    "endpoint": "AWS_ENDPOINT_URL",
}
"""What a store of files is reached by, and the variables that are known for it everywhere."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    production: bool
    database_url: str | None  # none: the embedded server
    data: str | None
    jwt_keys: str | None
    public_url: str
    clock: str | None
    port: int
    count_statements: bool
    stripe_api_key: str | None = field(repr=False)  # none: the sandbox
    stripe_api_base: str | None  # none: Stripe's own
    stripe_webhook_secrets: tuple[str, ...] = field(repr=False)
    sandbox_port: int
    files_url: str | None = None  # none: a folder
    aws: Mapping[str, str] = field(default_factory=dict, repr=False)  # how a bucket is reached
    mail_url: str | None = field(default=None, repr=False)  # none: a folder, and in production nobody


class SettingsError(RuntimeError):
    """What is wrong with the environment, one line a name."""


def read_settings() -> Settings:
    """Raises SettingsError naming everything at once."""
    env = Env(eager=False)
    production = env.str("PLIK_ENV", "development")
    port = env.int("PORT", 8000)
    found = Settings(
        production=production == "production",
        database_url=env.str("DATABASE_URL", None),
        data=env.str("PLIK_DATA", None),
        jwt_keys=env.str("JWT_KEYS", None),
        public_url=env.str("PUBLIC_URL", f"http://127.0.0.1:{port}"),
        clock=env.str("PLIK_CLOCK", None),
        port=port,
        count_statements=env.bool("PLIK_COUNT_STATEMENTS", False),
        stripe_api_key=env.str("STRIPE_API_KEY", None) or None,
        stripe_api_base=env.str("STRIPE_API_BASE", None) or None,
        stripe_webhook_secrets=tuple(filter(None, map(str.strip, env.list("STRIPE_WEBHOOK_SECRETS", [])))),
        sandbox_port=env.int("SANDBOX_PORT", _beside(port)),
        files_url=env.str("FILES_URL", None) or None,
        aws={name: said for name, word in AWS.items() if (said := env.str(word, None))},
        mail_url=env.str("MAIL_URL", None) or None,
    )
    problems: dict[str, Any] = {}
    try:
        env.seal()
    except EnvValidationError as error:
        wrong: Any = error.error_messages
        problems |= {name: f"cannot be read ({', '.join(why)})" for name, why in wrong.items()}
    problems |= _senseless(found, production)
    if problems:
        raise SettingsError("\n".join(f"{name}: {text}" for name, text in sorted(problems.items())))
    return found


def _senseless(found: Settings, environment: str) -> Mapping[str, str]:
    problems = {}
    if environment not in ("development", "production"):
        problems["PLIK_ENV"] = "is development or production"
    if found.stripe_api_base and not found.stripe_api_key:
        problems["STRIPE_API_BASE"] = "needs STRIPE_API_KEY; without a key the sandbox is asked"
    if found.sandbox_port == found.port:
        problems["SANDBOX_PORT"] = "must be another than PORT"
    if found.files_url and (problem := _wrong_with_files(found)):
        problems["FILES_URL"] = problem
    if found.mail_url and (problem := _wrong_with_mail(found.mail_url)):
        problems["MAIL_URL"] = problem
    return {**problems, **(_senseless_in_production(found) if found.production else {})}


def _senseless_in_production(found: Settings) -> Mapping[str, str]:
    needed = {
        "DATABASE_URL": found.database_url,
        "JWT_KEYS": found.jwt_keys and Path(found.jwt_keys).exists(),
        "STRIPE_API_KEY": found.stripe_api_key,
        "STRIPE_WEBHOOK_SECRETS": found.stripe_webhook_secrets,
    }
    problems = {name: "is needed in production" for name, value in needed.items() if not value}
    if found.clock:
        problems["PLIK_CLOCK"] = "is refused in production: time is not to be played with"
    if not found.public_url.startswith("https://"):
        problems["PUBLIC_URL"] = "must be https:// in production"
    if found.aws.get("endpoint", "https://").startswith("http://"):
        problems["AWS_ENDPOINT_URL"] = "must be https:// in production"
    if found.stripe_api_base and not found.stripe_api_base.startswith("https://"):
        problems["STRIPE_API_BASE"] = "must be https:// in production"
    return problems


def _wrong_with_mail(url: str) -> str:
    """What is; nothing where all is well."""
    try:
        server = mail_server(url)
    except ValueError as error:
        return str(error)
    clear = server.tls == "none" and not server.is_local
    return (
        "may say tls=none for a server on this machine only: mails are not sent in the clear" if clear else ""
    )


def _wrong_with_files(found: Settings) -> str:
    """Likewise."""
    try:
        bucket_of(found.files_url or "")
    except ValueError as error:
        return str(error)
    lacks = [AWS[name] for name in ("access_key_id", "secret_access_key") if name not in found.aws]
    return f"needs {' and '.join(lacks)}" if lacks else ""


def _beside(port: int) -> int:
    """Where the sandbox listens unless told otherwise."""
    return port + 1000 if port + 1000 < 2**16 else port - 1000
