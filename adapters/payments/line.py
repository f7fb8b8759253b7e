"""The line to the provider: never faster than allowed, not at all while nobody answers, and every trouble on it is
OutcomeUnknown. Threads share it.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

import stripe

from domain.model.payments import OrderRejected, OutcomeUnknown

T = TypeVar("T")
Clock = Callable[[], float]

LONGEST_WAIT = 2.0  # seconds for one's turn
ANSWERS = (OrderRejected, stripe.CardError, stripe.InvalidRequestError)  # a no is an answer too
MISTAKES = (stripe.AuthenticationError, stripe.PermissionError, stripe.IdempotencyError)
log = logging.getLogger("plik.payments")


class Pace:
    """At most `rate` a second in the long run, and `burst` at once: in no second more than both together.

    Source: the generic cell rate algorithm, ITU-T I.371.
    """

    def __init__(self, rate: float, burst: int) -> None:
        self._gap, self._slack = 1 / rate, (burst - 1) / rate
        self._due = 0.0

    def take(self, now: float) -> float | None:
        """Seconds to wait for the turn that is taken; None, and nothing taken, where it would be too long."""
        wait = max(0.0, self._due - self._slack - now)
        if wait > LONGEST_WAIT:
            return None
        self._due = max(self._due, now) + self._gap
        return wait


class Limiter:
    """Holds this process below Stripe's limits, 25 a second for each endpoint and 100 in all.

    `each` and `in_all` are what may be asked in a second.
    """

    def __init__(
        self,
        each: int = 24,
        in_all: int = 96,
        *,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._all = self._pace(in_all)
        self._endpoints: defaultdict[str, Pace] = defaultdict(lambda: self._pace(each))
        self._clock, self._sleep, self._lock = clock, sleep, Lock()

    @staticmethod
    def _pace(most: int) -> Pace:
        burst = max(1, most // 6)
        return Pace(most - burst, burst)

    def wait(self, endpoint: str) -> None:
        """For one's turn. Raises OutcomeUnknown where it does not come soon enough; nothing was asked then."""
        with self._lock:
            now = self._clock()
            waits = [pace.take(now) for pace in (self._endpoints[endpoint], self._all)]
        longest = max((wait for wait in waits if wait is not None), default=0.0)
        if None in waits:
            raise OutcomeUnknown(f"too much is asked of {endpoint}")
        if longest:
            self._sleep(longest)


class Breaker:
    """After `most` failures in a row nobody tries any more, but one every `pause` seconds until it works again."""

    def __init__(self, most: int = 5, pause: float = 5.0, *, clock: Clock = time.monotonic) -> None:
        self._most, self._pause, self._clock = most, pause, clock
        self._failures, self._open_until, self._lock = 0, 0.0, Lock()

    def enter(self) -> None:
        """Raises OutcomeUnknown while nobody may try; nothing was asked then."""
        with self._lock:
            if self._failures < self._most:
                return
            now = self._clock()
            if now < self._open_until:
                raise OutcomeUnknown("the provider does not answer")
            self._open_until = now + self._pause  # this one tries; the others wait for what it finds

    def worked(self) -> None:
        with self._lock:
            over, self._failures = self._failures >= self._most, 0
        if over:
            log.warning("the provider answers again")

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._open_until = self._clock() + self._pause
            opens = self._failures == self._most
        if opens:
            log.warning("the provider has failed %s times in a row and is left alone for a while", self._most)


class Line:
    def __init__(self, limiter: Limiter, breaker: Breaker) -> None:
        self._limiter, self._breaker = limiter, breaker

    def ask(self, endpoint: str, question: Callable[[], T]) -> T:
        """What the provider says. Its refusals (`ANSWERS`) pass; all else that goes wrong is OutcomeUnknown."""
        self._limiter.wait(endpoint)
        self._breaker.enter()
        try:
            answer = question()
        except ANSWERS:
            self._breaker.worked()
            raise
        except Exception as error:
            self._judge(endpoint, error)
            raise OutcomeUnknown(f"{endpoint}: {type(error).__name__}") from error
        self._breaker.worked()
        return answer

    def _judge(self, endpoint: str, error: Exception) -> None:
        """Whether the provider fails, is only busy, or we have made a mistake."""
        if isinstance(error, MISTAKES):
            log.error("%s: the provider refuses us: %s", endpoint, type(error).__name__)
            self._breaker.worked()
        elif isinstance(error, stripe.StripeError) and error.http_status in (409, 429):
            log.info("%s: the provider is busy", endpoint)
            self._breaker.worked()
        elif isinstance(error, stripe.StripeError):
            log.warning("%s: no answer: %s", endpoint, type(error).__name__)
            self._breaker.failed()
        else:
            log.error("%s: an answer that we do not understand", endpoint, exc_info=error)
            self._breaker.worked()  # about one thing: others need not suffer for it
