"""How the judges of the demo score: by a project's quality, a judge's own leniency, and the day.

Nothing here is left to chance: the same judge finds the same of the same project whenever the demo is sown.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.demo.data import Item

LENIENCY = 0.6  # points by which the mildest judge is above the average, and the strictest below
NOISE = 0.45  # standard deviation of a score, in points


@dataclass(frozen=True)
class Opinion:
    scores: dict[str, int]
    comment: dict[str, str]


def opinion(judge: str, project: Item, criteria: Sequence[Item], comments: Sequence[Item]) -> Opinion:
    """What the judge writes about the project, on the scales of the criteria; the comment suits the scores."""
    leniency = random.Random(f"leniency of {judge}").uniform(-LENIENCY, LENIENCY)
    mood = random.Random(f"{judge} on {project['key']}")
    scores = {
        criterion["key"]: _within(criterion, project["quality"] + leniency + mood.gauss(0, NOISE))
        for criterion in criteria
    }
    weights = {criterion["key"]: criterion["weight"] for criterion in criteria}
    mean = sum(scores[key] * weight for key, weight in weights.items()) / sum(weights.values())
    fitting = [said["comment"] for said in comments if said["level"] == round(mean)]
    return Opinion(scores, mood.choice(fitting))


def _within(criterion: Item, points: float) -> int:
    least: Any = criterion["min"]
    return int(max(least, min(criterion["max"], round(points))))
