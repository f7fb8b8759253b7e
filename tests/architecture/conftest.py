"""What these tests stand on: the platform in this process, on their worker's database, with both faces."""

from tests.faces import face, graph, rest
from tests.postgres import database_url, server, template, worker_database_url
from tests.provider import sandbox, shared_sandbox
from tests.running import app, client, clock, database

__all__ = [
    "app",
    "client",
    "clock",
    "database",
    "database_url",
    "face",
    "graph",
    "rest",
    "sandbox",
    "server",
    "shared_sandbox",
    "template",
    "worker_database_url",
]
