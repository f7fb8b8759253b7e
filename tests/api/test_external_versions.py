"""Which version of a mirrored campaign a partner meant, what it may call it, and what becomes of twenty at once."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.faces import GraphQL, Refused, Rest, Shown, refused
from tests.mirroring import Partner, a_partner, an_external_id, as_it_stands, baht, mirror, reported

AT_ONCE = 20
FOR_MANY = (
    "SELECT count(*) FROM campaigns WHERE organization_id = %s",
    "SELECT count(*) FROM projects WHERE organization_id = %s",
)


@pytest.fixture
def meefund(client: FlaskClient) -> Partner:
    return a_partner(client)


def put(client: FlaskClient, who: Partner, name: str, said: Shown, **headers: str) -> Any:
    """By hand, with the name as it is written in the address."""
    sent = {"Authorization": f"Bearer {who.bearer}", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return client.put(f"/v1/external/campaign/{name}", json=said, headers=sent)


def test_the_first_time_is_a_201_with_its_address_and_later_ones_are_not(
    client: FlaskClient, meefund: Partner
) -> None:
    name, said = an_external_id(), as_it_stands()

    answers = [put(client, meefund, name, each) for each in (said, said, reported(said, 1_500))]

    assert [each.status_code for each in answers] == [201, 200, 200]
    assert answers[0].headers["Location"] == f"/v1/campaigns/{answers[0].get_json()['id']}"
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"] != answers[2].headers["ETag"]


def test_whoever_read_it_by_its_name_can_decide_on_that_version(
    client: FlaskClient, meefund: Partner
) -> None:
    name, said = an_external_id(), as_it_stands()
    put(client, meefund, name, said)
    headers = {"Authorization": f"Bearer {meefund.bearer}"}
    read = client.get(f"/v1/external/campaign/{name}", headers=headers)

    changed = put(client, meefund, name, reported(said, 1_500), If_Match=read.headers["ETag"])

    assert (changed.status_code, changed.get_json()["version"]) == (200, 2)


def test_what_is_read_by_its_name_is_not_sent_twice(client: FlaskClient, meefund: Partner) -> None:
    name, headers = an_external_id(), {"Authorization": f"Bearer {meefund.bearer}"}
    put(client, meefund, name, as_it_stands())
    read = client.get(f"/v1/external/campaign/{name}", headers=headers)

    again = client.get(
        f"/v1/external/campaign/{name}", headers=headers | {"If-None-Match": read.headers["ETag"]}
    )

    assert (again.status_code, again.data) == (304, b"")


def test_a_stale_version_is_answered_with_both_values_of_whatever_differs(
    client: FlaskClient, meefund: Partner
) -> None:
    name, said = an_external_id(), as_it_stands()
    put(client, meefund, name, said)
    put(client, meefund, name, reported(said, 1_500))
    late = said | {"goal": baht(9_000), "project": said["project"] | {"title": {"th": "อื่น"}}}

    answer = put(client, meefund, name, late, If_Match='"1.abc"')

    told = answer.get_json()
    assert (answer.status_code, told["code"], answer.headers["ETag"]) == (412, "version_stale", '"2."')
    differs = told["details"]["differs"]
    assert set(differs) == {"goal", "totals", "as_of", "project"}
    assert differs["goal"] == {"present": baht(3_000), "sent": baht(9_000)}
    assert differs["totals"]["present"] == {"raised": baht(1_500), "backers": 20}
    assert differs["project"]["sent"]["title"] == {"th": "อื่น"}


def test_the_graph_tells_both_values_too(graph: GraphQL, meefund: Partner) -> None:
    name, said = an_external_id(), as_it_stands()
    mirror(graph, meefund, name, **said)

    with pytest.raises(Refused) as raised:
        mirror(graph, meefund, name, **said | {"goal": baht(9_000)}, expected_version=7)

    [error] = raised.value.answer["data"]["setExternalCampaign"]["userErrors"]
    assert (error["code"], error["details"]["version"]) == ("version_stale", 1)
    assert error["details"]["differs"] == {"goal": {"present": baht(3_000), "sent": baht(9_000)}}


def test_a_version_of_what_is_not_here_is_stale(face: Any, meefund: Partner) -> None:
    with refused("version_stale"):
        mirror(face, meefund, an_external_id(), **as_it_stands(), expected_version=1)


def test_whoever_only_wants_to_make_it_changes_nothing(
    client: FlaskClient, meefund: Partner, graph: GraphQL
) -> None:
    name, said = an_external_id(), as_it_stands()

    first = put(client, meefund, name, said, If_None_Match="*")
    again = put(client, meefund, name, reported(said, 1_500), If_None_Match="*")
    with refused("exists_already"):
        mirror(graph, meefund, name, **said, create_only=True)

    assert (first.status_code, again.status_code) == (201, 412)
    assert (again.get_json()["code"], again.headers["ETag"]) == ("exists_already", '"1."')


def test_the_same_key_is_answered_by_the_same_bytes(client: FlaskClient, meefund: Partner) -> None:
    name, said, key = an_external_id(), as_it_stands(), uuid4().hex

    first = put(client, meefund, name, said, Idempotency_Key=key)
    put(client, meefund, name, reported(said, 1_500))
    again = put(client, meefund, name, said, Idempotency_Key=key)

    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    "name",
    ["ฝาย-๒๕๖๙", "a.b", "a..b", "weirs%2026", "?x=1", "#1", "a\\b", "💧", "x" * 200, "e\u0301", "~", "@:;,+"],
)
def test_a_name_is_whatever_can_be_seen(face: Any, meefund: Partner, name: str) -> None:
    made = mirror(face, meefund, name, **as_it_stands())

    assert face.by(meefund).does("externalCampaign", external_id=name)["id"] == made["id"]


def test_two_spellings_of_one_name_are_one_name(face: Any, meefund: Partner) -> None:
    said = as_it_stands()

    composed = mirror(face, meefund, "caf\u00e9", **said)
    apart = mirror(face, meefund, "cafe\u0301", **said)

    assert composed == apart
    assert composed["external_id"] == "caf\u00e9"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a b", "external_id_malformed"),
        ("a\u200bb", "external_id_malformed"),
        ("a\u00a0b", "external_id_malformed"),
        ("x" * 201, "length_out_of_range"),
        ("x" * 10_000, "length_out_of_range"),
        ("a\nb", "external_id_malformed"),
        ("a\x01b", "text_has_control_characters"),
        ("a\u202eb", "text_has_bidi_override"),
        ("a" + "\u0e48" * 9, "text_has_too_many_marks"),
    ],
)
def test_a_name_that_hides_something_is_refused_and_leads_nowhere(
    face: Any, meefund: Partner, name: str, code: str
) -> None:
    with refused(code) as told:
        mirror(face, meefund, name, **as_it_stands())

    assert told.at == ["/external_id"]
    with refused("campaign_not_found" if isinstance(face, Rest) else "externalCampaign_not_found"):
        face.by(meefund).does("externalCampaign", external_id=name)


@pytest.mark.parametrize("name", ["a/b", ".", "..", ""])
def test_a_name_that_is_no_step_of_a_path_is_refused(graph: GraphQL, meefund: Partner, name: str) -> None:
    code = "external_id_malformed" if name else "length_out_of_range"

    with refused(code):
        mirror(graph, meefund, name, **as_it_stands())


@pytest.mark.parametrize(
    "name", ["a%2Fb", "%2e%2e", "..%2f..", "%00", "%ff", "%ED%A0%80", "a%0d%0aSet-Cookie:x"]
)
def test_an_address_with_something_hidden_in_it_is_the_callers_mistake(
    client: FlaskClient, meefund: Partner, name: str
) -> None:
    headers = {"Authorization": f"Bearer {meefund.bearer}"}

    read = client.get(f"/v1/external/campaign/{name}", headers=headers)
    made = put(client, meefund, name, as_it_stands())

    assert read.status_code in (404, 422)
    assert made.status_code in (404, 422) or name in ("%ff", "%ED%A0%80")  # read as \ufffd, which can be seen


def test_other_kinds_than_campaigns_lead_nowhere(client: FlaskClient, meefund: Partner) -> None:
    headers = {"Authorization": f"Bearer {meefund.bearer}"}

    answer = client.put("/v1/external/pledge/x", json=as_it_stands(), headers=headers)

    assert (answer.status_code, answer.get_json()["code"]) == (404, "route_not_found")


def test_twenty_first_times_at_once_make_one_campaign_and_one_project(
    app: Flask, meefund: Partner, database: Any
) -> None:
    name, said = an_external_id(), as_it_stands()

    answers = at_once(app, lambda client, _: put(client, meefund, name, said))

    assert Counter(each.status_code for each in answers) == {201: 1, 200: AT_ONCE - 1}
    assert len({each.get_json()["id"] for each in answers}) == 1
    made = [database.execute(question, [meefund.organization["id"]]).fetchone() for question in FOR_MANY]
    assert made == [(1,), (1,)]


def test_of_twenty_reports_at_once_the_newest_stays(app: Flask, meefund: Partner) -> None:
    name, said = an_external_id(), as_it_stands()
    put(app.test_client(), meefund, name, said)
    reports = [reported(said, 1_300 + number, minutes=number - 40) for number in range(AT_ONCE)]

    answers = at_once(app, lambda client, number: put(client, meefund, name, reports[number]))

    assert {each.status_code for each in answers} <= {200, 409}
    assert {each.get_json().get("code") for each in answers} <= {None, "report_outdated"}
    found = Rest(app.test_client(), meefund.bearer).does("externalCampaign", external_id=name)
    assert found["raised"] == baht(1_300 + AT_ONCE - 1)


def test_partners_at_once_by_the_same_name_do_not_wait_for_each_other(app: Flask) -> None:
    name, said = an_external_id(), as_it_stands()
    partners = [a_partner(app.test_client()) for _ in range(4)]

    answers = at_once(app, lambda client, number: put(client, partners[number % 4], name, said))

    assert Counter(each.status_code for each in answers) == {201: 4, 200: AT_ONCE - 4}


def at_once(app: Flask, act: Callable[[FlaskClient, int], Any]) -> list[Any]:
    """As many as there are, all at the same moment."""
    ready = threading.Barrier(AT_ONCE)

    def run(number: int) -> Any:
        client = app.test_client()
        ready.wait(20)
        return act(client, number)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(run, range(AT_ONCE)))


def test_a_name_in_an_address_is_as_long_as_two_hundred_letters_of_any_script(
    client: FlaskClient, meefund: Partner
) -> None:
    answer = put(client, meefund, quote("ฝ" * 200), as_it_stands())

    assert answer.status_code == 201


def test_the_same_report_an_hour_later_is_a_report(client: FlaskClient, meefund: Partner) -> None:
    name, said = an_external_id(), as_it_stands()
    put(client, meefund, name, said)

    same_totals = said | {"as_of": reported(said, 0, minutes=0)["as_of"]}
    answer = put(client, meefund, name, same_totals)

    assert answer.get_json()["version"] == 2
