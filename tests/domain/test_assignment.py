"""What an assignment of judges to entries promises; small ones are compared with all there could be."""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict
from domain.model.assignment import Assignment, Lack, assign
from domain.model.ranking import is_connected

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Round:
    """A small round to assign."""

    entries: tuple[str, ...]
    judges: tuple[str, ...]
    wanted: int
    conflicts: Set[Pair]
    kept: tuple[Pair, ...] = ()

    def assign(self, seed: str = "s") -> Assignment:
        return assign(
            self.entries,
            self.judges,
            wanted=self.wanted,
            conflicts=self.conflicts,
            kept=self.kept,
            seed=seed,
        )

    def all_complete(self) -> Iterator[frozenset[Pair]]:
        """Every assignment in which each entry has as many judges as it can, by trying them all."""
        choices = []
        for entry in self.entries:
            begun = {judge for judge, of in self.kept if of == entry}
            free = [j for j in self.judges if j not in begun and (j, entry) not in self.conflicts]
            need = min(max(self.wanted - len(begun), 0), len(free))
            choices.append([{(judge, entry) for judge in some} for some in combinations(free, need)])
        return (frozenset(self.kept).union(*choice) for choice in product(*choices))

    def unevenness(self, pairs: Iterable[Pair]) -> tuple[int, int]:
        """How far apart the loads are, and the sum of their squares."""
        loads = Counter(judge for judge, _ in pairs)
        each = [loads[judge] for judge in self.judges]
        return max(each) - min(each), sum(load**2 for load in each)


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    judges = tuple(f"judge {number}" for number in range(draw(st.integers(1, 4))))
    entries = tuple(f"entry {number}" for number in range(draw(st.integers(1, 4))))
    everything = list(product(judges, entries))
    conflicts = draw(st.frozensets(st.sampled_from(everything), max_size=9))
    begun = draw(st.frozensets(st.sampled_from(everything), max_size=3))
    return Round(
        entries=entries,
        judges=judges,
        wanted=draw(st.integers(0, 3)),
        conflicts=conflicts,
        kept=tuple(sorted(begun - conflicts)),
    )


@given(round=rounds())
def test_nobody_judges_in_conflict_and_reviews_begun_are_kept(round):
    pairs = set(round.assign().pairs)

    assert not pairs & round.conflicts
    assert pairs >= set(round.kept)


@given(round=rounds())
def test_every_entry_gets_the_judges_wanted_or_all_it_can_have(round):
    pairs = round.assign().pairs

    have = Counter(entry for _, entry in pairs)
    expected = Counter(entry for _, entry in next(round.all_complete()))
    assert have == expected
    assert len(set(pairs)) == len(pairs)
    assert list(pairs) == sorted(pairs)


@given(round=rounds())
def test_loads_differ_by_at_most_one_whenever_that_can_be(round):
    apart, _ = round.unevenness(round.assign().pairs)

    evenest = min(round.unevenness(pairs)[0] for pairs in round.all_complete())
    assert apart <= 1 or evenest > 1


@given(round=rounds())
def test_the_panel_is_connected_whenever_the_evenest_loads_let_it_be(round):
    pairs = round.assign().pairs

    evenest = min(round.unevenness(one)[1] for one in round.all_complete())
    could_be = any(is_connected(one) for one in round.all_complete() if round.unevenness(one)[1] == evenest)
    assert is_connected(pairs) or not could_be
    assert round.unevenness(pairs)[1] == evenest or (is_connected(pairs) and not could_be)


