"""Panels of judges that could be, with the truth known: quality, levels, spreads, noise and bad habits are drawn.

An entry has a quality of mean 0. A judge sees `level + spread * (quality + noise)` and gives 5.5 + 1.8 times that,
rounded to 1..10; a habit may then change it. The same panel and seed give the same reviews.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import exp, sqrt
from random import Random

from domain.model.assignment import assign
from domain.model.ranking import Marks, Rule, is_connected

IDEA = (Rule(key="idea", weight=1),)
MIDDLE, STEP = 5.5, 1.8
LEAST, MOST = 1, 10
FAVOURITES = 3
DRIFT = 3.0  # points that a tired judge has lost at the end

Quality = Mapping[str, float]


@dataclass(frozen=True)
class Sitting:
    """One judge with one entry: what they would give, before rounding; how far through their pile they are, 0..1."""

    worth: float
    favourite: bool
    progress: float
    chance: Random


Habit = Callable[[Sitting], float]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`level`, `spread` (of its logarithm) and `noise` are standard deviations, in those of the quality.

    `habits` are of the first judges, the others have none; the first `picky` judges read only entries of the better
    half; each review is `missing` with that probability (never an entry's last, nor one that links the panel);
    `freedom`: degrees of Student's t for quality and noise, none for the normal distribution.
    """

    name: str
    entries: int = 30
    judges: int = 9
    reviews: int = 3
    places: int = 10
    level: float = 0.5
    spread: float = 0.3
    noise: float = 0.6
    habits: tuple[Habit, ...] = ()
    picky: int = 0
    missing: float = 0.0
    freedom: int | None = None

    def simulated(self, seed: int) -> tuple[Quality, list[Marks]]:
        """The truth, and what the judges made of it."""
        chance = Random(f"{self.name} {seed}")
        quality = {f"entry {number:03}": self._drawn(chance) for number in range(self.entries)}
        pairs = self._kept(self._assigned(quality, seed), chance)
        return quality, list(self._reviewed(quality, pairs, chance))

    def marks(self, seed: int) -> list[Marks]:
        """The reviews alone."""
        return self.simulated(seed)[1]

    def _drawn(self, chance: Random) -> float:
        """Of variance 1 if normal; Student's t is as wide in its middle, and has more extremes."""
        drawn = chance.gauss(0, 1)
        if self.freedom is None:
            return drawn
        return drawn / sqrt(sum(chance.gauss(0, 1) ** 2 for _ in range(self.freedom)) / self.freedom)

    def _assigned(self, quality: Quality, seed: int) -> list[tuple[str, str]]:
        worse = sorted(quality, key=quality.__getitem__)[: self.entries // 2]
        judges = [f"judge {number:02}" for number in range(self.judges)]
        barred = {(judge, entry) for judge in judges[: self.picky] for entry in worse}
        dealt = assign(list(quality), judges, wanted=self.reviews, conflicts=barred, seed=str(seed))
        return list(dealt.pairs)

    def _kept(self, pairs: list[tuple[str, str]], chance: Random) -> list[tuple[str, str]]:
        kept = dict.fromkeys(pairs)
        have = Counter(entry for _, entry in pairs)
        for pair in pairs:
            if chance.random() < self.missing and have[pair[1]] > 1 and is_connected(kept.keys() - {pair}):
                del kept[pair]
                have[pair[1]] -= 1
        return list(kept)

    def _reviewed(self, quality: Quality, pairs: list[tuple[str, str]], chance: Random) -> Iterator[Marks]:
        favourites = set(chance.sample(sorted(quality), FAVOURITES))
        piles: defaultdict[str, list[str]] = defaultdict(list)
        for judge, entry in pairs:
            piles[judge].append(entry)
        for judge, pile in sorted(piles.items()):
            chance.shuffle(pile)
            level, spread = chance.gauss(0, self.level), exp(chance.gauss(0, self.spread))
            for read, entry in enumerate(pile):
                seen = level + spread * (quality[entry] + self.noise * self._drawn(chance))
                sitting = Sitting(
                    worth=MIDDLE + STEP * seen,
                    favourite=entry in favourites,
                    progress=read / max(len(pile) - 1, 1),
                    chance=chance,
                )
                points = round(self._habit(judge)(sitting))
                yield Marks(judge=judge, entry=entry, scores={"idea": min(MOST, max(LEAST, points))})

    def _habit(self, judge: str) -> Habit:
        number = int(judge.split()[1])
        return self.habits[number] if number < len(self.habits) else honest


def honest(sitting: Sitting) -> float:
    """As seen."""
    return sitting.worth


def erratic(sitting: Sitting) -> float:
    """1 or 10, blindly."""
    return sitting.chance.choice((LEAST, MOST))


def partial(sitting: Sitting) -> float:
    """The most for a favourite, whatever it is worth; otherwise as seen."""
    return MOST if sitting.favourite else sitting.worth


def tired(sitting: Sitting) -> float:
    """Stricter with every entry read."""
    return sitting.worth - DRIFT * sitting.progress


HONEST = Panel(name="30 entries, 9 judges, 3 reviews each, 10 places")
ERRATIC = replace(HONEST, name="the same, one erratic judge (only 1s and 10s)", habits=(erratic,))
SPREAD = replace(HONEST, name="judges differ in spread, little in level", level=0.1, spread=0.6)
LONG_LIST = replace(
    HONEST, name="285 entries, 15 judges, 3 reviews each, 30 places", entries=285, judges=15, places=30
)
LONG_ERRATIC = replace(LONG_LIST, name="the long list, one erratic judge", habits=(erratic,))
SMALL = replace(HONEST, name="10 entries, 5 judges, 3 reviews each", entries=10, judges=5, places=4)
SMALL_ERRATIC = replace(SMALL, name="the small one, one erratic judge", habits=(erratic,))
CHOSEN_ON = (HONEST, ERRATIC, SPREAD, LONG_LIST)
"""The panels that the method was chosen on: its figures there flatter it."""

UNSEEN = (
    replace(HONEST, name="as the first, 5 reviews each", reviews=5),
    replace(LONG_LIST, name="as the long list, 5 reviews each", reviews=5),
    replace(ERRATIC, name="one erratic judge, 5 reviews each", reviews=5),
    LONG_ERRATIC,
    replace(HONEST, name="judges alike in level and spread", level=0.0, spread=0.0),
    replace(HONEST, name="judges far apart in level and spread", level=0.8, spread=0.5),
    replace(HONEST, name="far apart, 5 reviews each", level=0.8, spread=0.5, reviews=5),
    replace(HONEST, name="judges who see little (noise as large as quality)", noise=1.0),
    replace(HONEST, name="noise as large as quality, 5 reviews each", noise=1.0, reviews=5),
    replace(HONEST, name="three judges push the same three favourites", habits=(partial,) * 3),
    replace(HONEST, name="all judges get stricter as they tire", habits=(tired,) * 9),
    replace(HONEST, name="two judges read only the better half", picky=2),
    replace(HONEST, name="heavy tails (Student's t, 2 degrees)", freedom=2),
    replace(HONEST, name="every fourth review missing", missing=0.25),
    replace(HONEST, name="a crowd: 30 judges, 3 entries each", judges=30),
)
"""Panels that it was not chosen on."""
