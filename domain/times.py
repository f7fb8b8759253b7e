"""Moments inside stored JSON: written as both APIs show all others."""

from datetime import UTC, datetime


def rfc3339(moment: datetime) -> str:
    """UTC with microseconds: `2026-11-24T14:18:10.000000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
