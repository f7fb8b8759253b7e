"""One command runs everything, keeps it running whatever dies, and leaves nothing behind."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.serving import (
    FLASK,
    LOOKS_INTO_PROC,
    Platform,
    data_of_before,
    descendants,
    environment_in,
    eventually,
    lives,
    serving,
    took,
)
from tests.postgres import ROOT

# Seconds to the first answer, and until it works again whatever was killed. We promise 4 and 5 where nothing
# else runs, and need 2 to 3; other tests run beside these.
WARM_START, RECOVERY = 15.0, 15.0
pytestmark = pytest.mark.skipif(not LOOKS_INTO_PROC, reason="looks for processes in /proc")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with data_of_before() as folder:
        yield folder


@pytest.fixture(scope="module")
def environment(folder: Path) -> dict[str, str]:
    """In which all is compiled, as it is after `make` has set it up."""
    environment = environment_in(folder) | {"PYTHONPYCACHEPREFIX": str(folder.parent / "compiled")}
    subprocess.run([*FLASK, "keys"], cwd=ROOT, env=environment, capture_output=True, check=True)
    return environment


@pytest.fixture(scope="module")
def start(folder: Path, environment: dict[str, str]) -> Iterator[tuple[Platform, float]]:
    """The platform at work, and the seconds to its first answer.

    No test may count on another's having run: the tests of this file may be shared out among processes, each
    of which has a platform of its own.
    """
    with serving(folder, environment) as platform:
        seconds = took(lambda: platform.asks("/readyz") == 200)
        assert took(platform.works) < RECOVERY
        yield platform, seconds


@pytest.fixture
def platform(start: tuple[Platform, float]) -> Platform:
    return start[0]


def test_it_answers_soon_and_says_where_to_go(start: tuple[Platform, float]) -> None:
    platform, seconds = start

    assert seconds < WARM_START
    assert eventually(lambda: f"Plik is ready: http://127.0.0.1:{platform.port}" in platform.said, seconds=5)


def test_killed_web_workers_are_replaced(platform: Platform) -> None:
    victims = platform.web_workers()
    for victim in victims:
        os.kill(victim, signal.SIGKILL)

    assert took(platform.works) < RECOVERY
    assert victims
    assert not set(victims) & set(platform.web_workers())


def test_a_killed_web_is_replaced(platform: Platform) -> None:
    victims = descendants(platform.process_of("web"))
    os.kill(victims[0], signal.SIGKILL)

    assert took(lambda: not any(map(lives, victims)) and platform.works()) < RECOVERY


def test_a_killed_worker_is_replaced(platform: Platform) -> None:
    victim = platform.process_of("worker")
    os.kill(victim, signal.SIGKILL)

    assert took(platform.works) < RECOVERY
    assert platform.process_of("worker") != victim


def test_a_killed_sandbox_is_replaced(platform: Platform) -> None:
    victims = descendants(platform.process_of("sandbox"))
    os.kill(victims[0], signal.SIGKILL)

    assert took(lambda: not any(map(lives, victims)) and platform.has_payments()) < RECOVERY


def test_a_killed_database_is_brought_back(platform: Platform) -> None:
    victim = platform.database.process_id()
    assert victim
    before = platform.feed()
    os.kill(victim, signal.SIGKILL)

    assert took(platform.works) < RECOVERY
    assert platform.database.process_id() != victim
    assert platform.feed() > before


def test_a_second_one_at_the_same_port_says_what_to_do(
    platform: Platform, environment: dict[str, str]
) -> None:
    second = subprocess.run(
        [*FLASK, "serve"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert second.returncode == 1
    assert second.stderr.startswith(f"Error: Port {platform.port} cannot be used")
    assert platform.works()


def test_asked_to_stop_it_leaves_nothing_behind(platform: Platform) -> None:
    everybody = platform.everybody()
    assert len(everybody) > 6

    platform.process.send_signal(signal.SIGTERM)

    assert platform.process.wait(30) == 0
    assert [process for process in everybody if lives(process)] == []
    stopped = [f"{name} stopped" for name in ("worker", "web", "sandbox", "database")]
    assert eventually(lambda: platform.said[-4:] == stopped, seconds=2)
