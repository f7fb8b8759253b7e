"""Small rounds of reviews for tests: connected, of one criterion."""

from hypothesis import strategies as st

from domain.model.ranking import Marks, Ranking, Rule

IDEA = (Rule(key="idea", weight=1),)


def review(judge: str, entry: str, points: int, recommendation: str | None = None) -> Marks:
    return Marks(judge=judge, entry=entry, scores={"idea": points}, recommendation=recommendation)


def order(ranking: Ranking) -> list[str]:
    return [standing.entry for standing in ranking.standings]


@st.composite
def connected_panels(draw: st.DrawFn) -> list[Marks]:
    """Up to 8 entries in a ring of judges: each entry shares a judge with the next, and some have more."""
    judges = draw(st.integers(1, 4))
    found = []
    for entry in range(draw(st.integers(judges, 8))):
        ring = {entry % judges, (entry + 1) % judges}
        for judge in sorted(ring | draw(st.sets(st.integers(0, judges - 1)))):
            found.append(review(f"judge {judge}", f"entry {entry}", draw(st.integers(1, 10))))
    return found


def renamed(panel: list[Marks]) -> list[Marks]:
    """The same, with other names for the judges, that sort otherwise."""
    return [
        Marks(judge=one.judge[::-1].translate({48: "9", 49: "0"}), entry=one.entry, scores=one.scores)
        for one in panel
    ]
