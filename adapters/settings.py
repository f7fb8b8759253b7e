"""Settings, read once from the environment; all that is missing or malformed is reported together."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environs import Env, EnvValidationError


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
    if found.production:
        needed = {
            "DATABASE_URL": found.database_url,
            "JWT_KEYS": found.jwt_keys and Path(found.jwt_keys).exists(),
        }
        problems |= {name: "is needed in production" for name, value in needed.items() if not value}
        if found.clock:
            problems["PLIK_CLOCK"] = "is refused in production: time is not to be played with"
        if not found.public_url.startswith("https://"):
            problems["PUBLIC_URL"] = "must be https:// in production"
    return problems
