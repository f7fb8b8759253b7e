"""flask-smorest, taught our JSON reader, our problems and our names."""

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from flask import g, request
from flask_smorest import Api, Blueprint
from marshmallow import Schema, ValidationError, fields
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException

from api.reading_json import read_json
from api.rest.fields import rows_by_id
from domain.errors import Fault, Invalid, NotFound, Unsupported


class Parser(FlaskParser):
    """Bodies are read by the one JSON reader; what does not fit the schema is one refusal that names it all."""

    def _raw_load_json(self, req: Any) -> Any:
        if req.mimetype not in ("application/json", "application/merge-patch+json"):
            if not req.get_data(cache=True):
                return {}
            raise Unsupported("media_type_unsupported", known=["application/json"])
        raw = req.get_data(cache=True)
        g.body = read_json(raw) if raw else {}
        return g.body

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        messages: Any = error.messages
        within = messages.get("json", messages) if isinstance(messages, dict) else messages
        raise Invalid("invalid_input", faults=list(faults(within))) from error


def faults(node: Any, pointer: str = "") -> Iterator[Fault]:
    """marshmallow's nested messages, which are our codes, as pointers into what was sent."""
    if isinstance(node, Mapping):
        for name, inner in node.items():
            step = "" if name == "_schema" else f"/{str(name).replace('~', '~0').replace('/', '~1')}"
            yield from faults(inner, pointer + step)
    else:
        for code in node if isinstance(node, list) else [node]:
            yield Fault(pointer, str(code))


EXTERNAL = "external_id"  # a partner's own, in whatever script


class Nouns(Blueprint):  # type: ignore[misc]  # flask-smorest ships no types
    ARGUMENTS_PARSER = Parser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before_request(_look_at_ids)


def _look_at_ids() -> None:
    """What cannot be an id in a path names nothing, whatever is to be done with it."""
    for name, id in (request.view_args or {}).items():
        if name.endswith("_id") and name != EXTERNAL and not (id.isascii() and id.isprintable()):
            noun = name.removesuffix("_id")
            raise NotFound(f"{noun}_not_found")


class FaultSchema(Schema):
    """One thing to mend in what was sent."""

    pointer = fields.String(required=True, metadata={"description": "JSON pointer into the body"})
    code = fields.String(required=True)
    message = fields.String(required=True)
    details = fields.Dict()


class ProblemSchema(Schema):
    """RFC 9457, with our stable code."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    titles = fields.Dict(keys=fields.String(), values=fields.String())
    status = fields.Integer(required=True)
    detail = fields.String()
    instance = fields.String()
    code = fields.String(required=True)
    request_id = fields.String(required=True)
    details = fields.Dict()
    errors = fields.List(fields.Nested(FaultSchema))


class PlikApi(Api):  # type: ignore[misc]  # likewise
    ERROR_SCHEMA = ProblemSchema

    def _init_spec(self, **options: Any) -> None:
        super()._init_spec(**options)
        self.ma_plugin.converter.add_attribute_function(rows_by_id)

    def _register_error_handlers(self, app: Any | None = None) -> None:
        """Ours are registered by `api.app`, for every route alike."""


def http_refusal(error: HTTPException) -> str:
    """Our code for what Flask itself refuses."""
    return {
        400: "request_malformed",
        404: "route_not_found",
        405: "method_not_allowed",
        406: "not_acceptable",
        413: "body_too_large",
        415: "media_type_unsupported",
        431: "headers_too_large",
    }.get(error.code or 500, "request_malformed" if (error.code or 500) < 500 else "internal_error")
