"""The OpenAPI 3.1 document: what django-ninja reads off the endpoints, finished with what it does not know.

That is the token, the refusals, the headers that go both ways, and files.
"""

from functools import cache
from http import HTTPStatus
from typing import Any

from ninja.openapi.schema import REF_TEMPLATE
from ninja.schema import NinjaGenerateJsonSchema
from pydantic import BaseModel

from rounds.api import endpoints
from rounds.api.answers import MEDIA_TYPE, Refusal
from rounds.api.doors import ENDPOINTS, Endpoint, api
from rounds.api.once import REPLAYED
from rounds.api.shapes.base import ROOT

assert endpoints.tickets, "importing the endpoints has given them their addresses"

type Json = dict[str, Any]

ABOUT = """
Programs do here what members do on the page: the same acts, the same rights, the same refusals.

A call shows a token: `Authorization: Bearer rnd_…`. It acts as the member who made the token, within the token's scopes.
A list is read page by page: `next` of one page is `after` of the following; rows that are written meanwhile move nothing.
A writing call may carry an `Idempotency-Key`: made again within 24 hours it does nothing twice and is answered the same.
A record has an `ETag`; sent back as `If-Match`, a change is refused where somebody was faster, and both sides are shown.
`HEAD` is answered as `GET` is, without the body. A body is JSON; one in which a key stands twice is refused by that key.
What is refused is said as `application/problem+json`: for each problem a code, a sentence, and what helps.
""".strip()

ROOMS = (
    "Tickets",
    "Messages",
    "Files",
    "Drafts",
    "Acts on a ticket",
    "Acts on many tickets",
    "Check-ins",
    "Lists",
    "Views",
    "Notices",
    "Accounts",
    "Contacts",
    "Assets",
    "Usage",
    "Team",
    "Mailboxes",
    "Mail",
    "Targets",
    "Work put off",
    "Manual",
    "History",
)
"""Subjects of endpoints, in the order in which people read of them."""

REFUSALS: dict[HTTPStatus, str] = {
    HTTPStatus.UNAUTHORIZED: "No token came along that holds.",
    HTTPStatus.FORBIDDEN: "Token or member may not do this.",
    HTTPStatus.NOT_FOUND: "There is no such record, or it is another company's.",
    HTTPStatus.CONFLICT: "Refused; the problems say why and what helps. Nothing of it stays.",
    HTTPStatus.PRECONDITION_FAILED: "Somebody changed the record since it was read; both sides are shown.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body has more bytes than anybody needs here.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not JSON.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "What came could not be read; nothing was tried.",
    HTTPStatus.PRECONDITION_REQUIRED: "The change does not say which version it was made on.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many calls within a minute.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something broke on our side; nothing was done.",
}
DONE: dict[int, str] = {HTTPStatus.ACCEPTED: "Asked for; a worker does it."}
NAMES = {status: "".join(word.title() for word in status.phrase.split()) for status in REFUSALS}
ALWAYS = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
)
WITH_BODY = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
PACE = {
    "RateLimit-Limit": "Calls that the token may make within a minute.",
    "RateLimit-Remaining": "Calls that are left of this minute.",
    "RateLimit-Reset": "Seconds that this minute still has.",
}


