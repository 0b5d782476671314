"""Request bodies: JSON, decoded strictly into the struct that a handler asks for."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any, ClassVar

import msgspec
from litestar._openapi.schema_generation import SchemaCreator  # the type in a public signature
from litestar.dto import AbstractDTO
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

from api.http.requests.problems import (
    FieldError,
    InvalidBody,
    MalformedBody,
    UnsupportedMediaType,
    plain,
)
from api.http.requests.shapes import decoder_of
from domain.values import trimmed

_WHERE = re.compile(r"^(?P<reason>.*?)(?: - at (?P<key>`key` in )?`\$(?P<path>.*)`)?$", re.DOTALL)
_NAMED = re.compile(r"^Object (?P<kind>missing required|contains unknown) field `(?P<name>.*)`$")

LARGEST = 1 << 20
"""Bytes that a request's body may have."""


class JsonBody(AbstractDTO[Any]):
    """Decodes without the framework's coercions, so that "4" is not a number."""

    _types: ClassVar[dict[str, Any]] = {}

    @classmethod
    def create_for_field_definition(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,
        backend_cls: object = None,  # noqa: ARG003 - the framework's
    ) -> None:
        cls._types[handler_id] = field_definition.annotation
        decoder_of(field_definition.annotation)

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,  # noqa: ARG003 - the framework's
        schema_creator: SchemaCreator,
    ) -> Reference | Schema:
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def generate_field_definitions(
        cls,
        model_type: type[Any],  # noqa: ARG003 - the framework's
    ) -> Generator[DTOFieldDefinition, None, None]:
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:  # noqa: ARG003 - as above
        return False

    def decode_bytes(self, value: bytes) -> Any:
        media_type = self.asgi_connection.headers.get("content-type", "application/json")
        if media_type.partition(";")[0].strip().lower() != "application/json":
            raise UnsupportedMediaType(given=media_type[:100])
        return decode(self._types[self.asgi_connection.route_handler.handler_id], value)


def decode(wanted: Any, body: bytes) -> Any:
    """A body with its texts trimmed, as what is wanted.

    Raises MalformedBody, or InvalidBody with the path of the field that is wrong.
    """
    try:
        shaped = decoder_of(wanted).decode(body)
        return msgspec.convert(_trimmed(msgspec.to_builtins(shaped)), wanted)
    except msgspec.ValidationError as error:
        wrong = _field_error(str(error))
        raise InvalidBody(errors=[wrong], field=wrong.field, reason=wrong.reason) from None
    except RecursionError:
        deep = FieldError("body", "is nested too deeply")
        raise InvalidBody(errors=[deep], field=deep.field, reason=deep.reason) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedBody(reason=str(error)) from None


def _trimmed(value: Any) -> Any:
    """The value with each of its texts trimmed; the names of fields are left as they are."""
    if isinstance(value, str):
        return trimmed(value)
    if isinstance(value, list):
        return [_trimmed(one) for one in value]
    if isinstance(value, dict):
        return {name: _trimmed(one) for name, one in value.items()}
    return value


def _field_error(message: str) -> FieldError:
    where = _WHERE.match(message)
    reason, path = (where["reason"], where["path"] or "") if where else (message, "")
    if named := _NAMED.match(reason):
        path = f"{path}.{named['name']}"
        reason = "is required" if named["kind"] == "missing required" else "is not a field here"
    reason = plain(reason)
    if where and where["key"]:
        reason = f"{reason} as a key"
    return FieldError(path.lstrip(".") or "body", reason)
