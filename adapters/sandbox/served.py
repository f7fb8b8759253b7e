"""What gunicorn serves as the sandbox. Apart from `wsgi.py`, since it needs little of what the platform needs and is
there again in no time when it was killed.
"""

from pathlib import Path

from flask import Flask

from adapters.home import Home
from adapters.sandbox.app import make_sandbox
from adapters.sandbox.settings import SandboxSettings
from adapters.settings import read_settings

CHECKOUT = Path(__file__).parents[2]


def create() -> Flask:
    """Of this installation; it tells the web of this machine what happens."""
    home = Home(read_settings(), CHECKOUT)
    return make_sandbox(
        SandboxSettings(
            folder=home.sandbox,
            api_key=home.provider.api_key,
            webhook_secret=home.provider.webhook_secrets[0],
            webhook_url=f"http://127.0.0.1:{home.settings.port}/v1/payments/stripe/webhook",
            now=home.now,
        )
    )
