"""The tree as data, for promises about all of it: files, their syntax, and what stands in them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RINGS = ("domain", "api", "adapters")
ALONE = ("wsgi.py", "gunicorn.conf.py")  # at the root
NOT_OURS = {"var", "node_modules", "__pycache__", "static"}


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def name(self) -> str:
        """As somebody would say it: `domain/money.py`."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call, with the last word of what is called."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and (name := called(node)):
                yield name, node

    def functions(self) -> Iterator[ast.FunctionDef]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))

    def names(self) -> set[str]:
        """Every name that is used, attributes too."""
        found = {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}
        return found | {node.attr for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)}


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Python files of these folders; of all rings and the root where none is named."""
    paths = [path for folder in folders or RINGS for path in sorted((ROOT / folder).rglob("*.py"))]
    if not folders:
        paths += [ROOT / name for name in ALONE]
    return tuple(Module(path) for path in paths if "migrations/versions" not in path.as_posix())


def files() -> Iterator[Path]:
    """All that belongs to the project, whatever its kind; nothing that was made from it or for it."""
    for top in sorted(ROOT.iterdir()):
        if top.name in NOT_OURS or (top.name.startswith(".") and top.name not in (".ci", ".gitignore")):
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def called(node: ast.Call) -> str | None:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


def constant(node: ast.expr | None) -> str | None:
    """The text that stands there, if it is plain text."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def pattern(node: ast.expr | None) -> str | None:
    """A formatted text with `*` for what is filled in: `*_not_found`."""
    if not isinstance(node, ast.JoinedStr):
        return None
    return "".join(constant(part) or "*" for part in node.values)
