"""The door of every endpoint: who calls, one transaction that speaks for one company, and what a refusal looks like.

An endpoint is a plain function of a call: parse → one command or query → answer. `@reads` and `@writes` give it its address,
and the act that one must be allowed to do. Deny by default: what has no door has no address.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from rounds.api.answers import Malformed, both_sides, not_there, problem_answer, refusal
from rounds.api.bodies import PLAIN, StrictParser
from rounds.api.calls import call_of
from rounds.api.once import claim
from rounds.api.pace import count_try, tell_pace
from rounds.api.shapes.base import Asked, Given
from rounds.api.unreadable import problem_of
from rounds.basics.problems import ChangedMeanwhile, NotThere, Problem, Refused
from rounds.workspaces.current import as_workspace

log = structlog.get_logger(__name__)

type View = Callable[..., Given | HttpResponse | None]

api = NinjaAPI(
    title="Rounds",
    version="1",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
    urls_namespace="api",
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address. act: what one must be allowed to do. gives: the shape of its answer; bytes for a file.

    status: of an answer where all went well. versioned: the answer has an ETag. most: bytes that a body may have.
    raw: the body is a file's bytes. reads_version: a call may say by If-Match which version it was made on; needs_version: it must.
    body_version: its body says which version it was made on. may_miss: what the query names may not be there. made: what it gives is
    what the call has just made. limited: under which name its tries are counted, by the hour; empty for most.
    """

    name: str
    method: str
    path: str
    act: str
    gives: type[Given] | type[bytes]
    status: int
    room: str
    versioned: bool
    most: int
    asks: frozenset[str]
    reads_version: bool
    needs_version: bool
    raw: bool = False
    may_miss: bool = False
    made: bool = False
    body_version: bool = False
    limited: str = ""

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    @property
    def needs(self) -> tuple[str, ...]:
        """List the rights that a call needs: that to the act, and where something else is shown for it, that to read it."""
        shows = getattr(self.gives, "shows", "")
        return (self.act, shows) if shows and shows != self.act and not self.made else (self.act,)


ENDPOINTS: dict[str, Endpoint] = {}
"""Every endpoint by its name."""

VIEWS: dict[str, View] = {}
"""What each does, so that a test can see which commands programs reach."""


NEEDING = frozenset({"version_read", "number_needed"})
MADE = frozenset({HTTPStatus.CREATED, HTTPStatus.ACCEPTED})
"""What is answered with an address: where the new record is, or where to look how far the work is."""

READING = NEEDING | {"number_read", "stamp_read", "written_stamp_read"}
"""What an endpoint calls to hear If-Match (`reading.py`); the document says of each what it really does."""


class Stopped(Exception):
    """An answer that says no; nothing of the transaction stays."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer
        super().__init__(answer.status_code)


def reads(
    path: str,
    *,
    act: str,
    room: str,
    gives: type[Given] | type[bytes],
    versioned: bool = False,
    may_miss: bool = False,
) -> Callable[[View], View]:
    """Open an endpoint for reading, to tokens that may do this act. may_miss: what its query names may not be there."""
    more = {"status": 200, "versioned": versioned, "most": PLAIN, "may_miss": may_miss}
    return _opening("GET", path, act=act, room=room, gives=gives, **more)


def writes(
    path: str,
    *,
    act: str,
    room: str,
    gives: type[Given],
    method: str = "POST",
    status: int = 200,
    versioned: bool = False,
    most: int = PLAIN,
    raw: bool = False,
    made: bool = False,
    body_version: bool = False,
    limited: str = "",
) -> Callable[[View], View]:
    """Open an endpoint for writing, to tokens that may do this act.

    most: bytes that its body may have. raw: it is a file's. made: what it gives is what the call has made, which it may see.
    body_version: its body says which version it was made on. limited: under which name its tries are counted, by the hour.
    """
    more = {
        "status": status,
        "versioned": versioned,
        "most": most,
        "raw": raw,
        "made": made,
        "body_version": body_version,
        "limited": limited,
    }
    return _opening(method, path, act=act, room=room, gives=gives, **more)


def _opening(method: str, path: str, **more: Any) -> Callable[[View], View]:
    def opened(view: View) -> View:
        names = view.__code__.co_names
        endpoint = Endpoint(
            name=view.__name__.strip("_"),
            method=method,
            path=path,
            asks=_asks(view),
            reads_version=any(name in READING for name in names),
            needs_version=any(name in NEEDING for name in names),
            **more,
        )
        ENDPOINTS[endpoint.name] = endpoint
        VIEWS[endpoint.name] = view
        api.default_router.add_api_operation(
            path,
            [method],
            _asked(view, endpoint),
            response={endpoint.status: None if endpoint.gives is bytes else endpoint.gives},
            operation_id=endpoint.name,
            summary=inspect.getdoc(view).partition(".")[0],  # type: ignore[union-attr]
            description=inspect.getdoc(view),
            tags=[endpoint.room],
            url_name=endpoint.name,
        )
        return view

    return opened


def _asks(view: View) -> frozenset[str]:
    """Say what may stand behind the question mark of an address."""
    shapes = [each.annotation for each in inspect.signature(view).parameters.values() if each.name == "query"]
    return frozenset(name for shape in shapes for name in _fields_of(shape))


def _fields_of(shape: Any) -> frozenset[str]:
    model = shape.__origin__ if hasattr(shape, "__origin__") else shape
    if not issubclass(model, Asked):
        return frozenset()
    return frozenset(field.alias or name for name, field in model.model_fields.items())


def _asked(view: View, endpoint: Endpoint) -> Callable[..., HttpResponse]:
    """Put a view of a call behind the signature that django-ninja reads: the request first."""

    @wraps(view)
    def asked(request: HttpRequest, **values: Any) -> HttpResponse:
        return _written(endpoint, view(request.call, **values))  # type: ignore[attr-defined]

    first, *others = inspect.signature(view).parameters.values()
    asked.__signature__ = inspect.Signature([first.replace(name="request"), *others])  # type: ignore[attr-defined]
    return asked


def _written(endpoint: Endpoint, given: Given | HttpResponse | None) -> HttpResponse:
    """Write an answer: JSON as pydantic's Rust writes it, with the version and the address of a single record."""
    if isinstance(given, HttpResponse):
        return given
    if given is None:
        return HttpResponse(status=endpoint.status)
    answer = HttpResponse(
        given.__pydantic_serializer__.to_json(given), status=endpoint.status, content_type="application/json"
    )
    if endpoint.versioned:
        answer["ETag"] = f'"{given.version}"'  # type: ignore[attr-defined]
    if endpoint.status in MADE and (url := getattr(given, "url", None)):
        answer["Location"] = url
    return answer


