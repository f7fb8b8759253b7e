"""Asking for what one needs: fields, relations, pages, languages, and what caches may keep."""

import gzip
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.faces import GraphQL, Rest, refused
from tests.world import House, a_house, draft_call, nobody_has, open_call, rfc3339

ALWAYS = {"id", "version"}


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


@pytest.fixture
def call(house: House) -> Any:
    return open_call(house.owner, house.organization)


@pytest.fixture
def seven(house: House) -> list[str]:
    """Ids of seven calls of one organization, newest first."""
    made = [open_call(house.owner, house.organization)["id"] for _ in range(7)]
    return made[::-1]


def test_whoever_names_fields_gets_those(rest: Rest, call: Any) -> None:
    shown = rest.does("call", id=call["id"], fields="title,pool")

    assert set(shown) == {"title", "pool"} | ALWAYS
    assert shown["pool"] == call["pool"]


def test_a_list_has_the_fields_that_were_named(rest: Rest, house: House, call: Any) -> None:
    listed = rest.does("calls", fields="state", organization_id=[house.organization["id"]])

    assert [set(each) for each in listed["data"]] == [{"state"} | ALWAYS]


def test_relations_are_shown_where_they_are_asked_for(rest: Rest, house: House, call: Any) -> None:
    plain = rest.does("call", id=call["id"])
    shown = rest.by(house.owner).does("call", id=call["id"], expand="organization", fields="title")
    listed = rest.by(house.owner).does("organization", id=house.organization["id"], expand="members,calls")

    assert "organization" not in plain
    assert shown["organization"]["name"] == house.organization["name"]
    assert [each["id"] for each in listed["calls"]["data"]] == [call["id"]]
    assert len(listed["members"]["data"]) == 4


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"fields": "title,nonsense"}, "unknown_field"),
        ({"fields": "organization"}, "unknown_field"),
        ({"fields": "password_hash"}, "unknown_field"),
        ({"fields": "__cursor"}, "unknown_field"),
        ({"expand": "nonsense"}, "unknown_relation"),
        ({"expand": "title"}, "unknown_relation"),
        ({"expand": "organization.members"}, "expand_too_deep"),
    ],
)
@pytest.mark.parametrize("operation", ["call", "calls"])
def test_a_name_that_we_do_not_know_is_refused(
    rest: Rest, call: Any, operation: str, asked: dict[str, str], code: str
) -> None:
    of = {"id": call["id"]} if operation == "call" else {}

    with refused(code):
        rest.does(operation, **of, **asked)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"nonsense": "1"}, "unknown_filter"),
        ({"offset": "20"}, "unknown_filter"),
        ({"state": "nonsense"}, "unknown_filter_value"),
        ({"state": "open,nonsense"}, "unknown_filter_value"),
        ({"state": ""}, "unknown_filter_value"),
        ({"sort": "title"}, "unknown_sort"),
        ({"sort": ""}, "unknown_sort"),
        ({"after": "nonsense"}, "cursor_malformed"),
        ({"after": ""}, "cursor_malformed"),
        ({"organization_id": "a\x00b"}, "text_has_control_characters"),
    ],
)
def test_a_list_refuses_what_it_does_not_understand(rest: Rest, asked: dict[str, str], code: str) -> None:
    with refused(code):
        rest.does("calls", **asked)


def test_a_single_thing_takes_no_arguments_of_lists(rest: Rest, call: Any) -> None:
    for name in ("limit", "after", "sort", "state"):
        with refused("unknown_parameter"):
            rest.does("call", id=call["id"], **{name: "1"})


@pytest.mark.parametrize(
    "limit", ["0", "-1", "101", "1000", "1000000000000", "", "x", "1.5", "1e1", "๒๐", "²", " 5"]
)
def test_a_page_has_between_one_and_a_hundred_rows(client: FlaskClient, limit: str) -> None:
    answer = client.get("/v1/calls", query_string={"limit": limit})

    assert (answer.status_code, answer.get_json()["code"]) == (422, "page_size_out_of_range")
    assert answer.get_json()["details"] == {"least": 1, "most": 100}


@pytest.mark.parametrize("first", [0, -1, 101, 1000])
def test_a_page_of_the_graph_has_no_more(graph: GraphQL, first: int) -> None:
    told = graph.asks("query($first: Int!) { calls(first: $first) { nodes { id } } }", {"first": first})

    assert [error["extensions"]["code"] for error in told["errors"]] == ["page_size_out_of_range"]


