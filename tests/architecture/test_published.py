"""The published contracts say what the code does, are well-formed, and hold for every operation."""

from pathlib import Path
from typing import Any

import graphql
import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from api.graphql.describing import undescribed
from api.graphql.schema import published as published_graph
from api.rest import describing
from tests.architecture.contracts import GRAPH, Operation, operations, root_fields
from tests.architecture.source import ROOT
from tests.faces import specification
from tests.world import nobody_has, register

# Unsafe operations that need no version, and why. POST is not here: actions are guarded by their lifecycle.
NO_VERSION_NEEDED = {
    "setExternalCampaign": "makes the campaign, or replaces all of it, as setMyVolunteer does",
    "setMyVolunteer": "makes the profile, or replaces all of it; If-Match and If-None-Match are taken",
    "setProjectFindable": "says yes or no, whatever was said before; If-Match is taken where it is sent",
    "uploadAttachment": "the content comes once, to a file that waits for it",
    "removeAttachment": "a file does not change; it is there, or it is not",
    "setRoundPanel": "names the panel in place of whoever was named before; If-Match is taken where it is sent",
}


def test_openapi_yaml_is_what_the_code_makes(app: Flask) -> None:
    committed = yaml.load((ROOT / "openapi.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)

    assert committed == specification(app), "`make publish` writes it anew"


def test_schema_graphql_is_what_the_code_makes() -> None:
    committed = Path(ROOT / "schema.graphql").read_text(encoding="utf-8")

    assert committed == published_graph(), "`make publish` writes it anew"


def test_the_rest_contract_is_well_formed(app: Flask) -> None:
    validate(specification(app))


def test_the_graph_is_well_formed() -> None:
    assert graphql.validate_schema(GRAPH) == []


def test_everything_in_the_graph_is_described() -> None:
    assert list(undescribed(GRAPH)) == []


def test_everything_in_the_rest_contract_is_described(app: Flask) -> None:
    spec = specification(app)
    silent = [
        f"{each.id}: {what}"
        for each in operations(app)
        for what, said in (("summary", each.said), *each.parameters.items())
        if not (said.get("summary") or said.get("description"))
    ]

    assert list(describing.undescribed(spec["components"]["schemas"])) == []
    assert silent == []


def test_every_example_is_as_its_schema_says(app: Flask) -> None:
    spec = specification(app)
    wrong = []
    for each in operations(app):
        bodies = [each.said.get("requestBody", {}), *each.said["responses"].values()]
        for content in (kind for body in bodies for kind in body.get("content", {}).values()):
            if "example" in content:
                schema = {**content["schema"], "components": spec["components"]}
                wrong += [
                    f"{each.id}: {error.message}"
                    for error in OAS31Validator(schema).iter_errors(content["example"])
                ]

    assert wrong == []


def test_what_is_sent_and_answered_has_an_example(app: Flask) -> None:
    lacking = [
        each.id
        for each in operations(app)
        for body in (each.said.get("requestBody", {}), *each.said["responses"].values())
        for kind, content in body.get("content", {}).items()
        if kind == "application/json" and "example" not in content
    ]

    assert lacking == []


def test_whoever_changes_something_says_which_version_they_saw(app: Flask, client: FlaskClient) -> None:
    person = register(client)
    careless = []
    for each in operations(app):
        if each.verb in ("put", "patch", "delete") and each.id not in NO_VERSION_NEEDED:
            answer = client.open(somewhere(each), method=each.verb.upper(), json={}, headers=person.headers)
            if answer.status_code != 428 or not each.parameters.get("If-Match", {}).get("required"):
                careless.append(f"{each.id}: {answer.status_code}")

    assert careless == []


def test_an_edit_in_the_graph_says_which_version_it_was_decided_on(app: Flask) -> None:
    careless = [
        each.id
        for each in operations(app)
        if each.verb == "patch" and not takes(each.id, "expectedVersion", needed=True)
    ]

    assert careless == []


def test_an_action_may_say_which_version_it_was_decided_on(app: Flask) -> None:
    """`POST /v1/calls/{id}/open` takes If-Match as its mutation takes expectedVersion: both, or neither."""
    differ = [
        each.id
        for each in operations(app)
        if each.verb == "post" and each.id in root_fields()
        if ("If-Match" in each.parameters) != takes(each.id, "expectedVersion")
    ]

    assert differ == []


def test_a_write_that_can_be_retried_by_key_says_so_on_both_faces(app: Flask) -> None:
    differ = [
        each.id
        for each in operations(app)
        if each.verb != "get" and each.id in root_fields()
        if ("Idempotency-Key" in each.parameters) != takes(each.id, "idempotencyKey")
    ]

    assert differ == []


def takes(field: str, name: str, *, needed: bool = False) -> bool:
    """Whether the mutation's input has this."""
    given = root_fields()[field].args.get("input")
    kind = graphql.get_named_type(given.type) if given else None
    found: Any = kind.fields.get(name) if isinstance(kind, graphql.GraphQLInputObjectType) else None
    return found is not None and (not needed or isinstance(found.type, graphql.GraphQLNonNull))


def somewhere(operation: Operation) -> str:
    """Its path, with ids of the right form that nothing has."""
    path = operation.path
    for name, said in operation.parameters.items():
        if said["in"] == "path":
            path = path.replace(f"{{{name}}}", nobody_has(name.removesuffix("_id")))
    return path


@pytest.mark.parametrize("path", ["openapi.yaml", "schema.graphql", "docs/states.md", "docs/recompute.py"])
def test_what_is_published_is_served(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/{Path(path).name}")

    assert answer.status_code == 200
    assert answer.data.decode() == (ROOT / path).read_text(encoding="utf-8")
