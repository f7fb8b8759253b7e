"""The platform's processes stay alive while they should, and are gone when they should be."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgres import ROOT

# What a program begins with. It speaks in one piece, for others speak too.
PRELUDE = r"""
import os, signal, time

def tell(words):
    os.write(1, f"{words}\n".encode())

"""

# Each scene is a script with these words, its own lines after them, and then `run()`.
WORDS = r"""
    import sys
    from pathlib import Path
    from adapters.supervisor import Program, Service, Supervisor

    here, programs, services = Path(sys.argv[1]), [], []

    def program(name, code="time.sleep(60)", **more):
        argv = [sys.executable, "-S", "-c", PRELUDE + code]
        programs.append(Program(name=name, argv=argv, env={"HERE": str(here)}, **more))

    def run():
        Supervisor(programs, say=tell, services=services).run()
        tell("the end")
"""


class Scene:
    """A supervisor at work in another process."""

    def __init__(self, folder: Path, lines: str) -> None:
        script = (
            f"PRELUDE = {PRELUDE!r}\nexec(PRELUDE)\n"
            + textwrap.dedent(WORDS)
            + textwrap.dedent(lines)
            + "\nrun()\n"
        )
        command = [sys.executable, "-c", script, str(folder)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def hears(self, words: str) -> str:
        """The next line with these words; a silent supervisor fails the test."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if words in line:
                return line.strip()
        raise AssertionError(f"nobody said {words!r}")

    def hears_start(self, name: str) -> int:
        """The id of the process that `name` started as."""
        return int(self.hears(f"{name} started").split()[-1])

    def ends(self, how: signal.Signals = signal.SIGTERM) -> list[str]:
        """What it says while ending."""
        self.process.send_signal(how)
        out, _ = self.process.communicate(timeout=20)
        return out.splitlines()


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[[str], Scene]]:
    scenes: list[Scene] = []

    def begin(lines: str) -> Scene:
        scenes.append(Scene(tmp_path, lines))
        return scenes[-1]

    yield begin
    for scene in scenes:
        scene.process.kill()
        scene.process.communicate()


def lives(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    status = Path("/proc", str(process_id), "stat")
    return not (status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


Play = Callable[[str], Scene]


def test_what_is_killed_is_started_again_with_growing_pauses(play: Play) -> None:
    scene = play("program('web')")

    said = []
    for _ in range(3):
        os.kill(scene.hears_start("web"), signal.SIGKILL)
        said.append(scene.hears("again in"))

    assert said == [f"web ended with status -9; again in {pause} s" for pause in ("0.2", "0.4", "0.8")]
    assert lives(scene.hears_start("web"))


def test_a_program_that_cannot_be_started_is_tried_again(play: Play) -> None:
    scene = play("programs.append(Program(name='web', argv=['/no/such/program'], env={}))")

    said = scene.hears("again in")

    assert said.startswith("web cannot be started")
    assert scene.hears("again in 0.4 s")


def test_all_are_stopped_in_reverse_order(play: Play) -> None:
    scene = play("program('first'); program('second'); program('third')")
    processes = [scene.hears_start(name) for name in ("first", "second", "third")]

    said = scene.ends()

    assert said == ["third stopped", "second stopped", "first stopped", "the end"]
    assert not any(lives(process) for process in processes)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP])
def test_an_interrupt_and_a_closed_terminal_stop_it_too(play: Play, how: signal.Signals) -> None:
    scene = play("program('web')")
    scene.hears_start("web")

    assert scene.ends(how) == ["web stopped", "the end"]


def test_a_program_waits_until_the_one_before_is_ready(play: Play) -> None:
    scene = play(
        """
        mark = "time.sleep(0.3); open(os.environ['HERE'] + '/ready', 'w').close(); time.sleep(60)"
        look = "tell('ready: ' + str(os.path.exists(os.environ['HERE'] + '/ready'))); time.sleep(60)"
        program('database', mark, ready=(here / 'ready').exists)
        program('web', look)
        """
    )

    assert scene.hears("ready:") == "ready: True"