def test_a_parameter_that_comes_twice_is_refused(client: FlaskClient) -> None:
    answer = client.get("/v1/calls?state=open&state=closed")

    assert (answer.status_code, answer.get_json()["code"]) == (422, "parameter_repeated")
    assert answer.get_json()["details"] == {"name": "state"}


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_both_faces_give_the_same_pages(face: Any, house: House, seven: list[str], size: int) -> None:
    of = {"organization_id": [house.organization["id"]], "first": size}
    found, cursor = [], None
    while True:
        page = face.does("calls", **of, **({"after": cursor} if cursor else {}))
        found += [each["id"] for each in page["data"]]
        cursor = page["page"]["next_cursor"]
        assert (cursor is not None) == page["page"]["has_more"]
        if not cursor:
            break

    assert found == seven


def test_a_cursor_of_one_face_goes_on_in_the_other(
    rest: Rest, graph: GraphQL, house: House, seven: list[str]
) -> None:
    of = {"organization_id": [house.organization["id"]]}
    first = rest.does("calls", **of, first=3)

    rest_of_it = graph.does("calls", **of, after=first["page"]["next_cursor"])

    assert [each["id"] for each in first["data"] + rest_of_it["data"]] == seven


def test_the_link_header_leads_through_the_list(client: FlaskClient, house: House, seven: list[str]) -> None:
    path, found = f"/v1/calls?limit=3&organization_id={house.organization['id']}&fields=id", []
    while path:
        answer = client.get(path)
        found += [each["id"] for each in answer.get_json()["data"]]
        link = answer.headers.get("Link", "")
        assert not link or link.endswith('>; rel="next"')
        path = link.partition("<")[2].partition(">")[0]
        assert not path or parse_qs(urlsplit(path).query)["fields"] == ["id"]

    assert found == seven


def test_a_filter_takes_several_values(face: Any, house: House, call: Any) -> None:
    draft = draft_call(house.owner, house.organization)
    mine = {"organization_id": [house.organization["id"]]}

    both = face.by(house.owner).does("calls", state=["draft", "open"], **mine)["data"]
    one = face.by(house.owner).does("calls", state=["draft"], **mine)["data"]
    other = face.by(house.owner).does("calls", organization_id=[nobody_has("organization")])["data"]

    assert [each["id"] for each in both] == [draft["id"], call["id"]]
    assert [each["id"] for each in one] == [draft["id"]]
    assert other == []


def test_who_has_it_already_is_told_so(client: FlaskClient, call: Any) -> None:
    path = f"/v1/calls/{call['id']}"
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    weak = client.get(path, headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})
    any_ = client.get(path, headers={"If-None-Match": "*"})
    other = client.get(path, headers={"If-None-Match": '"1.0000000000000000"'})

    assert [each.status_code for each in (again, weak, any_, other)] == [304, 304, 304, 200]
    assert again.data == b""
    for name in ("ETag", "Vary", "Cache-Control"):
        assert again.headers[name] == first.headers[name]


def test_a_tag_changes_with_what_is_shown_and_to_whom(client: FlaskClient, house: House, call: Any) -> None:
    path = f"/v1/calls/{call['id']}"

    def tag(query: str = "", **headers: str) -> str:
        return client.get(path + query, headers=headers).headers["ETag"]

    tags = [tag(), tag("?fields=title"), tag(**house.owner.headers), tag(**house.stranger.headers)]
    house.owner.does("updateCall", id=call["id"], expected_version=call["version"], title={"th": "ใหม่"})
    tags.append(tag())

    assert len(set(tags)) == 5
    assert [each.partition(".")[0] for each in tags] == ['"2', '"2', '"2', '"2', '"3']


def test_a_list_that_did_not_change_need_not_be_sent_again(
    client: FlaskClient, house: House, seven: list[str]
) -> None:
    path = f"/v1/calls?organization_id={house.organization['id']}"
    tag = client.get(path).headers["ETag"]

    same = client.get(path, headers={"If-None-Match": tag})
    open_call(house.owner, house.organization)
    changed = client.get(path, headers={"If-None-Match": tag})

    assert (same.status_code, changed.status_code) == (304, 200)


def test_a_cache_may_keep_what_everybody_sees_and_nothing_else(
    client: FlaskClient, house: House, call: Any
) -> None:
    public = client.get(f"/v1/calls/{call['id']}")
    own = client.get(f"/v1/calls/{call['id']}", headers=house.owner.headers)
    refused_ = client.get(f"/v1/calls/{nobody_has('call')}")

    assert public.headers["Cache-Control"].startswith("public, max-age=")
    assert own.headers["Cache-Control"] == "private, no-cache"
    assert refused_.headers["Cache-Control"] == "no-store"
    assert public.headers["Vary"] == "Authorization, Accept-Language, Accept-Encoding"


