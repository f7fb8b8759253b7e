"""Promises of the portal as people meet it: in a browser, which must find nothing to complain about."""

import pytest
from flask.testing import FlaskClient

from tests.browser.conftest import Seen
from tests.world import found, open_call, register

pytestmark = pytest.mark.browser

READ = ("/", "/problems", "/problems/call_is_draft", "/problems/text_missing", "/changelog")
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("path", READ)
def test_pages_are_read_without_scrolling_sideways(seen: Seen, path: str, language: str) -> None:
    page = seen.open(f"{path}?lang={language}")

    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate(WIDER) is False


def test_whoever_switches_the_language_stays_on_the_page(seen: Seen) -> None:
    page = seen.open("/problems?lang=en")

    page.get_by_role("link", name="ไทย").click()

    page.wait_for_url("**/problems?lang=th")
    assert page.locator("h1").inner_text() == "รหัสปัญหา"


def test_the_keyboard_reaches_the_content_at_once(seen: Seen) -> None:
    page = seen.open("/?lang=en")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_the_reference_lists_the_operations_and_offers_to_try_them(seen: Seen) -> None:
    page = seen.open("/docs")

    assert page.locator(".opblock-tag").count() > 10
    page.locator("#operations-tag-accounts").click()
    one = page.locator(".opblock", has_text="createAccount").first
    one.locator(".opblock-summary-control").click()
    one.get_by_role("button", name="Try it out").click()
    assert one.get_by_role("button", name="Execute").is_visible()


def test_graphiql_runs_the_story_and_shows_what_is_there(seen: Seen, client: FlaskClient) -> None:
    owner = register(client)
    call = open_call(owner, found(owner), title={"th": "พลิกไทยในเบราว์เซอร์"})
    page = seen.open("/graphql")

    page.get_by_role("button", name="Execute query").click()

    answer = page.locator(".result-window")
    answer.get_by_text(call["id"]).wait_for()
    assert "พลิกไทยในเบราว์เซอร์" in answer.inner_text()
    assert "errors" not in answer.inner_text()


def test_graphiql_explains_the_schema_and_opens_its_settings(seen: Seen) -> None:
    page = seen.open("/graphql")

    page.get_by_role("button", name="Show Documentation Explorer").click()
    page.locator(".graphiql-doc-explorer").get_by_text("Mutation", exact=True).wait_for()
    page.get_by_role("button", name="Open settings dialog").click()
    page.get_by_role("dialog").wait_for()
