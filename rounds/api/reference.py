"""The document, for programs and for people. Both are the program's own text and nobody's data, so they need no token."""

from dataclasses import dataclass, replace
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic_core import to_json

from rounds.api.document import REFUSALS, ROOMS, Json
from rounds.api.document import document as whole
from rounds.api.doors import ENDPOINTS, Endpoint
from rounds.api.samples import Sample, example_of, resolved, sample
from rounds.api.shapes.base import ROOT
from rounds.basics.text import listed
from rounds.team.tokens.scopes import GROUPS

PAGES = Environment(loader=PackageLoader("rounds.api", "jinja2"), autoescape=True, undefined=StrictUndefined)
"""Our own, beside the page's: what programs send is the same word in every company, whatever a team calls things."""
PAGES.globals["static"] = static

type Links = tuple[tuple[str, str], ...]
"""Texts, each with the name of the shape that it leads to, or an empty one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field, parameter or header as people read it. leads: shapes that it is made of. example: as it is written."""

    name: str
    kind: str
    needed: bool
    text: str
    leads: Links = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status that says no, and why."""

    status: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One endpoint as people read it. title: a few words. scopes: a token with any of them may call it."""

    name: str
    title: str
    method: str
    path: str
    says: str
    needs: tuple[str, ...]
    scopes: tuple[str, ...]
    takes: tuple[Part, ...]
    body: tuple[Part, ...]
    gives: str
    status: int
    refusals: tuple[Refusal, ...]
    sample: Sample

    @property
    def words(self) -> str:
        """Give what a search goes through."""
        return " ".join((self.title, self.method, self.path, self.says, *self.needs, self.gives)).lower()


@dataclass(frozen=True, slots=True)
class Room:
    """Endpoints of one subject. key: its name in an address."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def key(self) -> str:
        return self.name.lower().replace(" ", "-")


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
    """Show the document to people, or what of it has all words of a search."""
    asked = " ".join(request.GET.get("q", "").split())[:100]
    about, rules = whole()["info"]["description"].split("\n\n")
    text = PAGES.get_template("api/reference.html").render(
        {
            "root": ROOT,
            "base": request.build_absolute_uri(ROOT),
            "about": about,
            "rules": [rule.split("`") for rule in rules.split("\n")],
            "asked": asked,
            "rooms": found(asked),
            "many": sum(len(room.entries) for room in rooms()),
            "shapes": () if asked else shapes(),
            "refusals": () if asked else refusals(),
            "groups": () if asked else tuple((name, tuple(sorted(acts))) for name, acts in GROUPS.items()),
        }
    )
    return HttpResponse(text)


def found(asked: str) -> tuple[Room, ...]:
    """Give the endpoints that have all these words, by their subjects; all where nothing is asked."""
    words = asked.lower().split()
    kept = (
        Room(room.name, tuple(each for each in room.entries if all(word in each.words for word in words)))
        for room in rooms()
    )
    return tuple(room for room in kept if room.entries)


@cache
def rooms() -> tuple[Room, ...]:
    """Give the endpoints by their subjects."""
    return tuple(
        Room(name, tuple(_entry(endpoint) for endpoint in ENDPOINTS.values() if endpoint.room == name))
        for name in ROOMS
    )


@cache
def shapes() -> tuple[Shape, ...]:
    """Give the shapes of what programs are given."""
    schemas: Json = whole()["components"]["schemas"]
    return tuple(
        Shape(name, schema.get("description", ""), _fields(schema))
        for name, schema in sorted(schemas.items())
        if "properties" in schema
    )


def refusals() -> tuple[Refusal, ...]:
    """Give every status that says no."""
    return tuple(Refusal(status.value, status.phrase, text) for status, text in REFUSALS.items())


def _entry(endpoint: Endpoint) -> Entry:
    operation = _operation(endpoint)
    path = endpoint.path.replace("{int:", "{")
    return Entry(
        name=endpoint.name,
        title=endpoint.name.replace("_", " ").capitalize(),
        method=endpoint.method,
        path=path,
        says=operation["description"].partition("\n\n")[0],
        needs=endpoint.needs,
        scopes=(
            " with ".join(endpoint.needs),
            *(name for name, acts in GROUPS.items() if acts.issuperset(endpoint.needs)),
        ),
        takes=tuple(_parameter(each) for each in operation["parameters"]),
        body=_body(operation),
        gives="bytes" if endpoint.gives is bytes else endpoint.gives.__name__,
        status=endpoint.status,
        refusals=tuple(
            Refusal(status.value, status.phrase, text)
            for status, text in REFUSALS.items()
            if str(status.value) in operation["responses"]
        ),
        sample=sample(endpoint.method, path, operation, endpoint.status),
    )


def _operation(endpoint: Endpoint) -> Json:
    operation: Json = whole()["paths"][endpoint.path.replace("{int:", "{")][endpoint.method.lower()]
    return operation


def _parameter(said: Json) -> Part:
    given = resolved(said)
    return Part(
        given["name"],
        given["in"],
        bool(given.get("required")),
        given.get("description", given["schema"].get("description", "")),
        example=str(given.get("example", "")),
    )


def _body(operation: Json) -> tuple[Part, ...]:
    if "requestBody" not in operation:
        return ()
    [content] = operation["requestBody"]["content"].values()
    if "format" in content["schema"]:
        return (Part("the body", "bytes", True, "The file as it is."),)
    choices = content["schema"].get("anyOf", [content["schema"]])
    return _one_of([_fields(resolved(choice)) for choice in choices])


def _one_of(choices: list[tuple[Part, ...]]) -> tuple[Part, ...]:
    """Give the fields of several bodies, each once. What only one of them needs is said to be one of so many."""
    needed = [{part.name for part in choice if part.needed} for choice in choices]
    either = [
        part.name
        for choice in choices
        for part in choice
        if part.needed and not all(part.name in each for each in needed)
    ]
    found: dict[str, Part] = {}
    for part in (part for choice in choices for part in choice):
        said = f"One of {listed([f'“{name}”' for name in either])} is needed. {part.text}".strip()
        found.setdefault(part.name, replace(part, needed=False, text=said) if part.name in either else part)
    return tuple(found.values())


def _fields(schema: Json) -> tuple[Part, ...]:
    needed = set(schema.get("required", ()))
    return tuple(
        Part(
            name,
            _kind(given),
            name in needed,
            given.get("description", ""),
            tuple(dict.fromkeys(_leads(given))),
            str(example_of(given)) if given.get("examples") else "",
        )
        for name, given in schema["properties"].items()
    )


def _leads(schema: Json) -> list[tuple[str, str]]:
    """Split the words for a kind into those that lead to a shape and those that do not."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return [(name, name if "properties" in resolved(schema) else "")]
    if "anyOf" in schema:
        return [each for choice in schema["anyOf"] for each in _leads(choice)]
    if schema.get("type") == "array":
        return [(f"list of {text}", shape) for text, shape in _leads(schema.get("items", {}))]
    return [(_kind(schema), "")]


def _kind(schema: Json) -> str:
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