def test_a_stubborn_program_is_killed_when_its_grace_is_over(play: Play) -> None:
    scene = play(
        """
        deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN); tell('deaf'); time.sleep(60)"
        program('web', deaf, grace=0.3)
        """
    )
    process = scene.hears_start("web")
    scene.hears("deaf")

    said = scene.ends()

    assert said == ["web did not stop and was killed", "the end"]
    assert not lives(process)


def test_a_second_interrupt_does_not_wait_for_the_grace(play: Play) -> None:
    scene = play(
        """
        deaf = "signal.signal(signal.SIGTERM, lambda *_: tell('no')); tell('deaf')"
        program('web', deaf + "\\nwhile True: time.sleep(60)", grace=60)
        """
    )
    scene.hears("deaf")
    scene.process.send_signal(signal.SIGINT)
    scene.hears("no")

    assert scene.ends(signal.SIGINT) == ["web did not stop and was killed", "the end"]


def test_children_of_a_program_are_stopped_with_it(play: Play) -> None:
    scene = play(
        """
        program('web', "tell(f'child {os.fork()}'); time.sleep(60)")
        """
    )
    children = {int(scene.hears("child").split()[1]) for _ in range(2)} - {0}

    scene.ends()

    assert not any(lives(child) for child in children)


# Its child holds on to the port, whoever asks it to stop.
ORPHANED = """
    import socket
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    bind = f"import socket; held = socket.create_server(('127.0.0.1', {port})); "
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN); tell(f'bound {os.fork()}'); time.sleep(60)"
    program('web', bind + deaf, grace=0.1)
"""


def test_what_a_killed_program_leaves_behind_does_not_hold_its_port(play: Play) -> None:
    scene = play(ORPHANED)
    web = scene.hears_start("web")
    orphan = max(int(scene.hears("bound").split()[1]) for _ in range(2))

    os.kill(web, signal.SIGKILL)

    scene.hears_start("web")
    assert scene.hears("bound")
    assert not lives(orphan)
    scene.ends()


def test_at_the_end_nothing_is_left_of_a_program_that_was_to_start_again(play: Play) -> None:
    scene = play(ORPHANED)
    web = scene.hears_start("web")
    orphan = max(int(scene.hears("bound").split()[1]) for _ in range(2))
    os.kill(web, signal.SIGKILL)
    scene.hears("again in")

    scene.ends()

    assert not lives(orphan)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells children of a death")
def test_a_killed_supervisor_takes_its_programs_along(play: Play) -> None:
    scene = play(
        "program('web'); program('worker', 'signal.signal(signal.SIGTERM, lambda *_: 0); time.sleep(60)')"
    )
    processes = [scene.hears_start(name) for name in ("web", "worker")]

    scene.process.kill()

    assert eventually(lambda: not any(lives(process) for process in processes))


def test_a_service_that_is_down_is_revived_and_outlives_the_supervisor(play: Play, tmp_path: Path) -> None:
    up = tmp_path / "up"
    scene = play(
        """
        up = here / 'up'
        services.append(Service(name='database', is_running=up.exists, revive=up.touch))
        """
    )
    scene.hears("database was down; started again")
    up.unlink()

    again = scene.hears("database was down")

    assert again == "database was down; started again"
    assert scene.ends() == ["the end"]
    assert up.exists()


def test_a_service_that_cannot_be_revived_stops_nothing_else(play: Play) -> None:
    scene = play(
        """
        def refuse():
            raise RuntimeError("no room on the disk")

        services.append(Service(name='database', is_running=lambda: False, revive=refuse))
        program('web')
        """
    )

    first, web, second = scene.hears("database"), scene.hears_start("web"), scene.hears("database")

    assert lives(web)
    assert [first, second] == [
        f"database is down; again in {pause} s: no room on the disk" for pause in ("0.2", "0.4")
    ]
