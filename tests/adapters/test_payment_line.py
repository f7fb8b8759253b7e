"""The line to the provider: how fast, how long, and what counts as an answer. No network is needed for that."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from adapters.payments.line import Breaker, Limiter, Line
from domain.model.payments import OrderRejected, OutcomeUnknown

AT_ONCE = Limiter(1_000, 4_000)


class Clock:
    """Time that passes when somebody waits."""

    def __init__(self) -> None:
        self.time = 0.0
        self.waited: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.time += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def raising(error: Exception) -> Callable[[], Any]:
    def question() -> Any:
        raise error

    return question


def status(code: int) -> stripe.StripeError:
    return stripe.APIError("no", http_status=code)


def admits(limiter: Limiter) -> bool:
    try:
        limiter.wait("payment_intents")
    except OutcomeUnknown:
        return False
    return True


def fails(line: Line, times: int) -> None:
    for _ in range(times):
        with pytest.raises(OutcomeUnknown):
            line.ask("refunds", raising(stripe.APIConnectionError("away")))


def test_after_five_failures_in_a_row_nobody_is_asked_for_five_seconds(clock: Clock) -> None:
    line = Line(AT_ONCE, Breaker(clock=clock.now))
    asked: list[str] = []

    fails(line, 5)
    clock.time = 4.9

    with pytest.raises(OutcomeUnknown, match="does not answer"):
        line.ask("refunds", lambda: asked.append("x"))
    assert asked == []


def test_afterwards_one_tries_and_what_it_finds_is_for_all(clock: Clock) -> None:
    line = Line(AT_ONCE, Breaker(clock=clock.now))
    fails(line, 5)
    clock.time = 5.1

    def one() -> str:
        with pytest.raises(OutcomeUnknown, match="does not answer"):
            line.ask("refunds", lambda: "another")
        return "it works"

    assert line.ask("refunds", one) == "it works"
    assert line.ask("refunds", lambda: "and again") == "and again"


def test_one_that_tries_in_vain_closes_the_line_again(clock: Clock) -> None:
    line = Line(AT_ONCE, Breaker(clock=clock.now))
    fails(line, 5)
    clock.time = 5.1

    fails(line, 1)

    with pytest.raises(OutcomeUnknown, match="does not answer"):
        line.ask("refunds", lambda: "?")


@pytest.mark.parametrize(
    "answer",
    [
        OrderRejected("amount_too_small"),
        stripe.CardError("no", None, "card_declined"),
        stripe.InvalidRequestError("no", None),
        status(409),
        stripe.RateLimitError("slower", http_status=429),
        stripe.AuthenticationError("who are you?", http_status=401),
        LookupError("an answer without an amount"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_no_is_an_answer_too(clock: Clock, answer: Exception) -> None:
    line = Line(AT_ONCE, Breaker(clock=clock.now))
    fails(line, 4)
    with pytest.raises((OutcomeUnknown, type(answer))):
        line.ask("refunds", raising(answer))

    fails(line, 4)

    assert line.ask("refunds", lambda: "still open") == "still open"


@pytest.mark.parametrize("error", [stripe.AuthenticationError("?"), stripe.PermissionError("?")])
def test_what_is_wrong_with_our_own_settings_is_told_as_an_error_and_refuses_no_pledge(
    error: stripe.StripeError, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(OutcomeUnknown):
        Line(AT_ONCE, Breaker()).ask("refunds", raising(error))

    assert [record.levelname for record in caplog.records] == ["ERROR"]


@given(rates=st.tuples(st.integers(2, 50), st.integers(2, 200)), tries=st.integers(1, 300))
def test_in_no_second_more_is_asked_than_is_allowed(rates: tuple[int, int], tries: int) -> None:
    clock = Clock()
    limiter = Limiter(*rates, clock=clock.now, sleep=clock.sleep)
    asked: list[tuple[float, str]] = []

    for number in range(tries):
        endpoint = ("payment_intents", "customers", "refunds")[number % 3]
        limiter.wait(endpoint)
        asked.append((clock.time, endpoint))

    for begin, endpoint in asked:
        within = [each for time, each in asked if begin <= time < begin + 1]
        assert len(within) <= rates[1]
        assert within.count(endpoint) <= rates[0]


def test_whoever_would_wait_too_long_is_told_at_once_and_takes_nobodys_turn() -> None:
    clock = Clock()
    pauses: list[float] = []
    limiter = Limiter(24, 96, clock=clock.now, sleep=pauses.append)  # all come at one moment

    admitted = [admits(limiter) for _ in range(200)]

    assert admitted == sorted(admitted, reverse=True)
    assert 24 <= sum(admitted) <= 24 * 3
    assert max(pauses) <= 2
    clock.time = 1.0
    assert admits(limiter)


def test_many_threads_share_the_line() -> None:
    line = Line(Limiter(10_000, 10_000), Breaker())
    answers: list[int] = []

    def ask(number: int) -> None:
        answers.append(line.ask("payment_intents", lambda: number))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == list(range(50))
