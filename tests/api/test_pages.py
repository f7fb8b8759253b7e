"""Promises of the portal: every page in both languages, nothing from elsewhere, an explanation of every code."""

import re
from html.parser import HTMLParser

import graphql
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.graphql.schema import schema
from api.portal.codes import all_codes, groups
from api.portal.graphiql import story
from api.portal.start import STEPS
from api.portal.words import LANGUAGES
from api.security import install as harden
from domain.errors import explanations

PAGES = ("/", "/docs", "/graphql", "/problems", "/problems/call_is_draft", "/changelog")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OWN = ("/", "#", "?")


class Links(HTMLParser):
    """What a page points at, and what it loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.language = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.addresses += [given[name] for name in ("src", "href", "action", "srcset") if name in given]
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        if tag == "html":
            self.language = given["lang"]


def page(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    return client.get(
        path, headers={**BROWSER, **{name.replace("_", "-"): to for name, to in headers.items()}}
    )


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_the_language_that_is_asked_for(
    client: FlaskClient, path: str, language: str
) -> None:
    by_address = page(client, f"{path}?lang={language}")
    by_browser = page(client, path, accept_language=f"{language};q=0.9, fr;q=0.5")

    for shown in (by_address, by_browser):
        assert shown.status_code == 200
        assert Links(shown.text).language == shown.headers["Content-Language"] == language
    assert "Accept-Language" in by_browser.headers["Vary"]


def test_a_language_once_chosen_goes_along_to_the_other_pages(client: FlaskClient) -> None:
    chosen = Links(page(client, "/?lang=en").text).addresses
    unchosen = Links(page(client, "/").text).addresses

    assert "/problems?lang=en" in chosen
    assert "/problems" in unchosen


@pytest.mark.parametrize("path", PAGES)
def test_no_page_loads_or_links_to_anything_elsewhere(client: FlaskClient, path: str) -> None:
    links = Links(page(client, path).text)

    assert [each for each in links.addresses if not each.startswith(OWN) or each.startswith("//")] == []


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_every_page_keeps_to_its_own_files_and_out_of_frames(client: FlaskClient, path: str) -> None:
    shown = page(client, path)

    policy = shown.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert Links(shown.text).inline == []
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["X-Frame-Options"] == "DENY"
    assert {"Referrer-Policy", "Permissions-Policy"} <= set(shown.headers.keys())


def test_answers_of_the_api_may_load_nothing_at_all(client: FlaskClient) -> None:
    answers = [
        client.get("/v1/calls"),
        client.get("/v1/nowhere"),
        client.post("/graphql"),
        client.get("/healthz"),
    ]

    assert {each.headers["Content-Security-Policy"].split(";")[0] for each in answers} == {
        "default-src 'none'"
    }


@pytest.mark.parametrize("encrypted", [True, False])
def test_only_where_the_public_comes_encrypted_must_it_stay_so(encrypted: bool) -> None:
    app = Flask("plik", static_folder=None)
    harden(app, encrypted=encrypted)

    answer = app.test_client().get("/")

    assert ("Strict-Transport-Security" in answer.headers) is encrypted


@pytest.mark.parametrize("path", PAGES)
def test_everything_that_a_page_points_at_is_there(client: FlaskClient, path: str) -> None:
    addresses = {each.partition("#")[0] for each in Links(page(client, path).text).addresses}

    broken = {each for each in addresses if each.startswith("/") and page(client, each).status_code != 200}
    assert broken == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_page_that_says_cause_and_cure_in_both_languages(
    client: FlaskClient, language: str
) -> None:
    for code in all_codes():
        shown = page(client, f"/problems/{code}?lang={language}")

        assert shown.status_code == 200, code
        assert f"&#34;code&#34;: &#34;{code}&#34;" in shown.text
        for name in LANGUAGES:
            assert f'<section lang="{name}"' in shown.text


def test_the_list_of_problems_has_every_code_once_codes_of_lifecycles_too(client: FlaskClient) -> None:
    listed = re.findall(r'href="/problems/(\w+)"', page(client, "/problems").text)

    assert sorted(listed) == list(all_codes())
    assert {*explanations(), "call_is_draft", "call_is_closed"} <= set(listed)
    assert sum(len(group.codes) for group in groups()) == len(listed)


def test_an_unknown_code_is_a_page_for_people_and_a_problem_for_programs(client: FlaskClient) -> None:
    person, program = page(client, "/problems/no_such_code"), client.get("/problems/no_such_code")

    assert (person.status_code, person.mimetype) == (404, "text/html")
    assert (program.status_code, program.mimetype) == (404, "application/problem+json")


def test_whoever_looks_at_the_api_in_a_browser_sees_its_problems(client: FlaskClient) -> None:
    shown = page(client, "/v1/nowhere")

    assert (shown.status_code, shown.mimetype) == (404, "application/problem+json")


def test_the_first_five_minutes_work_as_they_stand_on_the_page(client: FlaskClient) -> None:
    token = ""

    for step in STEPS:
        headers = {"Authorization": f"Bearer {token}"} if step.known else {}
        if step.key:
            headers["Idempotency-Key"] = step.key
        answer = client.open(step.path, method=step.method, json=step.body, headers=headers)

        assert answer.status_code in (200, 201), (step.name, answer.text)
        assert "errors" not in answer.get_json()
        if step.keeps:
            match = re.fullmatch(r'.*"access_token":"([^"]+)".*', answer.text)
            assert match
            token = match[1]


def test_commands_on_the_first_page_go_to_where_the_public_finds_us(client: FlaskClient) -> None:
    shown = page(client, "/").text

    assert shown.count("curl -s &#39;http://plik.test/") == len(STEPS)


def test_the_example_of_graphiql_is_a_valid_query_that_runs(client: FlaskClient) -> None:
    answer = client.post("/graphql", json={"query": story()})

    assert graphql.validate(schema._schema, graphql.parse(story())) == []
    assert "errors" not in answer.get_json()
