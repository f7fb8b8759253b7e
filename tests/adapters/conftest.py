"""What these tests stand on: a real database, fresh for one test or shared by those of a worker."""

from tests.postgres import database_url, server, template, worker_database_url
from tests.provider import sandbox, shared_sandbox

__all__ = ["database_url", "sandbox", "server", "shared_sandbox", "template", "worker_database_url"]
