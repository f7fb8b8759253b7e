"""Reads parameters as Stripe takes them: `metadata[pledge]=1&expand[0]=customer`, strictly.

A name that an endpoint does not know is refused, so that a mistake of ours shows here before it does at Stripe.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from adapters.sandbox.refusals import Refused

KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
DEEPEST = 5
MOST_METADATA, LONGEST_NAME, LONGEST_VALUE = 50, 40, 500
WHOLE = re.compile(r"-?[0-9]{1,15}")


def parsed(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Nested as the brackets say. Raises Refused."""
    form: dict[str, Any] = {}
    for key, value in pairs:
        found = KEY.fullmatch(key)
        path = [found[1], *re.findall(r"\[([^\[\]]*)\]", found[2])] if found else []
        if not path or len(path) > DEEPEST:
            raise Refused(f"Invalid parameter name: {key}")
        _put(form, path, value)
    return form


def _put(form: dict[str, Any], path: list[str], value: str) -> None:
    *parents, last = path
    for name in parents:
        inner = form.setdefault(name, {})
        if not isinstance(inner, dict):
            raise Refused(f"Invalid hash: {name}", param=name)
        form = inner
    form[last or str(len(form))] = value  # `expand[]=a` has no number


class Params:
    """What one request sent. Every reading raises Refused where something else was sent."""

    def __init__(self, values: Mapping[str, Any], within: str = "") -> None:
        self._values, self._within = values, within

    def only(self, known: Iterable[str]) -> None:
        for name in self._values:
            if name == "payment_method_types" and "allowed_payment_method_types" in known:
                raise Refused(
                    "The payment_method_types parameter is no longer supported; use allowed_payment_method_types.",
                    code="payment_method_types_no_longer_supported",
                    param=name,
                )
            if name not in known:
                raise Refused(
                    f"Received unknown parameter: {self.named(name)}",
                    code="parameter_unknown",
                    param=self.named(name),
                )

    def named(self, name: str) -> str:
        return f"{self._within}[{name}]" if self._within else name

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str | None:
        """Nothing sent, or emptied, is none."""
        value = self._values.get(name)
        if isinstance(value, dict):
            raise Refused(f"Invalid string: {self.named(name)}", param=self.named(name))
        return value or None

    def needed(self, name: str) -> str:
        if (value := self.text(name)) is None:
            param = self.named(name)
            raise Refused(f"Missing required param: {param}.", code="parameter_missing", param=param)
        return value

    def choice(self, name: str, *among: str) -> str | None:
        value = self.text(name)
        if value is not None and value not in among:
            raise Refused(
                f"Invalid {self.named(name)}: must be one of {', '.join(among)}", param=self.named(name)
            )
        return value

    def whole(self, name: str) -> int | None:
        value = self.text(name)
        if value is None:
            return None
        if not WHOLE.fullmatch(value):
            param = self.named(name)
            raise Refused(f"Invalid integer: {value}", code="parameter_invalid_integer", param=param)
        return int(value)

    def flag(self, name: str) -> bool:
        value = self.text(name)
        if value not in (None, "true", "false"):
            raise Refused(f"Invalid boolean: {value}", param=self.named(name))
        return value == "true"

    def inner(self, name: str) -> "Params":
        """Empty where nothing was sent."""
        value = self._values.get(name) or {}
        if not isinstance(value, dict):
            raise Refused("Invalid object", param=self.named(name))
        return Params(value, self.named(name))

    def many(self, name: str) -> list[str]:
        values = self._values.get(name) or {}
        if not isinstance(values, dict) or not all(isinstance(each, str) for each in values.values()):
            raise Refused("Invalid array", param=self.named(name))
        return list(values.values())

    def metadata(self, before: Mapping[str, str] | None = None) -> dict[str, str]:
        """What was there with what was sent; an empty value removes."""
        if self._values.get("metadata") == "":
            return {}
        sent = self.inner("metadata")
        whole = dict(before or {}) | {name: sent.text(name) or "" for name in sent._values}
        kept = {name: value for name, value in whole.items() if value}
        fits = all(len(name) <= LONGEST_NAME and len(value) <= LONGEST_VALUE for name, value in kept.items())
        if len(kept) > MOST_METADATA or not fits:
            raise Refused(
                "Metadata holds at most 50 keys of 40 characters with 500 characters each", param="metadata"
            )
        return kept

    def sent(self) -> Mapping[str, Any]:
        """As it came, to compare with another request."""
        return self._values
