"""Everything people can do. Importing this package registers every use case."""

from domain.usecases import accounts, calls, organizations, projects, showing

__all__ = ["accounts", "calls", "organizations", "projects", "showing"]
