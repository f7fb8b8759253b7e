"""What a sandbox is told when it starts."""

from dataclasses import dataclass, field
from pathlib import Path

from adapters.clocks import Now

DAY = 24 * 60 * 60  # seconds


@dataclass(frozen=True, kw_only=True)
class SandboxSettings:
    """Durations go by `now`, which tests may move; webhooks are signed and sent by the machine's own time."""

    folder: Path
    api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    webhook_url: str | None  # none: events are kept, and nobody is told
    now: Now
    qr_seconds: int = 60 * 60  # until a QR that nobody paid expires
    payer_seconds: int = 45 * DAY  # until a payer must have said where a refund goes
    transfer_seconds: int = 3  # from then until the money is there
