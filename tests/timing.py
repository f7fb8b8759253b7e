"""How much of the processor something takes, for promises that hostile input is refused soon."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from time import process_time


@dataclass
class Took:
    seconds: float = inf


@contextmanager
def own_work() -> Iterator[Took]:
    """What this process works meanwhile, clearing up after all tests before not counted: once thousands have run, that
    alone takes a second."""
    took = Took()
    gc.disable()
    began = process_time()
    try:
        yield took
    finally:
        took.seconds = process_time() - began
        gc.enable()
