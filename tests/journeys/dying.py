"""Platforms that die: a program that forks one for each line it reads, and says how that one ended.

A line has the point at which to die and the request; the answer is the signal, or 0.
"""

import json
import os
import sys
from pathlib import Path

from tests.journeys.asking import send
from tests.journeys.faults import Mortal, platform_with
from tests.journeys.persistent import Sent


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def run(url: str, folder: Path) -> None:
    """Nothing is connected before the fork, and nothing of a child outlives it."""
    mortal = Mortal()
    with platform_with(url, folder, mortal.wrap) as app:
        say("ready")
        for line in sys.stdin:
            mortal.point, *sent = json.loads(line)
            child = os.fork()
            if child == 0:
                send(app, Sent(*sent))
                os._exit(0)
            _, status = os.waitpid(child, 0)
            say(str(os.WTERMSIG(status)))


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]))
