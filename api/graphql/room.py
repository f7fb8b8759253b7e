"""Room for work that calls deeply and often, as executing a document does: every object of it goes ten calls down.

CPython (from 3.11 on) keeps the frames of Python calls in chunks of 16 KB, which it asks of the operating system
when a call does not fit any more, and gives back when that call returns. Work that goes up and down across the end of
a chunk does so thousands of times; whether it does, depends on how deep its caller happens to be. Executing a document
took 2.3 to 10 ms for nothing but that.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SLOTS = 16_400  # of 8 bytes: a little more than 128 KB, so that the chunk is the next size, 256, and half of it is free


def with_room(work: Callable[P, R]) -> Callable[P, R]:
    """The same work, called by a frame that claims to need so much that all calls below it fit in its own chunk.

    It costs one such request a call; memory that is not touched is none.
    """

    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        return work(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=SLOTS)
    return wraps(work)(roomy)