@given(round=rounds(), chance=st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(round, chance):
    shuffled = Round(
        entries=tuple(chance.sample(round.entries, len(round.entries))),
        judges=tuple(chance.sample(round.judges, len(round.judges))),
        wanted=round.wanted,
        conflicts=set(chance.sample(sorted(round.conflicts), len(round.conflicts))),
        kept=tuple(chance.sample(round.kept, len(round.kept))),
    )

    assert shuffled.assign() == round.assign()


@given(round=rounds())
def test_what_lacks_is_what_has_fewer_judges_than_wanted(round):
    assignment = round.assign()

    have = Counter(entry for _, entry in assignment.pairs)
    assert [(lack.entry, lack.have, lack.need) for lack in assignment.lacking] == [
        (entry, have[entry], round.wanted) for entry in sorted(round.entries) if have[entry] < round.wanted
    ]


@given(
    judges=st.integers(1, 8), entries=st.integers(1, 25), wanted=st.integers(2, 4), seed=st.text(max_size=3)
)
def test_without_conflicts_loads_are_even_and_the_panel_connected(judges, entries, wanted, seed):
    round = Round(
        entries=tuple(f"entry {number}" for number in range(entries)),
        judges=tuple(f"judge {number}" for number in range(judges)),
        wanted=wanted,
        conflicts=frozenset(),
    )

    pairs = round.assign(seed).pairs

    reading = {judge for judge, _ in pairs}
    assert round.unevenness(pairs)[0] <= 1
    assert is_connected(pairs) or len(pairs) < len(reading) + entries - 1


def test_an_entry_whose_judges_are_all_in_conflict_is_named():
    assignment = assign(["x", "y"], ["a", "b"], wanted=2, conflicts={("a", "x"), ("b", "x")}, seed="s")

    assert assignment.pairs == (("a", "y"), ("b", "y"))
    assert assignment.lacking == (Lack(entry="x", have=0, need=2, candidates=()),)


def test_running_again_with_the_same_input_changes_nothing_that_was_begun():
    entries, judges = [f"entry {n}" for n in range(12)], [f"judge {n}" for n in range(5)]
    first = assign(entries, judges, wanted=3, conflicts=set(), seed="s")
    begun = first.pairs[::3]

    again = assign([*entries, "a late one"], judges, wanted=3, conflicts=set(), kept=begun, seed="t")

    assert set(begun) <= set(again.pairs)
    assert Counter(entry for _, entry in again.pairs)["a late one"] == 3


@given(round=rounds())
def test_running_again_moves_nobody_who_may_stay(round):
    first = round.assign().pairs

    again = assign(
        round.entries,
        round.judges,
        wanted=round.wanted,
        conflicts=round.conflicts,
        kept=round.kept,
        current=first,
        seed="another",
    )

    assert again.pairs == first or not is_connected(first)


@given(round=rounds(), gone=st.sets(st.integers(0, 3)))
def test_what_was_assigned_before_changes_no_promise(round, gone):
    """Whatever there was, conflicts hold, what was begun stays, and every entry has all the judges it can have."""
    before = list(product(round.judges, round.entries))
    current = [pair for number, pair in enumerate(before) if number not in gone][: 2 * len(round.entries)]

    again = assign(
        round.entries,
        round.judges,
        wanted=round.wanted,
        conflicts=round.conflicts,
        kept=round.kept,
        current=current,
        seed="s",
    )

    pairs = set(again.pairs)
    assert pairs >= set(round.kept)
    assert pairs.isdisjoint(round.conflicts)
    assert again.lacking == round.assign().lacking


def test_who_joins_the_panel_gets_a_fair_share_and_the_others_keep_the_rest():
    entries, judges = [f"entry {n}" for n in range(20)], [f"judge {n}" for n in range(5)]
    before = assign(entries, judges, wanted=3, conflicts=frozenset(), seed="s").pairs

    after = assign(
        entries, [*judges, "judge new"], wanted=3, conflicts=frozenset(), current=before, seed="s"
    ).pairs

    assert Counter(judge for judge, _ in after) == dict.fromkeys([*judges, "judge new"], 10)
    assert len(set(before) - set(after)) == 10


def test_the_review_of_a_judge_who_left_the_panel_is_kept_and_counts():
    assignment = assign(["x"], ["a", "b"], wanted=2, conflicts={("b", "x")}, kept=[("left", "x")], seed="s")

    assert assignment.pairs == (("a", "x"), ("left", "x"))
    assert assignment.lacking == ()


def test_a_review_begun_in_conflict_must_be_recused_first():
    with pytest.raises(Conflict) as refused:
        assign(["x"], ["a"], wanted=1, conflicts={("a", "x")}, kept=[("a", "x")], seed="s")

    assert refused.value.code == "kept_review_conflicted"
    assert refused.value.details == {"pairs": [("a", "x")]}


def test_another_seed_may_deal_otherwise():
    entries, judges = [f"entry {n}" for n in range(12)], [f"judge {n}" for n in range(5)]

    one, other = (assign(entries, judges, wanted=3, conflicts=set(), seed=seed) for seed in "st")

    assert one.pairs != other.pairs


def test_without_judges_everything_lacks():
    assignment = assign(["x"], [], wanted=1, conflicts=set(), seed="s")

    assert assignment == Assignment(pairs=(), lacking=(Lack(entry="x", have=0, need=1, candidates=()),))


def test_a_panel_that_conflicts_nearly_part_is_joined_by_the_one_judge_who_may():
    left, right = [f"left {n}" for n in range(20)], [f"right {n}" for n in range(20)]
    lefties, righties = ["la", "lb", "lc"], ["ra", "rb", "rc", "rd"]
    conflicts = {*product(lefties, right), *product(righties, left)} - {("la", right[0])}

    assignment = assign([*left, *right], [*lefties, *righties], wanted=3, conflicts=conflicts, seed="s")

    assert is_connected(assignment.pairs)
    assert assignment.lacking == ()


def test_a_national_call_is_assigned_evenly_and_connected():
    entries, judges = [f"entry {n}" for n in range(300)], [f"judge {n}" for n in range(15)]
    conflicts = {(judges[n % 15], entry) for n, entry in enumerate(entries)}

    assignment = assign(entries, judges, wanted=3, conflicts=conflicts, seed="s")

    assert set(Counter(judge for judge, _ in assignment.pairs).values()) == {60}
    assert is_connected(assignment.pairs)
    assert not conflicts & set(assignment.pairs)
