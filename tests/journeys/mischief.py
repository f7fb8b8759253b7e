"""What the ill-meaning and the careless send, and how every answer to it must look."""

import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from werkzeug.test import TestResponse

from domain.lifecycle_words import explained
from tests.postgres import ROOT

MARKS, BIDI = "ก" + "\u0e49" * 9, "a\u202eb"
DEEP: Any = json.loads("[" * 30 + "]" * 30)
VALUES: Sequence[Any] = (
    *(None, True, False, 0, -1, 1.5, -0.0, 10**15, 2**53, 2**63 - 1, -(2**63), 1e308, 5e-324),
    *("", " ", "x", "ก", "๑๒๓", "１２３", "1", "1e3", "true", "null", BIDI, MARKS, "\u200b", "e\u0301" * 20),
    *("x" * 300, "ก" * 21_000, "\ufffe", "\x7f", "a\nb", "\U000e0001", "𝟙", "ﷺ" * 30),
    *(
        "'; DROP TABLE accounts; --",
        "../../etc/passwd",
        "%00",
        "${7*7}",
        "{{7*7}}",
        "<script>alert(1)</script>",
    ),
    *("2026-13-45T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999999Z", "2026-W01-1"),
    *([], {}, [[]], [None] * 3, [{}], ["x"] * 10_000, [0] * 10_000, DEEP),
    *(
        {"th": 1},
        {"th": None},
        {"th": "ก", "xx": "y"},
        {"a" * 300: 1},
        {"": ""},
        {"$ref": "#"},
        {"__proto__": {}},
    ),
    *(
        "call_01h2xcejqtf2nbrexx3vqjhp41",
        "account_01h2xcejqtf2nbrexx3vqjhp41",
        "call_" + "7" * 26,
        "CALL_01H2XCEJQTF2NBREXX3VQJHP41",
    ),
)
# Bodies that are no JSON, or such that no store and no client could hold.
RAW: Mapping[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "cut off": b'{"title": {"th": "',
    "no object": b"[]",
    "a null": b"null",
    "a text": b'"x"',
    "a number": b"1",
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "not closed": b'{"a":[' * 100_000,
    "NaN": b'{"a": NaN}',
    "infinity": b'{"a": -Infinity}',
    "huge exponent": b'{"a": 1e999}',
    "huge integer": b'{"a": ' + b"9" * 200_000 + b"}",
    "twice the same key": b'{"a": 1, "a": 2}',
    "twice, once escaped": b'{"a": 1, "\\u0061": 2}',
    "half a pair": b'{"a": "\\ud800"}',
    "half a pair in a key": b'{"\\udfff": 1}',
    "NUL": b'{"a": "\\u0000"}',
    "NUL raw": b'{"a": "\x00"}',
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a mark before": b'\xef\xbb\xbf{"a": 1}',
    "overlong": b'{"a": "\xc0\xaf"}',
    "a megabyte": b'{"a": "' + b"x" * (2**20 - 100) + b'"}',
    "more than a megabyte": b'{"a": "' + b"x" * 2**20 + b'"}',
    "many keys": json.dumps({f"k{n}": n for n in range(5_000)}).encode(),
    "single quotes": b"{'a': 1}",
    "comments": b'{"a": 1 /* x */}',
    "two": b"{}{}",
}
BAD_IDS = (
    *(
        "x",
        "-",
        "0",
        "null",
        "undefined",
        "..",
        "%2e%2e%2f",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "a%2fb",
        "%00",
    ),
    *("%27%20OR%20%271%27%3D%271", "%3Cscript%3E", "%E0%B8%81", "%FF%FE", "%ED%A0%80", "%F0%9F%92%A9", "*"),
    *(
        "call_" + "7" * 26,
        "CALL_01H2XCEJQTF2NBREXX3VQJHP41",
        "call_",
        "_" * 40,
        "a" * 3_000,
        "%0d%0aX-Evil%3A1",
    ),
)
BAD_QUERIES = (
    *(
        "limit=0",
        "limit=101",
        "limit=1000",
        "limit=-1",
        "limit=๑๐",
        "limit=１０",
        "limit=",
        "limit=1.5",
        "limit=1e1",
    ),
    *("limit=99999999999999999999", "limit=5&limit=6", "limit=%00", "limit=+5", "limit[]=5", "limit=0x10"),
    *("sort=", "sort=password_hash", "sort=created_at", "sort=-newest", "sort=newest;drop", "sort=%00"),
    *(
        "nonsense=1",
        "offset=20",
        "page=2",
        "email=x",
        "password_hash=x",
        "admin=true",
        "id=x",
        "=1",
        "&&&",
        "%00=1",
    ),
    *(
        "fields=password_hash",
        "fields=*",
        "fields=__cursor",
        "fields=id,,id",
        "fields=%00",
        "fields=secret_hash",
    ),
    *("fields=" + ",".join(["id"] * 700), "fields=seed_and_more", "fields=organization.name"),
    *("expand=*", "expand=nonsense", "expand=title", "expand=organization.members.account", "expand=%ff"),
    *("after=", "after=x", "after=" + "A" * 3_000, "after=%00", "after=W10", "after=bnVsbA", "after=e30"),
    *("after=WyJjYWxsLm5ld2VzdCIsbnVsbCxudWxsXQ", "after=WyJjYWxsLm5ld2VzdCIsIlgiLCJ4Il0", "after=ก"),
    *(
        "state=nonsense",
        "state=",
        "state=open,%00",
        "state='%20OR%201=1",
        "state=" + "open," * 600,
        "state[$ne]=1",
    ),
    *("lang=xx", "lang=", "lang=th&lang=en", "lang=%00", "q=" + "x" * 3_000),
)
_HEADERS: Mapping[str, Sequence[str]] = {
    "If-Match": (
        "x",
        '"',
        '""',
        '"x"',
        "*",
        '"1',
        "W/",
        '"๑"',
        '"-1"',
        '"1e9"',
        f'"{"9" * 30}"',
        '"1", "2"',
        "\xff",
    ),
    "Idempotency-Key": ("", " ", "a b", "x" * 300, "\xe0\xb8\x81", "a\tb", "\x7f"),
    "Authorization": (
        *(
            "Bearer",
            "Bearer ",
            "bearer x",
            "Basic x",
            "Basic " + "A" * 4_000,
            "Bearer a b c",
            "Bearer \xff",
            "x",
        ),
        *(
            "Digest a=b",
            "Bearer null",
            "Bearer a.b.c",
            "Bearer eyJhbGciOiJub25lIn0.e30.",
            "Bearer e30.e30.e30",
        ),
        *(
            "Bearer plik_live_",
            "Bearer plik_live_client_01h2xcejqtf2nbrexx3vqjhp41",
            "Bearer plik_live_" + "x" * 400,
        ),
        "Bearer " + "." * 99,
    ),
    "Accept-Language": ("", "*", ";;;", "th;q=x", "xx-" * 900, "\xff", "en;q=9e999", "\xe0\xb8\x81"),
    "X-Request-Id": (
        "",
        "x",
        "a b c d e f",
        "x" * 200,
        "\xff" * 20,
        "../../../etc",
        "%0a%0dx: y",
        "aaaaaaaa;b",
    ),
    "Accept": ("text/plain", "*/*;q=x", "", "\xff", "application/xml"),
    "Accept-Encoding": ("gzip;q=x", "\xff", "*;q=0", "identity;q=0, *;q=0", "gzip," * 900),
    "If-None-Match": ("x", '"', "*", "W/", '"x"' * 500, "\xff"),
    "Host": ("evil.example", "a b", "[::1", "\xff"),
    "Content-Type": (
        *(
            "",
            "x",
            "text/plain",
            "application/xml",
            "multipart/form-data",
            "application/json; charset=utf-16",
        ),
        *("application/json;;;", "application/jsonx", "application/json; charset=x\xff"),
    ),
    "Content-Length": ("-1", "x", "99999999999999999999"),
    "User-Agent": ("", "\xff" * 50, "x" * 8_000),
    "X-Forwarded-For": ("127.0.0.1", "\xff"),
    **dict.fromkeys(
        ("Range", "If-Modified-Since", "Content-Encoding", "Transfer-Encoding", "Expect", "Origin"), ("x",)
    ),
}
BAD_HEADERS = tuple((name, value) for name, values in _HEADERS.items() for value in values)
# No answer may show how the house is built.
INSIDES = (
    "Traceback",
    "psycopg",
    "sqlalchemy",
    "jsonschema",
    "site-packages",
    str(ROOT),
    "SELECT ",
    "INSERT ",
)
LONGEST_ANSWER = 400_000


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a body, itself included."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with another thing at the place."""
    if not path:
        return new
    step, *rest = path
    if isinstance(value, dict):
        return value | {step: put(value[step], tuple(rest), new)}
    return [put(inner, tuple(rest), new) if number == step else inner for number, inner in enumerate(value)]


