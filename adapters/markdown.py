"""What people write in Markdown as HTML that anybody may put into a page: nothing in it acts or fetches.

Two walls, each enough by itself: CommonMark without raw HTML, whose links lead to the web or to an address of mail; and
a sanitiser with its own list of what may stay. An image becomes a link to it: shown, it would tell its host who reads,
and whoever keeps the file could change it after it was posted. There are no tables, whose cells can be made out of
nothing: a few kilobytes could become millions.
"""

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST_HTML = 200_000
"""Characters of what comes out: a thousand references to one long address are short to write."""

BLOCKS = {"p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "li"}
INLINE = {"a", "code", "em", "strong"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener ugc"  # written by users: no vote for what it leads to, no hand on the page it came from
_LINK = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_TAG = 8  # about what a token costs beside its own text
_CLEANER = nh3.Cleaner(
    tags=BLOCKS | INLINE, attributes=ATTRIBUTES, url_schemes=SCHEMES, url_relative="deny", link_rel=REL
)


class _Careful(MarkdownIt):
    """Follows no link but to where readers may be sent; a relative one would lead into whatever page shows it."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  so the library calls it
        return _LINK.match(url) is not None


class SafeMarkdown:
    def __init__(self) -> None:
        self._parser = _Careful("commonmark", {"html": False}).disable("image")

    def html(self, source: str) -> str | None:
        tokens = self._parser.parse(source)
        if _size(tokens) > LONGEST_HTML:
            return None
        return sanitised(self._parser.renderer.render(tokens, self._parser.options, {}))


def sanitised(html: str) -> str:
    """Any HTML without what is not in the lists above. U+0338 is written out: it would melt into the `>` before it, and
    open the tag again, when somebody brings the text into Unicode's normal form."""
    return _CLEANER.clean(html).replace("\u0338", "&#824;")


def _size(tokens: Sequence[Token]) -> int:
    """About how long it will be, from what is there already: nothing is written out for it."""
    return sum(
        _TAG
        + (_size(token.children) if token.children else len(token.content))
        + sum(len(str(value)) for value in token.attrs.values())
        for token in tokens
    )
