"""How like two documents are: by the words in them, those of the title counted twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model.likeness import LEAST, SAME, Gist, TeamUp, similarity, suggestions, told

WORDS = st.frozensets(st.sampled_from("abcdefghij"), max_size=8)
GISTS = st.builds(lambda words, title: Gist(words=words | title, title=title), WORDS, WORDS)


def gist(words: str, title: str = "") -> Gist:
    return Gist(words=frozenset(words + title), title=frozenset(title))


@given(GISTS, GISTS)
def test_likeness_is_mutual_and_between_nothing_and_the_same(one: Gist, other: Gist) -> None:
    alike = similarity(one, other)

    assert alike == similarity(other, one)
    assert 0 <= alike <= 1


@given(GISTS)
def test_what_says_the_same_is_the_same(one: Gist) -> None:
    assert similarity(one, one) == (1 if one.words else 0)


def test_what_shares_no_word_is_not_alike() -> None:
    assert similarity(gist("abc"), gist("xyz")) == 0


def test_a_word_in_the_title_weighs_twice() -> None:
    in_title = similarity(gist("bcde", title="a"), gist("vwxy", title="a"))

    in_text = similarity(gist("abcde"), gist("avwxy"))

    assert in_title == 0.5  # 4 of 8
    assert in_text == 0.2  # 1 of 5


def test_a_few_words_of_many_do_not_make_another_idea_of_it() -> None:
    words = "abcdefghijklmnopqrstuvwxyz"

    assert similarity(gist(words), gist(words.replace("xyz", "XYZ"))) > SAME
    assert similarity(gist(words), gist("abcde" + words[5:].upper())) < LEAST + 0.01


def test_what_is_one_idea_had_better_be_merged_and_what_is_near_it_joined() -> None:
    same = suggestions(0.9, mergeable=True, joinable=True)
    near = suggestions(0.5, mergeable=True, joinable=True)
    far = suggestions(0.25, mergeable=True, joinable=True)

    assert same == [TeamUp.MERGE, TeamUp.JOIN, TeamUp.CONTINUE]
    assert near == [TeamUp.JOIN, TeamUp.MERGE, TeamUp.CONTINUE]
    assert far == [TeamUp.JOIN, TeamUp.CONTINUE]


def test_what_is_over_can_neither_be_joined_nor_merged_into() -> None:
    assert suggestions(1, mergeable=False, joinable=False) == [TeamUp.CONTINUE]


@pytest.mark.parametrize("document", [{}, {"title": None, "problem": None, "solution": {}}])
def test_where_nothing_is_said_yet_nothing_is_told(document: dict[str, object]) -> None:
    assert told(document) == ([], [])


def test_what_makes_a_project_this_one_is_told_in_every_language() -> None:
    document = {
        "title": {"th": "ฝาย", "en": "Weir"},
        "summary": {"th": "สรุป"},
        "problem": {"statement": {"en": "Floods"}, "root_causes": [{"cause": {"th": "ป่าหาย"}}]},
        "solution": {"approach": {"th": "สร้าง"}, "activities": [{"th": "ประชุม"}]},
        "budget": [{"item": {"th": "ปูน"}}],
    }

    assert told(document) == (["ฝาย", "Weir"], ["สรุป", "Floods", "ป่าหาย", "สร้าง"])
