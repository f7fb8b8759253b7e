"""Card numbers are refused wherever somebody writes one, and nothing else is taken for one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.card_numbers import looks_like_a_card_number
from domain.errors import Invalid
from domain.text import Text, washed
from tests.timing import own_work

CARDS = {
    "Visa": "4111111111111111",
    "Visa of thirteen": "4222222222222",
    "Mastercard": "5555555555554444",
    "Mastercard of the second series": "2223003122003222",
    "American Express": "378282246310005",
    "Diners Club": "30569309025904",
    "Discover": "6011111111111117",
    "JCB": "3530111333300000",
    "UnionPay": "6200000000000005",
    "Maestro": "6759649826438453",
}
WRITTEN = (
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "3782 822463 10005",
    "4111 1111 1111 1111 12/28 123",
    "12 4111 1111 1111 1111",
    "โทร 0812345678 4111111111111111",
    "ตัดบัตร4111111111111111ได้เลย",
    "4111111111111111@people.example",
    "card:4111111111111111.",
    "๔๑๑๑๑๑๑๑๑๑๑๑๑๑๑๑",
    "４１１１ １１１１ １１１１ １１１１",
)
OTHERS = (
    "0812345678",
    "+66 81 234 5678",
    "081-234-5678 089-234-5678",
    "1101700203451",  # a citizen's id
    "0105536000315",  # a company's tax id
    "9780306406157",  # a book
    "8850999320007",  # a barcode
    "1764000000000",  # a moment in milliseconds
    "2569-03-01 2569-04-01",  # dates
    "25690301-25690331",
    "4111111111111112",  # its check digit is wrong
    "9111111111111114",  # nobody's
    "411111111111111111111111",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    "pledge_4111111111111111",
    "pi_4111111111111111x",
    "4111111111111111a",
    "41111111-1111-4111-8111-111111111111",
    "",
)


@pytest.mark.parametrize("issuer", CARDS)
def test_a_number_that_an_issuer_could_have_given_out_is_known(issuer: str) -> None:
    assert looks_like_a_card_number(CARDS[issuer])


@pytest.mark.parametrize("text", WRITTEN)
def test_a_card_number_is_known_however_it_is_written_and_whatever_stands_beside_it(text: str) -> None:
    assert looks_like_a_card_number(text)


@pytest.mark.parametrize("text", OTHERS)
def test_other_numbers_are_no_card_numbers(text: str) -> None:
    assert not looks_like_a_card_number(text)


@given(id=st.uuids(version=4))
def test_no_id_is_taken_for_a_card_number(id: UUID) -> None:
    assert not looks_like_a_card_number(str(id))


@given(digits=st.text("0123456789", min_size=12, max_size=18))
def test_of_ten_check_digits_one_at_most_makes_a_card_number(digits: str) -> None:
    assert sum(looks_like_a_card_number(f"{digits}{last}") for last in range(10)) <= 1


def test_text_with_a_card_number_is_refused_where_it_stands() -> None:
    sent = {"title": Text(th="บริจาค", en="call 4111 1111 1111 1111"), "tags": ["x", "4222222222222"]}

    with pytest.raises(Invalid) as refused:
        washed(sent)

    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/title/en", "looks_like_a_card_number"),
        ("/tags/1", "looks_like_a_card_number"),
    ]


@pytest.mark.parametrize("text", ["4111-", "4 ", "4", "4111111111111 ", "a1 ", "๔"])
def test_a_long_text_is_looked_through_quickly(text: str) -> None:
    long = text * (200_000 // len(text))

    with own_work() as took:
        looks_like_a_card_number(long)

    assert took.seconds < 1
