"""JSON shapes that several resources share, and marshmallow taught our words: its messages are our codes."""

from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from domain.money import Currency, Money
from domain.text import Text

LONGEST_TEXT = 20_000
LONGEST_NAME = 200
LONGEST_LIST = 200


# Before any schema: a field keeps the messages that its class had when it was made.
CODES: dict[type[fields.Field[Any]], dict[str, str]] = {
    fields.Field: {"required": "required", "null": "not_null", "validator_failed": "not_valid"},
    fields.String: {"invalid": "not_a_text", "invalid_utf8": "not_a_text"},
    fields.Integer: {"invalid": "not_a_whole_number"},
    fields.Float: {"invalid": "not_a_number", "special": "not_a_number"},
    fields.Boolean: {"invalid": "not_a_truth"},
    fields.List: {"invalid": "not_a_list"},
    fields.Mapping: {"invalid": "not_an_object"},
    fields.Nested: {"type": "not_an_object"},
    fields.Enum: {"unknown": "not_one_of_the_words"},
}
for kind, messages in CODES.items():
    kind.default_error_messages = {**kind.default_error_messages, **messages}


class Closed(Schema):
    """An input: whatever it does not name is refused."""

    error_messages = {"unknown": "unknown_field", "type": "not_an_object"}  # noqa: RUF012  marshmallow declares it so

    class Meta:
        unknown = RAISE


class Whole(fields.Integer):
    """A whole number, in JSON's own digits: no 10.9, no "10", no Thai digits, no true."""

    def __init__(self, *, least: int = 0, most: int = 2**53 - 1, **kwargs: Any) -> None:
        super().__init__(
            strict=True, validate=validate.Range(least, most, error="number_out_of_range"), **kwargs
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if type(value) is not int:
            raise ValidationError("not_a_whole_number")
        return value


class Number(fields.Float):
    """A number in JSON's own digits; a whole one stays whole."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if type(value) not in (int, float):
            raise ValidationError("not_a_number")
        return value


class ByName(fields.Dict):
    """An object of any names; what is wrong with a value is told at its name."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]  # so in marshmallow
        except ValidationError as error:
            if not isinstance(error.messages, dict):
                raise
            raise ValidationError(
                {name: told for name, part in error.messages.items() for told in part.values()}
            ) from None


class Said(fields.String):
    """One line or more of text that is no text for people in two languages: a name, an address."""

    def __init__(self, *, most: int = LONGEST_NAME, least: int = 1, **kwargs: Any) -> None:
        length = validate.Length(least, most, error="length_out_of_range")
        super().__init__(validate=[length, *kwargs.pop("also", ())], **kwargs)


class Bounded(fields.List[Any]):
    """A list whose length is looked at before what is in it, so that a very long one costs nothing."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list):
            self._validate(value)
        return super()._deserialize(value, attr, data, **kwargs)


class Moment(fields.AwareDateTime):
    """RFC 3339 with a zone; shown in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=None, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValidationError("not_a_moment") from None
        if moment.tzinfo is None or not 2000 <= moment.year <= 2200:
            raise ValidationError("not_a_moment")
        return moment.astimezone(UTC)


class TextSchema(Closed):
    """Text for people, in Thai, English or both."""

    th = fields.String(validate=validate.Length(0, LONGEST_TEXT, error="length_out_of_range"))
    en = fields.String(validate=validate.Length(0, LONGEST_TEXT, error="length_out_of_range"))


class TextInput(TextSchema):
    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Text:
        return Text(**data)


class NameInput(TextInput):
    """What stands in lists and headings, in Thai, English or both."""

    th = fields.String(validate=validate.Length(0, LONGEST_NAME, error="length_out_of_range"))
    en = fields.String(validate=validate.Length(0, LONGEST_NAME, error="length_out_of_range"))


class MoneySchema(Closed):
    """A whole number of the minor unit: 150000 THB is 1,500.00 baht."""

    amount = Whole(required=True, most=10**12)
    currency = fields.Enum(Currency, by_value=True, required=True)


class MoneyInput(MoneySchema):
    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Money:
        return Money(**data)


class PageInfoSchema(Schema):
    next_cursor = fields.String(allow_none=True, required=True)
    has_more = fields.Boolean(required=True)


class AllowedActionSchema(Schema):
    """Whether this caller may do it now, and if not why."""

    action = fields.String(required=True)
    allowed = fields.Boolean(required=True)
    reason_code = fields.String(allow_none=True, required=True)
    message = fields.Nested(TextSchema, allow_none=True, required=True)
    not_before = Moment(allow_none=True, required=True)
    not_after = Moment(allow_none=True, required=True)
    input = fields.String(allow_none=True, required=True)


def many(field: fields.Field[Any], *, most: int = LONGEST_LIST, **kwargs: Any) -> fields.List[Any]:
    return Bounded(field, validate=validate.Length(0, most, error="length_out_of_range"), **kwargs)


class RowsById(fields.Field[Any]):
    """A list whose rows have ids: all of it anew, or an object that patches rows by their ids; null removes one."""

    def __init__(self, row: type[Schema], part: type[Schema], *, most: int, **kwargs: Any) -> None:
        super().__init__(allow_none=True, **kwargs)
        self.whole = many(fields.Nested(row), most=most)
        self.parts = ByName(keys=fields.String(), values=fields.Nested(part, allow_none=True))
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return (self.parts if isinstance(value, dict) else self.whole).deserialize(value, attr, data)


def rows_by_id(converter: Any, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """How OpenAPI says it."""
    if not isinstance(field, RowsById):
        return {}
    parts = converter.field2property(field.parts)["additionalProperties"]
    whole: dict[str, Any] = converter.field2property(field.whole)
    return whole | {"type": ["array", "object", "null"], "additionalProperties": parts}
