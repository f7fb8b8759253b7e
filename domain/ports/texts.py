"""What is done with text that others have written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True)
class WrongAnswer:
    """One thing that does not fit the questions: where in the answers, a code of ours, and what the checker says."""

    pointer: str
    code: str
    sentence: str
    details: Mapping[str, Any]


class Forms(Protocol):
    """Questions of a call, as JSON Schema 2020-12."""

    def problems_of(self, schema: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with the questions themselves: (pointer, sentence)."""

    def problems(self, schema: Mapping[str, Any], answers: Any) -> list[WrongAnswer]:
        """What is wrong with the answers, in the order of its places."""


class Words(Protocol):
    """Text as words, in languages that write blanks between them and in Thai, which does not."""

    def of(self, text: str) -> Sequence[str]:
        """The words in their order, spelled as `domain.thai.normalised` spells; without punctuation, single letters,
        and words that stand in every text."""


class Markdown(Protocol):
    """Text with emphasis, lists and links, as people write it (CommonMark)."""

    def html(self, source: str) -> str | None:
        """The same as HTML that is safe in any page, whatever was written; None where it would be too long."""
