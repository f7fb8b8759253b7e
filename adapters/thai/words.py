"""Text as words, Thai and other, by a dictionary of Thai words. The dictionary is read when it is first asked for.

Thai is cut into the fewest words that leave the fewest letters over (maximal matching), by dynamic programming: the
time grows with the length of the text and with nothing else. Segmenters that search, such as newmm's, take seconds for
two thousand letters that somebody chose to that end.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from domain.thai import normalised

HERE = Path(__file__).parent
LONGEST = 30  # letters of a word that is looked for; the few longer ones are phrases
UNKNOWN = 1_000  # a letter outside all words weighs more than any number of words
_RUNS = re.compile(r"(?P<thai>[\u0e01-\u0e4e]+)|[^\W_]+(?:[-'’.][^\W_]+)*")
# Nobody cuts behind a vowel that is written before its consonant, nor before a mark or a vowel that follows one.
_MAY_CUT = re.compile("(?<![เแโใไ])(?![ะ-ฺๅ็-๎])")
_ABBREVIATED = "ๆฯ"


class ThaiWords:
    """One dictionary a process, whoever makes one of these: it takes 10 MB, and less than a tenth of a second to
    read."""

    def of(self, text: str) -> Sequence[str]:
        """The words of the text in their order, in one spelling. Left out are blanks, punctuation, single letters, and
        words that stand in every text."""
        stop_words = _stop_words()
        return [word for word in _words(normalised(text)) if len(word) > 1 and word not in stop_words]


def _words(text: str) -> Iterator[str]:
    for run in _RUNS.finditer(text):
        if run["thai"]:
            for part in re.split(f"[{_ABBREVIATED}]+", run[0]):
                yield from _segmented(part)
        else:
            yield run[0]


def _segmented(run: str) -> Iterator[str]:
    """A run of Thai letters as words; letters between words that belong to none stay together."""
    cuts = [match.start() for match in _MAY_CUT.finditer(run)]
    ends = _best_ends(run, cuts, _dictionary())
    start, unknown = 0, ""
    while start < len(run):
        end, is_word = ends[start]
        if is_word:
            if unknown:
                yield unknown
            yield run[start:end]
            unknown = ""
        else:
            unknown += run[start:end]
        start = end
    if unknown:
        yield unknown


def _best_ends(run: str, cuts: list[int], known: frozenset[str]) -> dict[int, tuple[int, bool]]:
    """For each place that a word may begin at, where it best ends, and whether it is one."""
    places = sorted({0, *cuts, len(run)})
    costs = {len(run): 0}
    ends: dict[int, tuple[int, bool]] = {}
    for at in range(len(places) - 2, -1, -1):
        start, after = places[at], places[at + 1]
        best, ends[start] = UNKNOWN * (after - start) + costs[after], (after, False)
        for end in places[at + 1 : at + 1 + LONGEST]:
            if end - start > LONGEST:
                break
            if (cost := 1 + costs[end]) <= best and run[start:end] in known:
                best, ends[start] = cost, (end, True)  # of two that cost the same, the longer
        costs[start] = best
    return ends


@cache
def _dictionary() -> frozenset[str]:
    words = (HERE / "words_th.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(word for word in words if 1 < len(word) <= LONGEST)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset((HERE / "stop_words.txt").read_text(encoding="utf-8").split())
