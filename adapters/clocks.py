"""The time: the machine's, or shifted by a file so that a test can pass a deadline without waiting for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

Now = Callable[[], datetime]


def real_now() -> datetime:
    return datetime.now(UTC)


def shifted(file: Path) -> Now:
    """The machine's time plus the seconds that the file says; no file, no shift. Read anew when the file changes."""
    known: dict[str, tuple[int, timedelta]] = {}

    def now() -> datetime:
        try:
            stamp = file.stat().st_mtime_ns
            if known.get("shift", (0, None))[0] != stamp:
                known["shift"] = stamp, timedelta(seconds=float(file.read_text() or 0))
            return real_now() + known["shift"][1]
        except (FileNotFoundError, ValueError, OverflowError):  # none, no number, or beyond all calendars
            return real_now()

    return now
