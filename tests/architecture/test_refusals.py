"""Every way to say no is explained, in both languages, with the kind that it is raised as."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

import pytest
from werkzeug.exceptions import HTTPException

from adapters.database.constraints import REFUSALS
from api.graphql.limits import _CODES as LIMITS
from api.problems import STATUS
from api.rest.api import http_refusal
from api.rest.fields import CODES, Closed
from domain import errors
from domain.catalogue import CATALOGUE
from domain.errors import Refusal, explanations
from domain.lifecycle_words import explained
from domain.text import _REFUSED as UNFIT_TEXT
from tests.architecture.source import Module, called, constant, modules, pattern

KINDS: dict[str, type[Refusal]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Refusal)
}
INVALID = "invalid"
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
ANY = "*"  # a kind that the place does not fix

# What is a conflict where nothing else is wrong, and one fault of several otherwise.
ALSO_ALONE = {"entries_used_up"}

# What no collection and no view names, but a pattern makes.
NOUNS = {*CATALOGUE.nouns, "session"}


@dataclass(frozen=True)
class Used:
    code: str
    kind: str
    where: str


def _raised(module: Module) -> Iterator[Used]:
    for name, call in module.calls():
        where = f"{module.name}:{call.lineno}"
        first, second = (*map(constant, call.args[:2]), None, None)[:2]
        if name in KINDS and first:
            yield Used(first, KINDS[name].kind if name != "Refusal" else ANY, where)
        elif name == "Fault" and second:  # what is named in a body may also be what is not there
            yield Used(
                second, ANY if second.endswith("_not_found") or second in ALSO_ALONE else INVALID, where
            )
        elif name == "ValidationError" and first:
            yield Used(first, INVALID, where)
        elif name == "Window":
            yield from (Used(code, "conflict", where) for code in map(constant, call.args[1::2]) if code)
        yield from _by_keyword(call, where)


def _by_keyword(call: ast.Call, where: str) -> Iterator[Used]:
    for keyword in call.keywords:
        code = constant(keyword.value)
        if code and keyword.arg in ("too_early", "too_late"):
            yield Used(code, "conflict", where)
        elif code and keyword.arg == "unwelcome":  # to those who may not even see it, it does not exist
            yield Used(code, "not_found" if code.endswith("_not_found") else "forbidden", where)
        elif code and keyword.arg == "error" and called(call) in ("Range", "Length", "Regexp", "OneOf"):
            yield Used(code, INVALID, where)


def _listed() -> Iterator[Used]:
    yield from (Used(code, "conflict", "constraints.py") for code in REFUSALS.values())
    yield from (Used(code, "malformed", "limits.py") for code in LIMITS.values())
    yield from (Used(code, INVALID, "text.py") for code in UNFIT_TEXT)
    yield from (Used(code, INVALID, "fields.py") for words in CODES.values() for code in words.values())
    yield from (Used(code, INVALID, "fields.py") for code in Closed.error_messages.values())


USED = [
    *(used for module in modules() for used in _raised(module)),
    *(used for used in _listed()),
]


@pytest.mark.parametrize("used", sorted(set(USED), key=str), ids=lambda used: f"{used.code} {used.where}")
def test_every_refusal_is_explained_with_the_kind_it_is_raised_as(used: Used) -> None:
    meaning = explained(used.code)

    assert used.kind in (ANY, meaning.kind)


def test_every_noun_can_be_missing() -> None:
    missing = [noun for noun in sorted(NOUNS) if f"{noun}_not_found" not in explanations()]

    assert missing == []


def test_no_explanation_is_left_over() -> None:
    said = {node.value for module in modules() for node in ast.walk(module.tree) if constant_text(node)}
    made = {shape for module in modules() for node in ast.walk(module.tree) if (shape := shape_of(node))}

    left_over = [
        code
        for code in explanations()
        if code not in said and not any(fnmatch(code, shape) for shape in made if shape != "*_is_*")
    ]

    assert left_over == []


def constant_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def shape_of(node: ast.AST) -> str | None:
    """A code that is made while running: something known at its end, like `*_not_found`."""
    shape = pattern(node) if isinstance(node, ast.expr) else None
    return shape if shape and re.fullmatch(r"\*(_[a-z]+)+", shape) else None


@pytest.mark.parametrize("code", explanations())
def test_every_explanation_is_whole_in_both_languages(code: str) -> None:
    meaning = explanations()[code]

    assert CODE.fullmatch(code)
    for said in (meaning.title, meaning.cause, meaning.cure):
        assert set(said) == {"th", "en"}
        assert all(sentence == sentence.strip() and sentence for sentence in said.values())
        assert re.search("[ก-๙]", said["th"]), "Thai is written in Thai"
    assert meaning.kind in STATUS


def test_every_kind_of_refusal_has_a_status_of_its_own() -> None:
    raised = {kind.kind for name, kind in KINDS.items() if kind is not Refusal}

    assert raised <= set(STATUS)
    assert len(set(STATUS.values())) == len(STATUS)


@pytest.mark.parametrize("status", [400, 404, 405, 406, 408, 413, 414, 415, 429, 431, 500, 502, 503])
def test_what_the_web_server_refuses_has_a_code_too(status: int) -> None:
    refusal = HTTPException()
    refusal.code = status

    assert http_refusal(refusal) in explanations()


def test_no_refusal_is_built_from_a_word_that_cannot_be_found() -> None:
    """A code comes as plain text, from a table that is listed above, or made from a noun."""
    allowed = ("self.", "window.", "action.", "_CODES[", "http_refusal(", "code", "f'")

    hidden = [
        f"{module.name}:{call.lineno}"
        for module in modules()
        for name, call in module.calls()
        if name in KINDS and call.args and constant(call.args[0]) is None
        if not ast.unparse(call.args[0]).startswith(allowed)
    ]

    assert hidden == []
