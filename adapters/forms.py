"""Questions of a call as JSON Schema 2020-12, checked by a library."""

from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError


class JsonSchemaForms:
    """Sentences name what is wrong; the pointer says where."""

    def problems_of(self, schema: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Remote references are refused: answering must never make us fetch something."""
        found = _listed(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema))
        return found or [
            ("", f"reference to {ref}") for ref in _references(schema) if not ref.startswith("#")
        ]

    def problems(self, schema: Mapping[str, Any], answers: Any) -> list[tuple[str, str]]:
        return _listed(Draft202012Validator(dict(schema)).iter_errors(answers))


def _listed(errors: Iterable[ValidationError]) -> list[tuple[str, str]]:
    found = [("".join(f"/{step}" for step in error.absolute_path), error.message[:300]) for error in errors]
    return sorted(found)[:50]


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [
            value for key, value in node.items() if key in ("$ref", "$dynamicRef") and isinstance(value, str)
        ]
        return own + [ref for value in node.values() for ref in _references(value)]
    return [ref for value in node for ref in _references(value)] if isinstance(node, list) else []
