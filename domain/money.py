"""Money is a whole number of minor units in one currency. Never a float."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Conflict, Invalid

MOST = 10**12  # ten thousand million baht: beyond it somebody mistyped


class Currency(StrEnum):
    THB = "THB"


@dataclass(frozen=True)
class Money:
    """150000 THB is 1,500.00 baht."""

    amount: int
    currency: Currency = Currency.THB

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= MOST:
            raise Invalid("money_out_of_range", least=0, most=MOST)

    def __add__(self, other: "Money") -> "Money":
        if self.currency is not other.currency:
            raise Conflict("currencies_differ")
        return Money(self.amount + other.amount, self.currency)

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Share out by weight, largest remainder first, earlier before later on a tie; no satang is lost.

        1,000,000.00 THB by three is 333,333.34 + 333,333.33 + 333,333.33.
        """
        total = sum(weights)
        shares = [self.amount * weight // total for weight in weights]
        remainders = [self.amount * weight % total for weight in weights]
        odd = self.amount - sum(shares)
        for index in sorted(range(len(weights)), key=lambda i: (-remainders[i], i))[:odd]:
            shares[index] += 1
        return [Money(share, self.currency) for share in shares]

    def as_dict(self) -> dict[str, int | str]:
        return {"amount": self.amount, "currency": str(self.currency)}
