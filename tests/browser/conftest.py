"""What these tests stand on: the platform at a real address, and a browser that writes down what goes wrong."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.postgres import database_url, server, template, worker_database_url
from tests.provider import shared_sandbox
from tests.running import app, client

__all__ = ["app", "client", "database_url", "server", "shared_sandbox", "template", "worker_database_url"]

QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
DESK, PHONE = (1280, 860), (390, 844)


@dataclass
class Seen:
    """A page as a browser has it, and what it complained about."""

    page: Page
    host: str
    pictures: Path
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)  # addresses elsewhere that it asked

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", lambda request: self.complaints.append(request.url))
        self.page.on("request", lambda request: self._asked(request.url))

    def open(self, path: str) -> Page:
        self.page.goto(self.host + path, wait_until="networkidle")
        return self.page

    def picture(self, name: str) -> None:
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):  # a violated policy is an error here
            self.complaints.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith((f"{self.host}/", "data:", "blob:")):
            self.strangers.append(url)


class Silent(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        """Nobody reads it here."""


@pytest.fixture(scope="session")
def host(app: Flask) -> Iterator[str]:
    """Where the platform answers."""
    served = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium here")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=QUIET)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: pytest keeps the folders of the last three runs."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(params=["desk-light", "phone-dark"])
def seen(request: pytest.FixtureRequest, browser: Browser, host: str, pictures: Path) -> Iterator[Seen]:
    """On a desk by day, and on a phone by night; nothing may go wrong on either."""
    place, _, light = request.param.partition("-")
    width, height = DESK if place == "desk" else PHONE
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=light)
    opened = Seen(context.new_page(), host, pictures)
    yield opened
    opened.picture(request.node.name.removeprefix("test_").replace("/", "-"))
    context.close()
    assert opened.complaints == []
    assert opened.strangers == []
