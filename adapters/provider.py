"""Who carries the payments: Stripe, or in development a sandbox of our own that speaks as Stripe does."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from adapters.keys import write_once
from adapters.settings import Settings

SANDBOX_KEY = "sk_test_sandbox"  # opens nothing but what listens on this machine's loopback


@dataclass(frozen=True)
class Provider:
    """What is needed to speak with it. No `api_base`: Stripe's own. Any of the secrets may have signed a webhook."""

    api_key: str = field(repr=False)
    api_base: str | None
    webhook_secrets: tuple[str, ...] = field(repr=False)


def stripe(settings: Settings) -> Provider:
    """As the settings say."""
    return Provider(settings.stripe_api_key or "", settings.stripe_api_base, settings.stripe_webhook_secrets)


def sandbox(port: int, file: Path) -> Provider:
    """The one on this machine; the secret is made once, and the file keeps it."""
    if not file.exists():
        write_once(file, f"whsec_{secrets.token_urlsafe(24)}")
    return Provider(SANDBOX_KEY, f"http://127.0.0.1:{port}", (file.read_text().strip(),))
