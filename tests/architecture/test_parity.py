"""Whatever can be done can be done through both faces, and both show the same."""

from typing import Any

import graphql
import pytest
from flask import Flask

from api.graphql.doing import carry_out  # noqa: F401  importing the graph registers every use case
from domain.catalogue import CATALOGUE
from domain.core import USE_CASES
from domain.reading import Value
from tests.architecture.contracts import GRAPH, REST_ALONE, operations, python_name, root_fields
from tests.architecture.source import modules
from tests.faces import specification

# What one face has alone, and why.
GRAPH_ALONE = {
    "node": "the graph's way to address anything; in REST every path does",
}
NO_FACE = {
    "KeepMissingWords": "a chore: the platform does it in its own time",
    "CloseDueCalls": "a sweep: the platform does it in its own time",
    "BeginDueCalls": "a sweep likewise",
    "EndDueAppeals": "a sweep likewise",
    "LapseDueOffers": "a sweep likewise",
    "RemindDueJudges": "a sweep likewise",
    "SendNotices": "a sweep likewise",
    "DecideDueCampaigns": "a sweep likewise",
    "ForgetFiles": "a sweep likewise",
    "SettleCampaigns": "a sweep likewise",
    "CheckPayments": "a sweep likewise",
    "ApplyProviderEvents": "a sweep likewise",
    "CatchUpOnProviderEvents": "a job: the platform does it every hour",
    "MakeAdministrator": "whoever runs the machine names who runs the platform, by the command line",
}
ONE_FACE = {
    "ReceiveProviderEvent": "api/rest",  # behind what REST has alone
    "UploadAttachment": "api/rest",
    "OpenAttachment": "api/rest",
}
NAMES = sorted(command.__name__ for command in USE_CASES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("face", ["api/rest", "api/graphql"])
def test_every_wish_can_be_made_through_both_faces(name: str, face: str) -> None:
    reached = any(name in module.names() for module in modules(face))

    assert reached == (name not in NO_FACE and ONE_FACE.get(name, face) == face)


@pytest.mark.parametrize("name", NAMES)
def test_every_use_case_has_a_gate(name: str) -> None:
    [case] = [case for command, case in USE_CASES.items() if command.__name__ == name]

    assert callable(case.allow)
    assert case.handle.__module__.startswith("domain.usecases.")


def test_every_rest_operation_has_a_name(app: Flask) -> None:
    unnamed = [f"{each.verb} {each.path}" for each in operations(app) if not each.id]

    assert unnamed == []


def test_what_rest_can_do_the_graph_can_do_under_the_same_name(app: Flask) -> None:
    missing = {each.id for each in operations(app)} - set(root_fields())

    assert missing == set(REST_ALONE)


def test_what_the_graph_can_do_rest_can_do_under_the_same_name(app: Flask) -> None:
    missing = set(root_fields()) - {each.id for each in operations(app)}

    assert missing == set(GRAPH_ALONE)


def test_reading_is_get_and_query_doing_is_a_mutation(app: Flask) -> None:
    assert GRAPH.query_type
    asked = {each.id for each in operations(app) if each.verb == "get"} - set(REST_ALONE)

    assert asked == set(GRAPH.query_type.fields) - set(GRAPH_ALONE)


@pytest.mark.parametrize("noun", CATALOGUE.nouns)
def test_the_graph_shows_every_field_of_a_noun_and_no_other(noun: str) -> None:
    shown = GRAPH.get_type(camel(noun))

    assert isinstance(shown, graphql.GraphQLObjectType)
    assert {python_name(field) for field in shown.fields.values()} == set(CATALOGUE.nouns[noun].fields)


@pytest.mark.parametrize("noun", CATALOGUE.nouns)
def test_rest_shows_every_field_of_a_noun_and_no_other(app: Flask, noun: str) -> None:
    fields = CATALOGUE.nouns[noun].fields
    shown = set(schema_of(app, noun)["properties"])

    assert shown >= {name for name, what in fields.items() if isinstance(what, Value)}
    assert shown <= set(fields)


@pytest.mark.parametrize("noun", CATALOGUE.nouns)
def test_what_can_be_hidden_may_be_null_on_both_faces(app: Flask, noun: str) -> None:
    hidden = {
        name
        for name, what in CATALOGUE.nouns[noun].fields.items()
        if isinstance(what, Value) and what.visible != CATALOGUE.nouns["organization"].visible
    }
    shown = GRAPH.get_type(camel(noun))
    assert isinstance(shown, graphql.GraphQLObjectType)

    certain = {
        python_name(field)
        for field in shown.fields.values()
        if isinstance(field.type, graphql.GraphQLNonNull)
    }
    filled = {name for name, said in schema_of(app, noun)["properties"].items() if not may_be_null(said)}

    assert hidden & certain == set()
    assert hidden & filled == set()


def schema_of(app: Flask, noun: str) -> dict[str, Any]:
    """What REST shows of a noun."""
    found: dict[str, Any] = specification(app)["components"]["schemas"][camel(noun)]
    return found


def may_be_null(said: dict[str, Any]) -> bool:
    kinds = said.get("type", [])
    return (
        "null" in kinds
        or {"type": "null"} in said.get("anyOf", [])
        or {"type": "null"} in said.get("oneOf", [])
    )


def camel(noun: str) -> str:
    return "".join(word.capitalize() for word in noun.split("_"))