@cache
def document() -> Json:
    """Give the whole document. It changes with the program only."""
    made: Json = dict(api.get_openapi_schema(path_prefix=""))
    made["info"] = {
        "title": "Rounds",
        "version": "1",
        "description": ABOUT,
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
    made["servers"] = [{"url": ROOT, "description": "This Rounds"}]
    made["security"] = [{"token": []}]
    made["tags"] = [{"name": room} for room in ROOMS]
    operations = {each["operationId"]: each for path in made["paths"].values() for each in path.values()}
    for name, endpoint in ENDPOINTS.items():
        _finish(operations[name], endpoint)
    made["components"]["schemas"] |= _shapes_of(Refusal)
    made["components"] |= _components()
    return made


def _shapes_of(model: type[BaseModel]) -> Json:
    """Give a shape, and those that it is made of, as the document has them."""
    said = model.model_json_schema(
        ref_template=REF_TEMPLATE, schema_generator=NinjaGenerateJsonSchema, mode="serialization"
    )
    return {**said.pop("$defs", {}), model.__name__: said}


def _finish(operation: Json, endpoint: Endpoint) -> None:
    """Add to one operation what its door does."""
    operation["responses"] = {str(status): said for status, said in operation["responses"].items()}
    done = operation["responses"][str(endpoint.status)]
    done["description"] = DONE.get(endpoint.status, "Done.") if endpoint.writes else "Found."
    done["headers"] = _headers(endpoint)
    if endpoint.gives is bytes:
        done["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    if endpoint.raw:
        bytes_of = {"application/octet-stream": {"schema": {"type": "string", "format": "binary", "minLength": 1}}}
        operation["requestBody"] = {"required": True, "content": bytes_of}
    operation["responses"] |= {str(status.value): _refers("responses", NAMES[status]) for status in _refusals(endpoint)}
    operation["description"] += f"\n\nNeeds the right to: {' and to '.join(endpoint.needs)}."
    operation["parameters"] = [*operation.get("parameters", []), *_sent(endpoint)]


def _refusals(endpoint: Endpoint) -> list[HTTPStatus]:
    there = (HTTPStatus.NOT_FOUND,) if "{" in endpoint.path or endpoint.writes or endpoint.may_miss else ()
    body = WITH_BODY if _has_body(endpoint) else WITH_BODY[:1] if endpoint.raw else ()
    stale = (HTTPStatus.PRECONDITION_FAILED,) if endpoint.reads_version or endpoint.body_version else ()
    needed = (HTTPStatus.PRECONDITION_REQUIRED,) if endpoint.needs_version else ()
    return sorted({*ALWAYS, *there, *body, *stale, *needed})


def _sent(endpoint: Endpoint) -> list[Json]:
    """List the headers that a call may carry."""
    names = ["IdempotencyKey"] if endpoint.writes else []
    if endpoint.reads_version:
        names.append("NeededIfMatch" if endpoint.needs_version else "IfMatch")
    return [_refers("parameters", name) for name in names]


def _headers(endpoint: Endpoint) -> Json:
    names = [*PACE, *(["ETag"] if endpoint.versioned else []), *([REPLAYED] if endpoint.writes else [])]
    if endpoint.status == HTTPStatus.ACCEPTED or (endpoint.status == HTTPStatus.CREATED and endpoint.versioned):
        names.append("Location")
    return {name: _refers("headers", name) for name in names}


def _has_body(endpoint: Endpoint) -> bool:
    return any(model.__ninja_param_source__ == "body" for model in _operation(endpoint).models)


def _operation(endpoint: Endpoint) -> Any:
    view = api.default_router.path_operations[endpoint.path]
    return next(each for each in view.operations if each.operation_id == endpoint.name)


def _components() -> Json:
    """Give what all operations share."""
    return {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "An API token: rnd_…, made in the settings."}
        },
        "responses": {NAMES[status]: _refusal(status, text) for status, text in REFUSALS.items()},
        "parameters": {
            "IdempotencyKey": _header(
                "Idempotency-Key",
                "Makes a call that is made again, within 24 hours, do nothing twice and be answered the same.",
                {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[!-~]+$"},
                "8e03978e-40d5-43e8-bc93-6894a57f9324",
            ),
            "IfMatch": _header(
                "If-Match",
                "The ETag that was read, or “*” for any; refused with 412 where it is another by now.",
                VERSION,
                '"3"',
            ),
            "NeededIfMatch": _header("If-Match", "The ETag that was read, or “*” for any.", VERSION, '"3"')
            | {"required": True},
        },
        "headers": {
            **{name: {"description": text, "schema": {"type": "integer"}} for name, text in PACE.items()},
            "ETag": {"description": "The record's version.", "schema": {"type": "string"}},
            "Location": {
                "description": "Where the new record is, or where to look how far the work is.",
                "schema": {"type": "string"},
            },
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
            "WWW-Authenticate": {"description": "How to come in.", "schema": {"type": "string"}},
            REPLAYED: {
                "description": "true where the answer is one that was given before.",
                "schema": {"type": "string"},
            },
        },
    }


VERSION = {"type": "string"}


def _header(name: str, text: str, schema: Json, example: str) -> Json:
    return {"name": name, "in": "header", "required": False, "description": text, "schema": schema, "example": example}


def _refusal(status: HTTPStatus, text: str) -> Json:
    said: Json = {"description": text, "content": {MEDIA_TYPE: {"schema": _refers("schemas", "Refusal")}}}
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        said["headers"] = {"Retry-After": _refers("headers", "Retry-After")}
    if status is HTTPStatus.UNAUTHORIZED:
        said["headers"] = {"WWW-Authenticate": _refers("headers", "WWW-Authenticate")}
    return said


def _refers(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}
