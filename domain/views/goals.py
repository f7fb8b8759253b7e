"""The words that lists are filtered by where the Sustainable Development Goals are meant."""

GOALS = frozenset(map(str, range(1, 18)))
