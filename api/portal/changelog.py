"""The changelog as a page: as much of Markdown as CHANGELOG.md uses, which a template prints safely."""

import re
from dataclasses import dataclass
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_HEADING = re.compile(r"(#{1,3}) +(.*)")
_ITEM = re.compile(r"[-*] +(.*)")


@dataclass(frozen=True)
class Block:
    """`h1`, `h2`, `h3`, `li` or `p`, and its text, in which `code` and **strong** are still marked."""

    tag: str
    text: str


def read_changelog(path: Path = CHANGELOG) -> list[Block]:
    """Its blocks; none where there is no changelog yet."""
    return blocks(path.read_text(encoding="utf-8")) if path.exists() else []


def blocks(text: str) -> list[Block]:
    """Headings, items and paragraphs; lines that go on are joined. Of links stay the words."""
    found: list[Block] = []
    goes_on = False
    for line in text.splitlines():
        words = _LINK.sub(r"\1", line.strip())
        if heading := _HEADING.fullmatch(words):
            found.append(Block(f"h{len(heading[1])}", heading[2]))
        elif item := _ITEM.fullmatch(words):
            found.append(Block("li", item[1]))
        elif words and goes_on:
            found[-1] = Block(found[-1].tag, f"{found[-1].text} {words}")
        elif words:
            found.append(Block("p", words))
        goes_on = bool(words) and not heading
    return found