def door(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Stand before everything that django-ninja does with a request, its reading of the body included."""
    endpoint = ENDPOINTS[run.__self__.operation_id]  # type: ignore[attr-defined]

    @wraps(run)
    def answered(request: HttpRequest, **words: Any) -> HttpResponse:
        answer = _answered(request, endpoint, lambda: run(request, **words))
        answer["Cache-Control"] = "no-store"
        if call := getattr(request, "call", None):
            tell_pace(answer, call)
        return answer

    return answered


def _answered(request: HttpRequest, endpoint: Endpoint, run: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return _inside(request, endpoint, run)
    except Stopped as stopped:
        return stopped.answer
    except NotThere:
        return not_there()
    except ChangedMeanwhile as changed:
        return both_sides(changed)
    except Refused as refused:
        return refusal(refused)
    except Exception:  # the last door: whoever calls is told so, and the log has the rest
        log.exception("api broke", endpoint=endpoint.name)
        return problem_answer(HTTPStatus.INTERNAL_SERVER_ERROR, [OUR_FAULT])


OUR_FAULT = Problem("our fault", "Something broke on our side; nothing was done.", "Try again later.")


def _inside(request: HttpRequest, endpoint: Endpoint, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer inside one transaction. A writing call with a key does its act once, and is answered the same again."""
    call = call_of(request, most=endpoint.most)
    request.call = call  # type: ignore[attr-defined]
    if endpoint.limited:
        count_try(call, endpoint.limited)
    with as_workspace(call.holder.workspace.pk):
        call.enter()
        for act in endpoint.needs:
            call.require(act)
        _refuse_unknown(request, endpoint)
        body = call.body
        if not (endpoint.writes and "Idempotency-Key" in request.headers):
            return _done(run())
        claimed = claim(request, body, key=call.key, token_id=call.holder.token_id, at=call.now)
        if claimed.earlier:
            return claimed.earlier
        answer = _done(run())
        claimed.keep(answer)
        return answer


def _done(answer: HttpResponse) -> HttpResponse:
    """Let an answer stand, or take everything back with one that says no. Raises Stopped."""
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        raise Stopped(answer)
    return answer


def _refuse_unknown(request: HttpRequest, endpoint: Endpoint) -> None:
    """Refuse what stands in an address and means nothing: a misspelt filter would show everything. Raises Malformed."""
    unknown = [name for name in request.GET if name not in endpoint.asks]
    if unknown:
        known = ", ".join(sorted(endpoint.asks)) or "nothing"
        raise Malformed(
            [
                Problem("unknown", f"“{name[:60]}” means nothing here.", f"Known: {known}.", field=name[:60])
                for name in unknown
            ]
        )


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Say at which field something could not be read."""
    return refusal(Malformed([problem_of(each) for each in wrong.errors[:20]]))


@api.exception_handler(HttpError)
def _unparsed(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """Say why a body could not be read: django-ninja wraps what our parser has said. Anything else is our fault."""
    if isinstance(wrong.__cause__, Refused):
        return refusal(wrong.__cause__)
    raise wrong


api.add_decorator(door, mode="view")
