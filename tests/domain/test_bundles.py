"""Whoever has the bundle of a round can recompute its winners, and sees when a score was changed."""

import copy
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.ids import AccountId, EntryId, ReviewId
from domain.model.analysis import analyse
from domain.model.bundles import bundle_of
from domain.model.ranking import METHOD_VERSION, Marks, Method
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import RoundState, hash_of_seed
from domain.model.standings import Move, Standing, decide, facts_of
from tests.domain.builders import LATER, NOON, a_review, a_round
from tests.recomputing import SCRIPT, recompute

Said = Mapping[tuple[str, str], Mapping[str, int]]  # scores, by (judge, entry)
KEYS = ("feasibility", "community_benefit", "reach")
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WHY = {"th": "เพราะ"}


def a_criterion(key: str, weight: int, minimum: int | None) -> dict[str, Any]:
    return {"key": key, "title": {"en": key}, "weight": weight, "min": 0, "max": 5, "minimum": minimum}


def sent_in(number: int, judge: str, entry: str, scores: Mapping[str, int]) -> Review:
    review = a_review(state=ReviewState.DRAFT, id=ReviewId(f"review_{number}"))
    review.judge_id, review.entry_id, review.scores = AccountId(judge), EntryId(entry), dict(scores)
    review.submit([{"key": key} for key in scores], f"salt {number}", now=NOON)
    return review


def published(
    said: Said,
    criteria: Sequence[dict[str, Any]],
    method: Method,
    *,
    places: int = 1,
    waiting_list: int = 2,
    moves: Sequence[Move] = (),
    secret: str = "secret",
) -> dict[str, Any]:
    """The bundle of a round with these scores, ranked and decided by the domain itself, as it goes out."""
    reviews = [sent_in(number, *pair, scores) for number, (pair, scores) in enumerate(said.items())]
    round = a_round(state=RoundState.SEALED, criteria=criteria, method=method, places=places)
    round.waiting_list, round.seed_hash = waiting_list, hash_of_seed(round.seed)
    round.commitments = sorted(review.commitment or "" for review in reviews)
    marks = [Marks(judge=one.judge_id, entry=one.entry_id, scores=one.scores) for one in reviews]
    analysis = analyse(marks, round.rules, method=method, seed=round.seed, places=places)
    standings = [
        Standing(
            id=f"standing_{number}",
            round_id=round.id,
            organization_id=round.organization_id,
            places=places,
            number=number,
            reviews=sum(one.entry_id == facts["entry_id"] for one in reviews),
            review_ids=[one.id for one in reviews if one.entry_id == facts["entry_id"]],
            created_at=NOON,
            updated_at=NOON,
            **facts,
        )
        for number, facts in enumerate(facts_of(analysis), 1)
    ]
    decide(standings, moves, places=places, waiting_list=waiting_list)
    round.method_version, round.published_at = METHOD_VERSION[method], LATER
    bundle = bundle_of(round, standings, reviews, secret=secret)
    sent: dict[str, Any] = json.loads(json.dumps(bundle))
    return sent


@st.composite
def panels(draw: st.DrawFn) -> tuple[Said, list[dict[str, Any]]]:
    """Judges who share entries, few scores, so that there are ties; sometimes minimums."""
    keys = draw(st.sampled_from([KEYS, KEYS[2:], (KEYS[2], KEYS[0])]))
    judges, entries = draw(st.integers(1, 4)), draw(st.integers(2, 6))
    points = st.fixed_dictionaries({key: st.integers(0, 5) for key in keys})
    said = {
        (f"account_{judge}", f"entry_{entry}"): draw(points)
        for entry in range(entries)
        for judge in range(judges)
        if judge == 0 or draw(st.booleans())
    }
    minimums = st.one_of(st.none(), st.integers(1, 2))
    return said, [a_criterion(key, draw(st.integers(1, 3)), draw(minimums)) for key in keys]


@pytest.mark.parametrize("method", Method)
@FEW
@given(panels())
def test_the_script_finds_the_order_that_the_platform_found(
    method: Method, panel: tuple[Said, list[dict[str, Any]]]
) -> None:
    said, criteria = panel
    entries = sorted({entry for _, entry in said})
    out = [Move(entry_id=entry, place=number, reason=WHY) for number, entry in enumerate(entries[:1], 1)]

    bundle = published(said, criteria, method, places=1, waiting_list=len(entries), moves=out)

    assert recompute(bundle) is None


