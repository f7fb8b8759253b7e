"""The one reader shows what the rules allow and nothing else, page by page, whatever happens in between."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import MANAGERS, NOBODY, Actor
from domain.errors import Invalid
from domain.reading import Page, Part, Selection
from domain.rules import (
    ACTOR,
    ADMIN,
    EVERYBODY,
    NO_ONE,
    Every,
    Has,
    Includes,
    Is,
    IsNot,
    Member,
    Predicate,
    Related,
    Some,
    Unset,
    holds,
    one_of,
)
from tests.adapters import library
from tests.adapters.library import ACTORS, DAWN, ME, YOU, Library, later

LEAVES = st.sampled_from(
    [
        EVERYBODY,
        NO_ONE,
        ADMIN,
        Is("state", "open"),
        IsNot("state", "draft"),
        one_of("state", "open", "draft"),
        Is("account_id", ACTOR),
        IsNot("account_id", ACTOR),
        Unset("account_id"),
        Is("account_id", YOU),
        Includes("judge_ids", ACTOR),
        Includes("judge_ids", YOU),
        Member(),
        Member(roles=MANAGERS),
    ]
)


def combined(inner: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    return st.builds(Some, inner, inner) | st.builds(Every, inner, inner)


SIMPLE = st.recursive(LEAVES, combined, max_leaves=5)
RELATED = st.builds(Related, st.just("shelf"), SIMPLE) | st.builds(Has, st.just("notes"), SIMPLE)
RULES = st.recursive(LEAVES | RELATED, combined, max_leaves=8)
ALL = Page(first=100)


@pytest.fixture(scope="module")
def world(worker_database: str) -> Iterator[Library]:
    yield from library.build(worker_database)


@pytest.fixture(scope="module")
def worker_database(server: Any) -> Iterator[str]:
    with server.fresh_database("library", template="template0") as url:
        yield url


def listed(reader: Any, page: Page, actor: Actor = NOBODY, *fields: str) -> Any:
    return reader.many("books", Selection("book", fields or ("id",)), page, actor, DAWN)


def ids(shown: Any) -> list[str]:
    return [row["id"] for row in shown["data"]]


@given(rule=RULES, actor=st.sampled_from(ACTORS))
def test_the_database_answers_a_rule_as_python_does(world: Library, rule: Predicate, actor: Actor) -> None:
    shown = listed(world.reader(visible=rule), ALL, actor)

    assert set(ids(shown)) == {book["id"] for book in world.books if holds(rule, book, actor)}


@given(rule=RULES, actor=st.sampled_from(ACTORS))
def test_a_field_is_shown_under_its_rule_and_null_otherwise(
    world: Library, rule: Predicate, actor: Actor
) -> None:
    shown = listed(world.reader(secret=rule), ALL, actor, "id", "secret")

    expected = {book["id"]: book["secret"] if holds(rule, book, actor) else None for book in world.books}
    assert {row["id"]: row["secret"] for row in shown["data"]} == expected


@given(rule=RULES, actor=st.sampled_from(ACTORS), secret=st.sampled_from(["secret 0", "secret 1"]))
def test_a_filter_does_not_find_what_is_hidden(
    world: Library, rule: Predicate, actor: Actor, secret: str
) -> None:
    page = Page(first=100, filters=(("secret", (secret,)),))

    shown = listed(world.reader(secret=rule), page, actor)

    expected = {book["id"] for book in world.books if book["secret"] == secret and holds(rule, book, actor)}
    assert set(ids(shown)) == expected


@given(rule=SIMPLE, actor=st.sampled_from(ACTORS))
def test_a_related_thing_that_may_not_be_seen_looks_like_none(
    world: Library, rule: Predicate, actor: Actor
) -> None:
    selection = Selection("book", ("id",), (Part("shelf", "shelf", Selection("shelf", ("id",))),))

    shown = world.reader(shelf=rule).many("books", selection, ALL, actor, DAWN)

    expected = {
        book["id"]: book["shelf"]["id"] if book["shelf"] and holds(rule, book["shelf"], actor) else None
        for book in world.books
    }
    assert {row["id"]: row["shelf"] and row["shelf"]["id"] for row in shown["data"]} == expected


@given(rule=RULES, actor=st.sampled_from(ACTORS))
def test_a_list_that_may_not_be_seen_looks_empty(world: Library, rule: Predicate, actor: Actor) -> None:
    notes = Part("notes", "notes", Selection("note", ("id",)), ALL)

    shown = world.reader(notes=rule).many("books", Selection("book", ("id",), (notes,)), ALL, actor, DAWN)

    expected = {book["id"]: len(book["notes"]) if holds(rule, book, actor) else 0 for book in world.books}
    assert {row["id"]: len(row["notes"]["data"]) for row in shown["data"]} == expected


@given(rule=RULES, actor=st.sampled_from(ACTORS))
def test_one_thing_is_seen_as_in_its_list(world: Library, rule: Predicate, actor: Actor) -> None:
    reader, selection = world.reader(visible=rule), Selection("book", ("id", "state"))

    shown = [reader.one(selection, book["id"], actor, DAWN) for book in world.books[:5]]

    assert [bool(each) for each in shown] == [holds(rule, book, actor) for book in world.books[:5]]


@pytest.fixture
def shelf(world: Library) -> Mapping[str, Any]:
    """With seven books, two of which are as old as each other."""
    new = world.add("shelves")
    for minute in (1, 2, 3, 3, 4, 5, 6):
        world.add("books", shelf_id=new["id"], created_at=later(minute), pages=minute)
    return new


def paged(world: Library, shelf: Mapping[str, Any], page: Page) -> Any:
    """A page of the shelf's books."""
    part = Part("books", "books", Selection("book", ("id", "created_at", "pages")), page)
    shown = world.reader().one(Selection("shelf", ("id",), (part,)), shelf["id"], NOBODY, DAWN)
    assert shown is not None
    return shown["books"]


