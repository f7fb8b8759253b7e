"""Text as words, Thai and other, by a dictionary of Thai words. The dictionary is read when it is first asked for."""

import string
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from nlpo3 import load_dict, segment

from domain.thai import normalised

HERE = Path(__file__).parent
DICTIONARY = "words_th"
_EDGES = string.punctuation + string.whitespace + "ๆฯ“”‘’«»…–—•"
_reading = threading.Lock()


class ThaiWords:
    """One dictionary a process, whoever makes one of these: it takes 64 MB, and a tenth of a second to read."""

    def of(self, text: str) -> Sequence[str]:
        """The words of the text in their order, in one spelling. Left out are blanks, punctuation, single letters, and
        words that stand in every text."""
        spelled = normalised(text)
        if not spelled.strip():
            return []
        with _reading:  # whoever comes while it is read waits for it, and does not read it again
            stop_words = _read()
        found = (word.strip(_EDGES) for word in segment(spelled, DICTIONARY, safe=True))
        return [word for word in found if len(word) > 1 and word not in stop_words]


@cache
def _read() -> frozenset[str]:
    """Takes in the dictionary, and returns the stop words."""
    said, is_read = load_dict(str(HERE / f"{DICTIONARY}.txt"), DICTIONARY)
    if not is_read:
        raise RuntimeError(said)
    return frozenset((HERE / "stop_words.txt").read_text(encoding="utf-8").split())
