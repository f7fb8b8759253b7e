"""Public counters, moved by the sequencer as it numbers events; reading them sums nothing."""

from collections.abc import Mapping

from adapters.database.reads import Reads

ALL = """
    SELECT coalesce((SELECT number FROM heads WHERE chain = 'events'), 0),
           (SELECT json_object_agg(name, value) FROM counters)
"""


class SqlCounters:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def all(self) -> tuple[int, Mapping[str, int]]:
        sequence, counts = self._reads.row(ALL) or (0, None)
        return sequence, counts or {}
