"""How the story's judges work in a round, whichever of the two it is."""

from api.demo.data import items
from api.demo.faces import Shown
from api.demo.judging import opinion
from api.demo.scene import Scene
from api.demo.telling import Person, Teller

Task = tuple[Person, Shown]
"""A review, and whose it is."""

[PLANNED] = [round for round in items("rounds") if round["key"] == "plik-thai-2025-final"]


def tasks(t: Teller, s: Scene, round_id: str) -> list[Task]:
    """What each judge is to read: without the names of those who propose it, since the round is blind."""
    waiting = ("assigned", "draft")
    return [
        (judge, review)
        for judge in s.judges
        for review in t.all("reviews", judge, round_id=round_id)
        if review["judge_id"] == judge.id and review["state"] in waiting
    ]


def score(t: Teller, s: Scene, task: Task) -> Task:
    """The judge writes what they find; it is not sent in yet."""
    judge, review = task
    entry = next(entry for entry in s.entries if entry["id"] == review["entry_id"])
    name = f"judge {s.judges.index(judge)}"
    found = opinion(name, s.of_project(entry["project_id"]), PLANNED["criteria"], items("reviews"))
    funds = "fund" if min(found.scores.values()) > 3 else "discuss"
    return judge, write(t, task, scores=found.scores, comment=found.comment, recommendation=funds)


def write(t: Teller, task: Task, **words: object) -> Shown:
    judge, review = task
    return t.do("updateReview", judge, id=review["id"], expected_version=review["version"], **words)


def send_in(t: Teller, task: Task) -> None:
    judge, review = task
    t.do("submitReview", judge, id=review["id"])
