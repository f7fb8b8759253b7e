"""Ways to say no as Stripe does: `{"error": {"type", "code", "message", "param"}}` with a status."""

from typing import Any

INVALID = "invalid_request_error"
Error = dict[str, Any]


class Refused(Exception):
    """Nothing was done and nothing is remembered: the same key may be used again."""

    def __init__(
        self, message: str, *, status: int = 400, code: str = "", param: str = "", type: str = INVALID
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error: Error = {"type": type, "message": message}
        self.error |= {name: value for name, value in (("code", code), ("param", param)) if value}

    def about(self, name: str, shown: Any) -> "Refused":
        """With the object that is in the way, as Stripe embeds it."""
        self.error[name] = shown
        return self


class Declined(Exception):
    """A verdict: what was tried is kept, and a retry with the same key hears it again."""

    status = 402

    def __init__(self, error: Error) -> None:
        super().__init__(error["message"])
        self.error = error


def missing(kind: str, id: str, *, param: str = "id", status: int = 404) -> Refused:
    return Refused(f"No such {kind}: '{id}'", status=status, code="resource_missing", param=param)
