"""The published REST contract: generated from the code, finished here, committed as openapi.yaml.

flask-smorest writes paths, bodies and schemas. What follows from elsewhere is added from there: meanings from
`words.toml`, parameters of reading from the catalogue, credentials and refusals from the wish behind an operation.
"""

from collections import Counter, defaultdict
from typing import Any

import yaml
from flask_smorest import Api

from api import words
from api.problems import STATUS
from api.rest import describing, examples
from api.rest.api import EXTERNAL
from api.rest.operations import ONESELF, Operation
from api.rest.parameters import SHARED, parameters_of
from api.rest.refusals import codes_of
from domain.lifecycle_words import explained

CONFIG: dict[str, Any] = {
    "API_TITLE": "Plik",
    "API_VERSION": "1.0.0",
    "OPENAPI_VERSION": "3.1.0",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": "Civic crowdsourcing: citizens' ideas enter a call, experts judge, the best are funded.",
        },
        "servers": [{"url": "/"}],
        "components": {
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic", "description": "A client's id and its secret."},
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token of an account, a guest or a client, or a client's secret. "
                    "What stands beside it at an operation is the scope that a client needs.",
                },
            }
        },
    },
}
VERBS = ("get", "post", "put", "patch", "delete")
ANSWERS = {
    "200": "Done.",
    "201": "Made.",
    "202": "Begun; what becomes of it is not known yet.",
    "204": "Done; nothing to show.",
}
PROBLEM = "#/components/schemas/Problem"
Spec = dict[str, Any]


def finished(api: Api) -> None:
    """Have the specification finished whenever it is asked for."""
    written = api.spec.to_dict

    def to_dict() -> Spec:
        return _finish(written())

    api.spec.to_dict = to_dict


def published(api: Api) -> str:
    """As `openapi.yaml` has it."""
    text: str = yaml.dump(api.spec.to_dict(), Dumper=Plain, allow_unicode=True, sort_keys=False, width=110)
    return text


class Plain(yaml.CSafeDumper):
    """Writes everything out: no anchors, which few readers of OpenAPI expect."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _finish(spec: Spec) -> Spec:
    schemas = spec["components"]["schemas"]
    describing.describe(schemas)
    spec["components"]["parameters"] = SHARED
    spec["components"]["responses"] = {"Refused": _refused("Any other refusal.", [])}
    for path, item in spec["paths"].items():
        for parameter in item.get("parameters", ()):
            noun = parameter["name"].removesuffix("_id")
            own = words.of_argument(EXTERNAL) if parameter["name"] == EXTERNAL else None
            parameter["description"] = own or f"The id of the {noun}."
            parameter["example"] = examples.of_field(noun, "id") or f"{noun}_01h2xcejqtf2nbrexx3vqjhp41"
        for verb in VERBS:
            if verb in item:
                _finish_operation(Operation(item[verb]["operationId"], verb, path), item[verb], schemas)
    _share_responses(spec)
    return spec


def _share_responses(spec: Spec) -> None:
    """What several operations refuse alike is written once, named by its status."""
    answers = [
        (said["responses"], status)
        for item in spec["paths"].values()
        for verb, said in item.items()
        if verb in VERBS
        for status in said["responses"]
        if status[0] in "345"
    ]
    alike = defaultdict(list)
    for responses, status in answers:
        alike[status, str(responses[status])].append(responses)
    numbers: Counter[str] = Counter()
    for (status, _), places in alike.items():
        if len(places) > 1:
            numbers[status] += 1
            name = f"Status{status}_{numbers[status]}"
            spec["components"]["responses"][name] = places[0][status]
            for responses in places:
                responses[status] = {"$ref": f"#/components/responses/{name}"}


def _finish_operation(operation: Operation, said: Spec, schemas: Spec) -> None:
    codes = codes_of(operation, has_body="requestBody" in said)
    said.setdefault("security", _security(operation))
    if parameters := parameters_of(operation):
        said["parameters"] = parameters
    said["responses"] = {status: each for status, each in said["responses"].items() if status.startswith("2")}
    bodies = [said.get("requestBody", {}), *said["responses"].values()]
    for content in (each for body in bodies for each in body.get("content", {}).values()):
        content.setdefault("example", examples.of_schema(content["schema"], schemas))
    for status, each in said["responses"].items():
        each["description"] = ANSWERS.get(status, "Done.")
    if operation.verb == "get":
        said["responses"]["304"] = {"description": "What `If-None-Match` names is still as it was."}
    said["responses"] |= _refusals(codes)


def _security(operation: Operation) -> list[dict[str, list[str]]]:
    """Everybody may read what is public; whoever says who they are may see more."""
    if operation.gate is None and not operation.path.startswith(ONESELF):
        return [{}, {"bearer": []}]
    return [{"bearer": [operation.scope] if operation.scope else []}]


def _refusals(codes: list[str]) -> Spec:
    by_status = defaultdict(list)
    for code in codes:
        by_status[STATUS[explained(code).kind]].append(code)
    shown: Spec = {}
    for status, each in sorted(by_status.items()):
        sentences = "\n".join(f"- `{code}`: {explained(code).title['en']}." for code in each)
        shown[str(status)] = _refused(sentences, each)
    return {**shown, "default": {"$ref": "#/components/responses/Refused"}}


def _refused(description: str, codes: list[str]) -> Spec:
    schema: Spec = {"$ref": PROBLEM}
    if codes:
        known = {"properties": {"code": {"enum": codes, "description": words.of_field("Problem", "code")}}}
        schema = {"allOf": [{"$ref": PROBLEM}, known]}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}