def test_what_may_be_done_is_shown_to_whom_it_concerns(rest: Rest, house: House, call: Any) -> None:
    """Never in what a shared cache keeps, in lists only where it is asked for."""
    mine = {"organization_id": [house.organization["id"]]}

    assert "allowed_actions" not in rest.does("call", id=call["id"])
    assert "allowed_actions" in rest.by(house.owner).does("call", id=call["id"])
    assert "allowed_actions" not in rest.by(house.owner).does("calls", **mine)["data"][0]
    assert (
        "allowed_actions" in rest.by(house.owner).does("calls", fields="allowed_actions", **mine)["data"][0]
    )


def test_head_answers_like_get_without_the_body(client: FlaskClient, call: Any) -> None:
    for path in (f"/v1/calls/{call['id']}", "/v1/calls?limit=1"):
        head, get = client.head(path), client.get(path)

        assert (head.status_code, head.data) == (200, b"")
        for name in ("ETag", "Content-Type", "Cache-Control", "Content-Length"):
            assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("identity", False),
        ("", False),
    ],
)
def test_answers_are_packed_for_whom_can_unpack(
    client: FlaskClient, house: House, seven: list[str], accepted: str, packed: bool
) -> None:
    path = f"/v1/calls?organization_id={house.organization['id']}"
    plain = client.get(path)

    answer = client.get(path, headers={"Accept-Encoding": accepted})
    again = client.get(path, headers={"Accept-Encoding": accepted, "If-None-Match": answer.headers["ETag"]})

    assert (answer.headers.get("Content-Encoding") == "gzip") == packed
    assert json.loads(gzip.decompress(answer.data) if packed else answer.data) == plain.get_json()
    assert (answer.headers["ETag"] == plain.headers["ETag"]) == (not packed)
    assert again.status_code == 304


def test_a_tag_of_a_packed_answer_is_taken_for_a_change(client: FlaskClient, house: House) -> None:
    call = open_call(house.owner, house.organization, brief={"th": "ยาว " * 1000})
    headers = {**house.owner.headers, "Accept-Encoding": "gzip"}
    tag = client.get(f"/v1/calls/{call['id']}", headers=headers).headers["ETag"]

    changed = client.patch(
        f"/v1/calls/{call['id']}",
        json={"title": {"th": "ใหม่"}},
        headers={**house.owner.headers, "If-Match": tag},
    )

    assert tag.endswith('-gzip"')
    assert changed.status_code == 200


def test_the_graph_reads_one_list_in_two_ways_at_once(graph: GraphQL, house: House, seven: list[str]) -> None:
    asked = """
        query($id: [ID!], $few: Int!, $yes: Boolean!) {
          few: calls(organizationId: $id, first: $few) { ...page }
          all: calls(organizationId: $id, sort: "oldest") { ...page edges { cursor node { id } } }
          none: calls(organizationId: $id) @skip(if: $yes) { nodes { id } }
        }
        fragment page on CallConnection {
          nodes { id organization { id organizationName: name { th } } }
          pageInfo { hasNextPage endCursor }
        }
    """

    told = graph.asks(asked, {"id": [house.organization["id"]], "few": 2, "yes": True})["data"]

    assert [each["id"] for each in told["few"]["nodes"]] == seven[:2]
    assert [each["id"] for each in told["all"]["nodes"]] == seven[::-1]
    assert told["few"]["pageInfo"]["hasNextPage"]
    assert told["all"]["edges"][-1]["cursor"] == told["all"]["pageInfo"]["endCursor"]
    assert told["few"]["nodes"][0]["organization"]["organizationName"]["th"] == "ผู้สนับสนุน"
    assert "none" not in told


def test_the_graph_finds_anything_by_its_id(graph: GraphQL, house: House, call: Any) -> None:
    asked = "query($id: ID!) { node(id: $id) { __typename id ... on Call { state } } }"

    def found(id: str) -> Any:
        return graph.asks(asked, {"id": id})["data"]["node"]

    assert found(call["id"]) == {"__typename": "Call", "id": call["id"], "state": "OPEN"}
    assert found(house.organization["id"])["__typename"] == "Organization"
    assert [found(id) for id in (nobody_has("call"), nobody_has("nonsense"), "nonsense", "")] == [None] * 4


def test_a_soon_to_open_call_is_seen_with_the_time_from_which_it_takes_entries(
    rest: Rest, house: House
) -> None:
    call = open_call(house.owner, house.organization, opens_at=rfc3339(timedelta(days=1)))

    shown = rest.by(house.stranger).does("call", id=call["id"])

    [submit] = [each for each in shown["allowed_actions"] if each["action"] == "submit_entry"]
    assert (submit["allowed"], submit["reason_code"]) == (False, "call_not_open_yet")
    assert (submit["not_before"], submit["not_after"]) == (call["opens_at"], call["closes_at"])
    assert submit["message"]["en"] == "The call is not open yet"