def walk(world: Library, shelf: Mapping[str, Any], page: Page) -> Iterator[Any]:
    """Page after page, to the end."""
    while True:
        shown = paged(world, shelf, page)
        yield shown
        if not shown["page"]["has_more"]:
            return
        page = Page(page.first, shown["page"]["next_cursor"], page.order)


@pytest.mark.parametrize("order", [None, "newest", "oldest", "pages"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_pages_put_together_are_the_list(
    world: Library, shelf: Mapping[str, Any], order: str | None, size: int
) -> None:
    [whole] = walk(world, shelf, Page(100, order=order))
    pages = list(walk(world, shelf, Page(size, order=order)))

    assert [id for page in pages for id in ids(page)] == ids(whole)
    assert all(len(page["data"]) == size for page in pages[:-1])
    assert len(ids(whole)) == 7


def test_rows_that_come_and_go_shift_nothing(world: Library, shelf: Mapping[str, Any]) -> None:
    [whole] = walk(world, shelf, Page(100))
    first, *later_pages = (
        ids(paged(world, shelf, Page(3))),
        paged(world, shelf, Page(3))["page"]["next_cursor"],
    )

    world.add("books", shelf_id=shelf["id"], created_at=later(100))  # before what was read
    world.remove("books", first[-1])  # where the cursor stands
    [rest] = walk(world, shelf, Page(100, later_pages[0]))

    assert first + ids(rest) == ids(whole)


def test_what_was_not_read_yet_and_is_removed_is_not_shown(world: Library, shelf: Mapping[str, Any]) -> None:
    [whole] = walk(world, shelf, Page(100))
    cursor = paged(world, shelf, Page(3))["page"]["next_cursor"]

    world.remove("books", ids(whole)[4])
    [rest] = walk(world, shelf, Page(100, cursor))

    assert ids(rest) == [id for place, id in enumerate(ids(whole)) if place > 2 and place != 4]


def forged(*said: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


MOMENT, BOOK = "2026-01-01T00:00:00.000000Z", "book_01h2xcejqtf2nbrexx3vqjhp41"


@pytest.mark.parametrize("cursor", ["", "ก", "not base64!", "AAAA", "W10", "bnVsbA", "e30"])
def test_what_is_no_cursor_is_refused(world: Library, cursor: str) -> None:
    with pytest.raises(Invalid) as refusal:
        listed(world.reader(), Page(after=cursor))

    assert refusal.value.code == "cursor_malformed"


@pytest.mark.parametrize(
    "said",
    [
        ("book.newest", MOMENT),
        ("book.oldest", MOMENT, BOOK),
        ("call.newest", MOMENT, BOOK),
        ("book.newest", 12, BOOK),
        ("book.newest", None, BOOK),
        ("book.newest", {"a": 1}, BOOK),
        ("book.newest", "2026-13-45T00:00:00.000000Z", BOOK),
        ("book.newest", "0000-01-01T00:00:00.000000Z", BOOK),
        ("book.newest", "2026-W01-1", BOOK),
        ("book.newest", "๒๐๒๖-01-01T00:00:00.000000Z", BOOK),
        ("book.newest", MOMENT, "a\x00b"),
        ("book.newest", MOMENT, ["x"]),
        ("book.newest", MOMENT, "1' OR '1'='1"),
        ("book.pages", 10**30, BOOK),
        ("book.pages", 2**63, BOOK),
        ("book.pages", True, BOOK),
        ("book.pages", "1", BOOK),
        ("book.pages", 1.5, BOOK),
    ],
    ids=repr,
)
def test_a_cursor_that_this_list_did_not_give_out_is_refused(world: Library, said: Any) -> None:
    order = "pages" if said[0] == "book.pages" else None

    with pytest.raises(Invalid) as refusal:
        listed(world.reader(), Page(after=forged(*said), order=order))

    assert refusal.value.code == "cursor_malformed"


@given(st.text(max_size=60))
def test_no_cursor_whatsoever_breaks_the_reader(world: Library, cursor: str) -> None:
    with pytest.raises(Invalid):
        listed(world.reader(), Page(after=cursor))


def test_a_cursor_for_a_row_that_never_was_starts_where_it_would_have_stood(world: Library) -> None:
    shown = listed(world.reader(), Page(after=forged("book.newest", MOMENT, BOOK)))

    assert set(ids(shown)) <= {book["id"] for book in world.books} | set(ids(listed(world.reader(), ALL)))


def test_lists_in_lists_are_cut_to_their_own_pages(world: Library, shelf: Mapping[str, Any]) -> None:
    [first, *_] = ids(paged(world, shelf, Page(1)))
    for minute in range(5):
        world.add("notes", book_id=first, created_at=later(minute))
    notes = Part("notes", "notes", Selection("note", ("id",)), Page(2))
    books = Part("books", "books", Selection("book", ("id",), (notes,)), Page(3))

    shown = world.reader().one(Selection("shelf", ("id",), (books,)), shelf["id"], NOBODY, DAWN)

    assert shown is not None
    assert [len(book["notes"]["data"]) for book in shown["books"]["data"]] == [2, 0, 0]
    assert [book["notes"]["page"]["has_more"] for book in shown["books"]["data"]] == [True, False, False]


def test_moments_come_out_alike_at_every_depth(world: Library, shelf: Mapping[str, Any]) -> None:
    part = Part("shelf", "shelf", Selection("shelf", ("created_at",)))
    shown = world.reader().many(
        "books", Selection("book", ("created_at",), (part,)), Page(first=1, order="oldest"), NOBODY, DAWN
    )

    assert shown["data"][0]["created_at"] == "2026-01-01T00:00:00.000000Z"


def test_text_for_people_comes_out_as_it_was_written(world: Library) -> None:
    book = world.add("books", title={"th": "น้ำท่วม ๑๒๓", "en": "Flood"}, account_id=ME)

    shown = world.reader().one(Selection("book", ("title",)), book["id"], NOBODY, DAWN)

    assert shown == {"title": {"th": "น้ำท่วม ๑๒๓", "en": "Flood"}}
