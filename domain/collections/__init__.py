"""What a transaction gives to a use case: the collections of things, the telling of events, and the end."""

from domain.collections.common import Changed, Collection, Versioned
from domain.collections.work import Work

__all__ = ["Changed", "Collection", "Versioned", "Work"]
