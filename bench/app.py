"""The platform as production serves it, but for the provider of payments, which is a till of ours."""

from flask import Flask

from adapters.settings import read_settings
from api import logs
from bench.till import Till
from wsgi import make_app


def create_app() -> Flask:
    """What the bench's gunicorn serves."""
    settings = read_settings()
    logs.configure(production=settings.production)
    return make_app(settings, settings.database_url or "", payments=Till())
