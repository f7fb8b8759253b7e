"""Which codes each operation can answer with: most follow from what it is; the others stand in `words.toml`."""

from collections.abc import Iterator

from api import words
from api.rest.operations import ONESELF, Operation, states_against

ANY = ("token_invalid", "internal_error", "busy", "database_unavailable")
BODY = (
    *("json_malformed", "json_too_deep", "json_duplicate_key", "json_not_utf8", "json_number_too_large"),
    *("json_lone_surrogate", "json_has_nul", "body_too_large", "media_type_unsupported", "invalid_input"),
)
SHAPING = ("parameter_repeated", "unknown_field", "unknown_relation", "expand_too_deep")
LIST = (
    *("page_size_out_of_range", "cursor_malformed", "unknown_sort", "unknown_filter", "unknown_filter_value"),
    "invalid_input",
)
KEY = (
    *("idempotency_key_required", "idempotency_key_malformed"),
    *("idempotency_key_reused", "idempotency_key_in_use"),
)


def codes_of(operation: Operation, *, has_body: bool) -> list[str]:
    """In no particular order, each once."""
    found = [*ANY, *words.codes(operation.executed), *_of_gate(operation), *_of_action(operation)]
    if has_body:
        found += BODY
    if operation.noun:
        found += SHAPING
        found += LIST if operation.listed else ("unknown_parameter",)
    if operation.owner and not operation.may_create:
        found.append(f"{operation.owner}_not_found")
    if operation.takes_key:
        found += KEY if operation.verb == "post" else KEY[1:]
    if operation.needs_version is not None:
        found += (
            "if_match_malformed",
            "version_stale",
            *(("if_match_required",) if operation.needs_version else ()),
        )
    if operation.takes_plan:
        found.append("plan_stale")
    if operation.may_create:
        found += ("if_none_match_malformed", "exists_already")
    return list(dict.fromkeys(found))


def _of_gate(operation: Operation) -> Iterator[str]:
    if operation.gate or operation.path.startswith(ONESELF):
        yield "sign_in_first"
    if operation.scope:
        yield "scope_missing"
    if operation.needs_account or operation.path.startswith(ONESELF):
        yield "account_needed"
    if operation.needs_client:
        yield "client_needed"


def _of_action(operation: Operation) -> Iterator[str]:
    if action := operation.action:
        yield action.unwelcome
        yield from states_against(action)
        yield from (code for code in (action.window.too_early, action.window.too_late) if code)
        if action.bar:
            yield from action.bar.codes
        if action.lacking:
            yield action.lacking
