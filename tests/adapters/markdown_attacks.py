"""What people try who want a page that shows their Markdown to act for them, and a look for anything that acts."""

import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from typing import Any
from urllib.parse import urlsplit

TAGS = {f"h{level}" for level in range(1, 7)} | {
    *("a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"),
}
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}
REL = "nofollow noopener ugc"
SCHEMES = {"http", "https", "mailto"}

_SCHEMES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#x3a;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)",
    "java&#x09;script:alert(1)",
    "java&#x0a;script:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "&#1;javascript:alert(1)",
    "&#x20;javascript:alert(1)",
    "java\u00adscript:alert(1)",
    "java\u200bscript:alert(1)",
    "ｊａｖａｓｃｒｉｐｔ:alert(1)",
    "javascript：alert(1)",
    "javascript\\:alert(1)",
    "javascript%3Aalert(1)",
    "javascript://a.example/%0aalert(1)",
    "vbscript:msgbox(1)",
    "livescript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+",
    "DATA:image/png;base64,AAAA",
    "file:///etc/passwd",
    "blob:https://a.example/1",
    "view-source:https://a.example",
    "jar:https://a.example!/x",
    "tel:+66812345678",
    "intent://a.example#Intent;scheme=http;end",
    "//a.example/x",
    "/v1/auth/logout",
    "../../x",
    "?next=x",
    "#x",
    "x.html",
    "\\\\a.example\\x",
    "https:javascript:alert(1)",
    "http:alert(1)",
)
_LINKS = (
    "[a]({})",
    "[a](<{}>)",
    '[a]({} "t")',
    "<{}>",
    "[a]\n\n[a]: {}",
    "[a][b]\n\n[b]: <{}> 't'",
    "![a]({})",
)
_HTML = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//a.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<script/src=//a.example>",
    "<<script>alert(1);//<</script>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math href=javascript:alert(1)>x</math>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img/src=x/onerror=alert(1)>",
    "<image src=x onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a onclick=alert(1)>x</a>",
    '<a href="https://a.example" onmouseover="alert(1)" style="position:fixed">x</a>',
    '<a href="https://a.example" target="_blank" rel="opener" ping="https://a.example">x</a>',
    "<p onmouseenter=alert(1)>x</p>",
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<style>@import 'https://a.example/x.css';</style>",
    '<link rel=stylesheet href="https://a.example/x.css">',
    '<meta http-equiv=refresh content="0;url=https://a.example">',
    '<base href="https://a.example/">',
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    '<form action="https://a.example"><input name=password autofocus onfocus=alert(1)></form>',
    "<button formaction=javascript:alert(1)>x</button>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<body onload=alert(1)>",
    "<select onfocus=alert(1) autofocus>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- x --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href=javascript:alert(1)?>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "<x onclick=alert(1)>x</x>",
    "<x-y onclick=alert(1)></x-y>",
    "</p><script>alert(1)</script><p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "<\u0338script>alert(1)</script>",
    "<script\u0338>alert(1)</script>",
    "<scr\u0000ipt>alert(1)</scr\u0000ipt>".replace("\u0000", "&#0;"),
)
_WAYS_IN = (
    "{}",
    "a {} b",
    "> {}",
    "- {}",
    "# {}",
    "    {}",
    "`{}`",
    "```\n{}\n```",
    "*{}*",
    "[{}](https://a.example)",
)
_ELSE = (
    '[a](https://a.example "\u0022onmouseover=alert(1)")',
    "[a](https://a.example 'x\" onmouseover=\"alert(1)')",
    '[a](https://a.example"onmouseover="alert(1))',
    '[a](https://a.example"><script>alert(1)</script>)',
    '[a](<https://a.example"><script>alert(1)</script>>)',
    '<https://a.example/"onmouseover="alert(1)>',
    "<https://a.example/<script>alert(1)</script>>",
    "<javascript@a.example>",
    "[a](https://a.example)\u0338 onmouseover=alert(1) x",
    "\u0338 onmouseover=alert(1) x\n\n# \u0338 onclick=alert(1)",
    "**\u0338 onmouseover=alert(1)** *\u0338 onclick=alert(1)*",
    "&#x338; onmouseover=alert(1)",
    "[&#x338; onmouseover=alert(1)](https://a.example)",
    "```<script>alert(1)</script>\nx\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "~~~ x onmouseover=alert(1)\nx\n~~~",
    "[a]: javascript:alert(1) 'x'\n[A]\n[a][]",
    "[\n\n[a]: <javascript:alert(1)>\n\n]: [a]",
    "![a](https://a.example/x.png)",
    "![a](https://a.example/x.png 'x' onerror=alert(1))",
    "![<script>alert(1)</script>](https://a.example/x.png)",
    "[![a](javascript:alert(1))](javascript:alert(1))",
    "[a](mailto:a@b.example?subject=<script>alert(1)</script>)",
    "[a](https://a.example/?x=<script>alert(1)</script>)",
    "9999999999999. x\n999999999. onclick=alert(1)",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} #{alert(1)} <%= alert(1) %>",
    "https://a.example www.a.example a@b.example",
    "a\n<script>alert(1)</script>\n===\n",
    "| a |\n| - |\n| <script>alert(1)</script> |",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "- [ ] <input type=checkbox onclick=alert(1)>",
    "<div markdown=1>\n<script>alert(1)</script>\n</div>",
    "\\<script>alert(1)\\</script>",
    "`<script>`alert(1)`</script>`",
)


def attacks() -> list[str]:
    """Several hundred, each once."""
    links = [way.format(address) for way, address in product(_LINKS, _SCHEMES)]
    html = [way.replace("{}", said) for way, said in product(_WAYS_IN, _HTML)]
    return list(dict.fromkeys((*links, *html, *_ELSE)))


def what_acts(html: str) -> Iterator[str]:
    """Everything in the HTML that is more than text, its looks, and links to where one may be sent. Also as it is in
    Unicode's normal form, into which somebody may bring it."""
    for text in (html, unicodedata.normalize("NFC", html)):
        found = _Looking()
        found.feed(text)
        found.close()
        yield from found.active


class _Looking(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.active.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, ()) or not fits(name, value or ""):
                self.active.append(f"<{tag} {name}={value!r}>")
        if tag == "a" and dict(attrs).get("rel") != REL:
            self.active.append("<a> without saying that a user wrote it")

    def handle_endtag(self, tag: str) -> None:
        if tag not in TAGS:
            self.active.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.active.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.active.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.active.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self.active.append(f"<?{data}>")


def fits(name: str, value: str) -> bool:
    if name == "href":
        bare = "".join(letter for letter in value if letter > " ")
        return bare == value and urlsplit(value).scheme in SCHEMES and _leads(value)
    return value == REL if name == "rel" else value.isdigit() if name == "start" else name == "title"


def _leads(address: str) -> Any:
    """Somewhere of its own, not into the page that shows it."""
    parts = urlsplit(address)
    return parts.path if parts.scheme == "mailto" else parts.netloc
