"""One spelling for what people type the same: Thai and Latin letters as they are meant, not as they were keyed in.

For comparing and finding, never for storing: what somebody wrote stays as they wrote it.
"""

import re
import unicodedata

_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_SARA_AM, _NIKHAHIT, _SARA_AA = "\u0e33", "\u0e4d", "\u0e32\u0e45"
_PLACES = {
    mark: place
    for place, mark in enumerate(
        "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e3a\u0e38\u0e39\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e\u0e4d"
    )
}
_RUN = re.compile(f"[{''.join(_PLACES)}{_SARA_AM}{_SARA_AA}]{{2,}}")
_DOUBLED = re.compile("เเ")


def normalised(text: str) -> str:
    """The text in the one spelling: NFC, small Latin letters, ASCII digits, nothing of no width, each mark once and in
    the order of the keyboard standard (WTT 2.0: vowel, then tone), sara am as one letter, two sara e as sara ae.

    Normalising again changes nothing.
    """
    folded = unicodedata.normalize("NFD", _ZERO_WIDTH.sub("", text)).casefold()
    plain = unicodedata.normalize("NFC", folded).translate(_DIGITS)
    meant = _RUN.sub(_in_order, _DOUBLED.sub("แ", plain))
    return unicodedata.normalize("NFC", meant)  # a tone that came to stand behind another script's mark


def _in_order(run: re.Match[str]) -> str:
    """What stands on and behind one consonant, or on several vowels without one."""
    groups = [_Group()]
    for letter in run[0]:
        if not groups[-1].take(letter):
            groups.append(_Group())
            groups[-1].take(letter)
    return "".join(map(str, groups))


class _Group:
    """Marks and the vowel behind them. Sara am is one letter, its two parts with a tone between them, or keyed in
    before its tone; any other vowel ends the group."""

    def __init__(self) -> None:
        self.marks: set[str] = set()
        self.vowels = ""

    def take(self, letter: str) -> bool:
        """Whether it belongs here."""
        if self.vowels and self.vowels[-1] in _SARA_AA:
            return False
        if letter in _PLACES:
            self.marks.add(letter)
            return True
        if letter in _SARA_AA and _NIKHAHIT in self.marks:
            letter = _SARA_AM
        if self.vowels and letter != _SARA_AM:
            return False
        self.vowels += letter
        return True

    def __str__(self) -> str:
        kept = self.marks - {_NIKHAHIT} if _SARA_AM in self.vowels else self.marks
        return "".join(sorted(kept, key=_PLACES.__getitem__)) + self.vowels
