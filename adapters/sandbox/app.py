"""The sandbox as a whole: Stripe's part, the world's part, pages for people, faults, and webhooks going out."""

from dataclasses import dataclass

from flask import Flask

from adapters.sandbox.api import Api
from adapters.sandbox.control import Control
from adapters.sandbox.desk import Desk
from adapters.sandbox.faults import Faults, Faulty
from adapters.sandbox.pages import Pages
from adapters.sandbox.settings import SandboxSettings
from adapters.sandbox.store import Store
from adapters.sandbox.webhooks import Courier

LARGEST = 1024 * 1024  # bytes of a request


@dataclass(frozen=True)
class Running:
    """What works behind the application, to be stopped with it."""

    store: Store
    courier: Courier
    faults: Faults

    def stop(self) -> None:
        self.faults.clear()
        self.courier.stop()
        self.store.close()


def make_sandbox(settings: SandboxSettings) -> Flask:
    """To be made once, in the process that serves it. `app.extensions["sandbox"].stop()` ends what works behind."""
    store, faults = Store(settings.folder), Faults()
    desk = Desk(settings, store)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    Api(settings, desk, faults.wait).serve(app)
    app.register_blueprint(Control(settings, desk, faults).blueprint())
    app.register_blueprint(Pages(desk).blueprint())
    courier = Courier(settings, store, faults, desk.catch_up)
    courier.start()
    app.extensions["sandbox"] = Running(store, courier, faults)
    app.wsgi_app = Faulty(app.wsgi_app, faults)  # type: ignore[assignment]  # how Flask wants it wrapped
    return app
