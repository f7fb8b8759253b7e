"""What people write in Markdown reads as they mean it, acts in nobody's page, and is there soon."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.markdown import LONGEST_HTML, SafeMarkdown, sanitised
from domain.model.updates import LONGEST_BODY
from tests.adapters.markdown_attacks import attacks, what_acts

MARKDOWN = SafeMarkdown()
ATTACKS = attacks()
SOON = 3.0  # seconds, on a machine that does other things too
PIECES = some.sampled_from(
    [
        *"<>&\"'=/\\`*_[](){}!#-+.:;|~^%$ \n\t",
        *(
            "\n\n",
            "    ",
            "```",
            "~~~",
            "](",
            "](<",
            "]: ",
            "&#",
            "&#x",
            "&lt;",
            "&colon;",
            "&Tab;",
            "<!--",
            "-->",
        ),
        *(
            "<a href=",
            "<img src=x onerror=",
            "<script>",
            "</script>",
            "<svg/onload=",
            "javascript:",
            "data:",
            "//",
        ),
        *(
            "https://a.example",
            "mailto:a@b.example",
            "onclick=alert(1)",
            "style=",
            "\u0338",
            "\u200b",
            "\u00ad",
            "ก",
        ),
    ]
)
MIXED = some.lists(PIECES | some.text(max_size=4), max_size=60).map("".join)


def written(source: str) -> str:
    html = MARKDOWN.html(source)
    assert html is not None
    return html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("", ""),
        ("หนึ่ง\nสอง\n\nสาม", "<p>หนึ่ง\nสอง</p>\n<p>สาม</p>\n"),
        ("**เข้ม** *เอน* `โค้ด`", "<p><strong>เข้ม</strong> <em>เอน</em> <code>โค้ด</code></p>\n"),
        ("## ข่าว", "<h2>ข่าว</h2>\n"),
        ("3. สาม\n4. สี่", '<ol start="3">\n<li>สาม</li>\n<li>สี่</li>\n</ol>\n'),
        ("> คำพูด\n\n---", "<blockquote>\n<p>คำพูด</p>\n</blockquote>\n<hr>\n"),
        ("บรรทัด  \nใหม่", "<p>บรรทัด<br>\nใหม่</p>\n"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>\n"),
        (
            "[ที่นี่](https://a.example/ก 'ดู') <mailto:a@b.example>".replace("/ก", "/x"),
            '<p><a href="https://a.example/x" title="ดู" rel="nofollow noopener ugc">ที่นี่</a>'
            ' <a href="mailto:a@b.example" rel="nofollow noopener ugc">mailto:a@b.example</a></p>\n',
        ),
        (
            "![รูป](https://a.example/x.png)",
            '<p>!<a href="https://a.example/x.png" rel="nofollow noopener ugc">รูป</a></p>\n',
        ),
        ("[ที่นี่](/v1/me) [นี่](javascript:x)", "<p>[ที่นี่](/v1/me) [นี่](javascript:x)</p>\n"),
        ("ดู https://a.example", "<p>ดู https://a.example</p>\n"),
        ("<b>ไม่</b> & 1 < 2", "<p>&lt;b&gt;ไม่&lt;/b&gt; &amp; 1 &lt; 2</p>\n"),
    ],
)
def test_markdown_reads_as_it_is_meant(source: str, html: str) -> None:
    assert written(source) == html


def test_there_are_many_attacks_and_each_is_another() -> None:
    assert len(set(ATTACKS)) == len(ATTACKS) >= 200


def test_no_attack_leaves_anything_that_acts() -> None:
    acts = {attack: list(what_acts(written(attack))) for attack in ATTACKS}

    assert {attack: found for attack, found in acts.items() if found} == {}


def test_the_second_wall_stands_without_the_first() -> None:
    """As if Markdown let every tag through."""
    acts = {attack: list(what_acts(sanitised(attack))) for attack in ATTACKS}

    assert {attack: found for attack, found in acts.items() if found} == {}


def test_whoever_looks_for_what_acts_finds_it() -> None:
    """A test of the test: what is written as HTML would act, and is seen."""
    tags = [
        attack for attack in ATTACKS if attack.startswith("<") and not attack.startswith(("<http", "<mailto"))
    ]

    seen = [attack for attack in tags if list(what_acts(attack))]

    assert len(seen) > 50
    assert list(what_acts('<a href="//a.example">x</a>'))
    assert list(what_acts('<a href="https://a.example">x</a>'))
    assert list(what_acts("<p>\u0338 onmouseover=alert(1) </p>")), "opened again by Unicode's normal form"
    assert not list(what_acts('<p><a href="https://a.example" rel="nofollow noopener ugc">x</a></p>'))


@given(MIXED)
def test_whatever_is_written_nothing_acts(source: str) -> None:
    html = MARKDOWN.html(source)

    assert html is None or list(what_acts(html)) == []


@given(MIXED)
def test_whatever_html_there_is_nothing_is_left_that_acts(html: str) -> None:
    clean = sanitised(html)

    assert list(what_acts(clean)) == []
    assert sanitised(clean) == clean


@given(some.text(alphabet=some.characters(categories=("L", "N")), min_size=1))
def test_plain_words_come_out_as_they_were(words: str) -> None:
    assert text_of(written(words)).strip() == words


def text_of(html: str) -> str:
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_data = found.append  # type: ignore[method-assign]  # the shortest way to collect it
    parser.feed(html)
    parser.close()
    return "".join(found)


LONG = {
    "one word": "x",
    "emphasis": "*a ",
    "emphasis in words": "a*",
    "strong and weak": "*a**b",
    "brackets": "[",
    "links begun": "[a](",
    "images begun": "![",
    "addresses begun": "<http://a",
    "quotations": "> ",
    "lists": "- ",
    "numbers": "1. ",
    "a tag begun": "<a ",
    "entities": "&amp;",
    "short lines": "a\n",
    "titles begun": '[a](http://b "',
    "headings": "# a\n",
    "underlined": "a\n=\n",
}


@pytest.mark.parametrize("what", LONG)
def test_the_longest_that_may_be_written_is_there_soon(what: str) -> None:
    source = (LONG[what] * LONGEST_BODY)[:LONGEST_BODY]
    begun = time.perf_counter()

    MARKDOWN.html(source)

    assert time.perf_counter() - begun < SOON


def test_nesting_without_end_ends() -> None:
    deep = "".join(" " * depth + "- a\n" for depth in range(190))

    assert written(deep).count("<ul>") <= 100
    assert written(">" * LONGEST_BODY).count("<blockquote>") <= 100


def test_what_would_grow_beyond_measure_is_not_made() -> None:
    """A hundred bytes on average for each one that was written."""
    grows = f"[a]: https://a.example/{'x' * 9_000}\n\n{'[a]' * 3_000}"

    assert len(grows) < LONGEST_BODY
    assert MARKDOWN.html(grows) is None
    assert len(written(grows[:9_100])) < LONGEST_HTML
