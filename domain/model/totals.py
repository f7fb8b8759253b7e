"""How far a campaign has come, by the states that its pledges are in."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.model.pledges import IN_FLIGHT, PROMISED, PledgeState


@dataclass(frozen=True)
class Totals:
    """Number and amount of a campaign's pledges by state; kept by the database, never summed on reading."""

    by_state: Mapping[str, tuple[int, int]]

    def number(self, *states: PledgeState) -> int:
        return sum(self.by_state.get(state, (0, 0))[0] for state in states)

    def amount(self, *states: PledgeState) -> int:
        return sum(self.by_state.get(state, (0, 0))[1] for state in states)

    @property
    def in_flight(self) -> int:
        """How many may still come to count."""
        return self.number(*IN_FLIGHT)

    @property
    def promised(self) -> int:
        return self.amount(*PROMISED)

    @property
    def collected(self) -> int:
        return self.amount(PledgeState.COLLECTED)

    @property
    def raised(self) -> int:
        return self.promised + self.collected
