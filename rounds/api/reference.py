"""The document, for programs and for people. Both are the program's own text and nobody's data, so they need no token."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from pydantic_core import to_json

from rounds.api.document import document as whole
from rounds.api.doors import ENDPOINTS, Endpoint
from rounds.api.shapes.base import ROOT


@dataclass(frozen=True, slots=True)
class Part:
    """One field, parameter or header as people read it."""

    name: str
    kind: str
    needed: bool
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One endpoint as people read it."""

    name: str
    method: str
    path: str
    says: str
    act: str
    takes: tuple[Part, ...]
    body: tuple[Part, ...]
    gives: str
    status: int
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Endpoints of one subject."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What goes over the wire, field by field."""

    name: str
    says: str
    fields: tuple[Part, ...]


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document."""
    return HttpResponse(to_json(whole()), content_type="application/json")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the document to people."""
    about = whole()["info"]["description"].split("\n\n")
    return render(
        request,
        "api/reference.html",
        {"root": ROOT, "about": about[0], "rules": about[1].split("\n"), "rooms": rooms(), "shapes": shapes()},
    )


def rooms() -> tuple[Room, ...]:
    """Give the endpoints by their subjects."""
    names = dict.fromkeys(endpoint.room for endpoint in ENDPOINTS.values())
    return tuple(
        Room(name, tuple(_entry(endpoint) for endpoint in ENDPOINTS.values() if endpoint.room == name))
        for name in names
    )


def shapes() -> tuple[Shape, ...]:
    """Give the shapes of what programs are given."""
    schemas: dict[str, Any] = whole()["components"]["schemas"]
    return tuple(
        Shape(name, schema.get("description", ""), _fields(schema))
        for name, schema in sorted(schemas.items())
        if "properties" in schema
    )


def _entry(endpoint: Endpoint) -> Entry:
    operation = _operation(endpoint)
    return Entry(
        name=endpoint.name,
        method=endpoint.method,
        path=endpoint.path.replace("{int:", "{"),
        says=operation["description"].partition("\n\n")[0],
        act=endpoint.act,
        takes=tuple(_parameter(each) for each in operation["parameters"]),
        body=_body(operation),
        gives="bytes" if endpoint.gives is bytes else endpoint.gives.__name__,
        status=endpoint.status,
        refusals=tuple(status for status in operation["responses"] if status >= "400"),
    )


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    path = endpoint.path.replace("{int:", "{")
    found: dict[str, Any] = whole()["paths"][path][endpoint.method.lower()]
    return found


def _parameter(said: dict[str, Any]) -> Part:
    found = _resolved(said)
    return Part(
        found["name"],
        found["in"],
        bool(found.get("required")),
        found.get("description", found["schema"].get("description", "")),
    )


def _body(operation: dict[str, Any]) -> tuple[Part, ...]:
    if "requestBody" not in operation:
        return ()
    [content] = operation["requestBody"]["content"].values()
    choices = content["schema"].get("anyOf", [content["schema"]])
    return tuple(part for choice in choices for part in _fields(_resolved(choice)))


def _fields(schema: dict[str, Any]) -> tuple[Part, ...]:
    needed = set(schema.get("required", ()))
    return tuple(
        Part(name, _kind(found), name in needed, found.get("description", ""))
        for name, found in schema["properties"].items()
    )


def _kind(schema: dict[str, Any]) -> str:
    """Say in a word or two what a value is."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(choice) for choice in schema["anyOf"]))
    if "enum" in schema:
        return " or ".join(f"“{word}”" for word in schema["enum"])
    if "const" in schema:
        return f"“{schema['const']}”"
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "anything"))


def _resolved(said: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference inside the document."""
    if "$ref" not in said:
        return said
    found: Any = whole()
    for step in said["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    resolved: dict[str, Any] = found
    return resolved
