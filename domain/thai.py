"""One spelling for what people type the same: Thai and Latin letters as they are meant, not as they were keyed in.

For comparing and finding, never for storing: what somebody wrote stays as they wrote it.
"""

import re
import unicodedata

_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_VOWELS = "\u0e31\u0e34-\u0e3a"
_TONES = "\u0e47-\u0e4c\u0e4e"
_NIKHAHIT = "\u0e4d"
_MARKS = f"{_VOWELS}{_TONES}{_NIKHAHIT}"
# Sara am as one letter, as its two parts in any order with a tone, or with the tone keyed in after it.
_SARA_AM = re.compile(f"([{_MARKS}]*{_NIKHAHIT}[{_MARKS}]*[\u0e32\u0e45]|[{_MARKS}]*\u0e33)([{_MARKS}]*)")
_RUN = re.compile(f"[{_MARKS}]{{2,}}")
_PLACES = {mark: place for place, mark in enumerate("ัิีึืฺ็ุู่้๊๋์๎ํ")}
_DOUBLED = re.compile("เเ")


def normalised(text: str) -> str:
    """The text in the one spelling: NFC, small Latin letters, ASCII digits, nothing of no width, each mark once and in
    the order of the keyboard standard (WTT 2.0: vowel, then tone), sara am as one letter, two sara e as sara ae.

    Normalising again changes nothing.
    """
    folded = unicodedata.normalize("NFD", _ZERO_WIDTH.sub("", text)).casefold()
    plain = unicodedata.normalize("NFC", folded).translate(_DIGITS)
    meant = _RUN.sub(_in_order, _SARA_AM.sub(_composed, _DOUBLED.sub("แ", plain)))
    return unicodedata.normalize("NFC", meant)  # a tone that came to stand behind another script's mark


def _composed(match: re.Match[str]) -> str:
    marks = re.sub(f"[^{_MARKS}]|{_NIKHAHIT}", "", match[1] + match[2])
    return marks + "\u0e33"


def _in_order(match: re.Match[str]) -> str:
    return "".join(sorted(set(match[0]), key=_PLACES.__getitem__))
