"""What a face would send for an operation, to be sent as often and to whom a test likes."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from api.demo.faces import Answer, Face, Rest
from api.demo.graph import GraphQL
from tests.journeys.persistent import Sent
from tests.postgres import ROOT

SCHEMA = (ROOT / "schema.graphql").read_bytes()


class _Noted(Exception):
    def __init__(self, sent: Sent) -> None:
        self.sent = sent


def _note(method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
    if path == "/schema.graphql":
        return 200, {}, SCHEMA
    raise _Noted(Sent(method, path, body, headers))


FACES: Mapping[str, Face] = {"rest": Rest(_note), "graphql": GraphQL(_note)}


def what_sends(face: str, operation: str, token: str, key: str, **given: Any) -> Sent:
    """The request with this key."""
    try:
        FACES[face].do(operation, token, **given)
    except _Noted as noted:
        sent = noted.sent
        return Sent(sent.method, sent.path, sent.body, {**sent.headers, "Idempotency-Key": key})
    raise AssertionError("nothing was sent")


def send(app: Flask, sent: Sent) -> Answer:
    answer = app.test_client().open(sent.path, method=sent.method, json=sent.body, headers=dict(sent.headers))
    return answer.status_code, answer.headers, answer.data