@pytest.mark.parametrize("method", Method)
def test_equal_scores_are_settled_alike_by_the_script_down_to_the_lottery(method: Method) -> None:
    said = {(judge, f"entry_{number}"): dict.fromkeys(KEYS, 3) for judge in "ab" for number in range(6)}

    bundle = published(said, [a_criterion(key, 1, None) for key in KEYS], method, places=3, waiting_list=3)

    assert recompute(bundle) is None
    assert {standing["tie_broken_by"] for standing in bundle["standings"]} == {"lottery"}


SAID = {
    (f"account_{judge}", f"entry_{entry}"): {
        key: (judge * 2 + entry * 3 + at) % 5 + 1 for at, key in enumerate(KEYS)
    }
    for judge in range(3)
    for entry in range(4)
}
CRITERIA = [a_criterion(key, weight, None) for weight, key in enumerate(KEYS, 1)]


@pytest.mark.parametrize("at", range(len(SAID)))
def test_a_score_that_is_another_by_one_point_is_seen(at: int) -> None:
    bundle = published(SAID, CRITERIA, Method.FAIR)
    review = bundle["reviews"][at]

    review["content"]["scores"]["reach"] += 1

    assert "is not what was committed to" in (recompute(bundle) or "")


def test_a_score_and_its_commitment_changed_together_are_seen() -> None:
    bundle = published(SAID, CRITERIA, Method.FAIR)
    review = bundle["reviews"][0]

    review["content"]["scores"]["reach"] -= 1
    canonical = json.dumps(review["content"], sort_keys=True, separators=(",", ":"))
    review["commitment"] = sha256(canonical.encode()).hexdigest()

    assert "is not what was committed to" in (recompute(bundle) or "")


def swap_winner(bundle: dict[str, Any]) -> None:
    bundle["winners"][0], bundle["waiting_list"][0] = bundle["waiting_list"][0], bundle["winners"][0]


def drop_reviews(bundle: dict[str, Any]) -> None:
    best = bundle["winners"][0]
    bundle["reviews"] = [one for one in bundle["reviews"] if one["content"]["entry"] != best]


def another_seed(bundle: dict[str, Any]) -> None:
    bundle["rules"]["seed"]["content"] = "another"


@pytest.mark.parametrize("forge", [swap_winner, drop_reviews, another_seed])
def test_other_winners_left_out_reviews_and_another_seed_are_seen(forge: Any) -> None:
    bundle = published(SAID, CRITERIA, Method.RAW_MEAN)
    forged = copy.deepcopy(bundle)

    forge(forged)

    assert recompute(bundle) is None
    assert recompute(forged)


def no_weight(bundle: dict[str, Any]) -> None:
    for criterion in bundle["rules"]["criteria"]:
        criterion["weight"] = 0


def half_a_letter(bundle: dict[str, Any]) -> None:
    bundle["reviews"][0]["content"]["salt"] = "\ud800"


def no_seed(bundle: dict[str, Any]) -> None:
    del bundle["rules"]["seed"]


def moves_in_a_list(bundle: dict[str, Any]) -> None:
    bundle["moves"] = [1]


@pytest.mark.parametrize("spoil", [dict.clear, no_weight, half_a_letter, no_seed, moves_in_a_list])
def test_what_is_no_bundle_is_said_to_be_none_in_a_sentence(spoil: Any) -> None:
    bundle = published(SAID, CRITERIA, Method.FAIR)

    spoil(bundle)

    told = recompute(bundle)
    assert told
    assert told.startswith("This is no such bundle: ")


def test_judges_are_numbers_that_chance_draws_anew_for_every_round() -> None:
    bundles = [published(SAID, CRITERIA, Method.FAIR, secret=f"chance {number}") for number in range(8)]

    firsts = {
        json.dumps([one["content"] for one in bundle["reviews"] if one["judge"] == "judge_1"])
        for bundle in bundles
    }
    assert {review["judge"] for review in bundles[0]["reviews"]} == {"judge_1", "judge_2", "judge_3"}
    assert "account_" not in json.dumps(bundles)
    assert len(firsts) == 3


def test_the_script_is_short_and_needs_nothing_but_python() -> None:
    script = SCRIPT.read_text(encoding="utf-8")

    imported = {line.split()[1] for line in script.splitlines() if line.startswith(("import ", "from "))}
    assert len(script.splitlines()) <= 60
    assert imported <= {"fractions", "hashlib", "json", "math", "statistics", "sys"}