def spoiled(body: dict[str, Any], dice: random.Random, number: int) -> Iterator[Any]:
    """The body, each time with a few things wrong."""
    for _ in range(number):
        worse: Any = body
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            known = list(places(worse))
            worse = put(worse, dice.choice(known[1:] or known), dice.choice(VALUES))
        if dice.random() < 0.1 and isinstance(worse, dict):
            worse = worse | {dice.choice(("id", "admin", "x", "", "a" * 99)): dice.choice(VALUES)}
        if dice.random() < 0.1 and isinstance(worse, dict) and worse:
            worse = {name: said for name, said in worse.items() if name != dice.choice(list(worse))}
        yield worse


def must_be_decent(answer: TestResponse, asked: object) -> None:
    """Never our mistake; a refusal is a problem with a code that has its sentences in both languages."""
    text = text_of(answer)
    about = f"{str(asked)[:600]} -> {answer.status_code} {text[:600]}"
    assert answer.status_code < 500, about
    assert len(text) < LONGEST_ANSWER, about
    assert not [word for word in INSIDES if word in text], about
    if answer.status_code >= 400:
        assert answer.content_type == "application/problem+json", about
        told = json.loads(text)
        assert told["status"] == answer.status_code, about
        assert all(told["titles"].values()), about
        for code in (told["code"], *(fault["code"] for fault in told.get("errors", ()))):
            assert explained(code), about


