"""Bodies are decoded straight into the shape of what is wanted, and only then looked at closely."""

from __future__ import annotations

import tracemalloc
from typing import Annotated, Any

import msgspec
import pytest
from httpx import AsyncClient
from msgspec import Meta, Struct

from api.http.commands.requests import NewCheckIn, NewKeyResult, NewUnit
from api.http.requests.body import LARGEST, JsonBody, decode
from api.http.requests.problems import InvalidBody
from api.http.requests.shapes import MOST_ITEMS, decoder_of


def filled(before: bytes, item: bytes, after: bytes) -> bytes:
    """The largest body there may be, full of items."""
    room = LARGEST - len(before) - len(after) - len(item)
    return before + (item + b",") * (room // (len(item) + 1)) + item + after


METRIC = b'{"title":"K","metric":{"type":"milestone","steps":'


@pytest.mark.parametrize(
    ("wanted", "body", "field"),
    [
        (NewUnit, filled(b"[", b"[]", b"]"), "body"),
        (NewUnit, filled(b'{"name":[', b"[]", b"]}"), "name"),
        (NewUnit, filled(b'{"nonsense":[', b"{}", b"]}"), "nonsense"),
        (NewUnit, filled(b'{"name":"\\tX","kind":"team","nonsense":[', b"[]", b"]}"), "nonsense"),
        (NewKeyResult, filled(METRIC + b"[", b"[]", b"]}}"), "metric.steps[0]"),
        (NewKeyResult, filled(METRIC + b"{", b'"a":[]', b"}}}"), "metric.steps"),
        (
            NewCheckIn,
            filled(b'{"effective":"2026-02-03","blockers":[', b"{}", b"]}"),
            "blockers[0].name",
        ),
    ],
)
def test_what_is_not_shaped_like_a_request_is_not_built(
    wanted: Any, body: bytes, field: str
) -> None:
    decoder_of(wanted)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidBody) as refused:
            decode(wanted, body)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert refused.value.errors[0].field == field
    assert most < LARGEST / 10


def test_a_list_of_a_request_is_of_ordinary_length() -> None:
    done = b'{"effective":"2026-02-03","done":[' + b'"a",' * MOST_ITEMS + b'"a"]}'

    with pytest.raises(InvalidBody) as refused:
        decode(NewCheckIn, done)
    assert refused.value.errors[0].field == "done"


async def test_every_example_of_a_request_is_read_as_its_type_says(client: AsyncClient) -> None:
    document = (await client.get("/docs/openapi.json")).json()
    shown = [
        operation["requestBody"]["content"]["application/json"]["example"]
        for methods in document["paths"].values()
        for operation in methods.values()
        if "requestBody" in operation
    ]
    read = 0
    for wanted in set(JsonBody._types.values()):
        for body in map(msgspec.json.encode, shown):
            try:
                strictly = msgspec.json.decode(body, type=wanted)
            except msgspec.ValidationError:
                continue
            assert decode(wanted, body) == strictly
            read += 1
    assert read >= len(shown)


def test_texts_are_trimmed_and_names_of_fields_are_not() -> None:
    class Noted(Struct, forbid_unknown_fields=True, rename="camel"):
        first_word: Annotated[str, Meta(max_length=2)]
        by_name: dict[str, tuple[str, ...]] = {}

    body = b'{"firstWord":"\\t ab\\u200b","byName":{" x ":[" y "]}}'
    assert decode(Noted, body) == Noted("ab", {" x ": ("y",)})
    assert decode(Noted, b'{"firstWord":"ab"}') == Noted("ab")


def test_a_type_whose_shape_nobody_has_thought_about_is_found_at_the_start() -> None:
    class Opaque(Struct):
        anything: Any

    with pytest.raises(TypeError):
        decoder_of(Opaque)