def must_be_decent_too(answer: TestResponse, asked: object) -> None:
    """As the graph says it: errors with codes, none of them ours."""
    if answer.content_type == "application/problem+json":  # it was not even read
        must_be_decent(answer, asked)
        return
    about = f"{str(asked)[:600]} -> {answer.status_code} {answer.text[:600]}"
    assert answer.status_code in (200, 400, 401), about
    assert len(answer.data) < LONGEST_ANSWER, about
    assert not [word for word in INSIDES if word in answer.text], about
    told = answer.get_json()
    codes = {error["extensions"]["code"] for error in told.get("errors", ())}
    codes |= {error["code"] for part in (told.get("data") or {}).values() for error in mendable(part)}
    assert "internal_error" not in codes, about
    assert all(explained(code) for code in codes - {"graphql_invalid"}), about


def text_of(answer: TestResponse) -> str:
    packed = answer.headers.get("Content-Encoding") == "gzip" and answer.data
    return (gzip.decompress(answer.data) if packed else answer.data).decode()


def mendable(part: Any) -> Sequence[Any]:
    return part.get("userErrors") or () if isinstance(part, dict) else ()


def was_refused(answer: TestResponse) -> bool:
    """On either face."""
    if answer.status_code >= 400:
        return True
    told = answer.get_json(silent=True) or {}
    return bool(told.get("errors")) or any(mendable(part) for part in (told.get("data") or {}).values())
