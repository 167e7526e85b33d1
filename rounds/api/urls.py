"""Every address of the API."""

from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from rounds.api import reference
from rounds.api.answers import not_there, problem_answer
from rounds.api.doors import api
from rounds.basics.problems import Problem


def _answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer HEAD as GET is answered, without the body; say in our words that an address has no such method."""

    @csrf_exempt  # a token is no cookie: no other page can make a browser send it
    @wraps(view)
    def answering(request: HttpRequest, **words: object) -> HttpResponse:
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        answer = view(request, **words)
        if isinstance(answer, HttpResponseNotAllowed):
            answer = _not_allowed(str(asked), answer)
        return _head_of(answer) if asked == "HEAD" else answer

    return answering


def _not_allowed(method: str, answer: HttpResponse) -> HttpResponse:
    known = {each.strip() for each in answer["Allow"].split(",")}
    allowed = ", ".join(sorted(known | ({"HEAD"} if "GET" in known else set())))
    problem = Problem("no method", f"{method} does nothing here.", f"There is {allowed}.")
    said = problem_answer(HTTPStatus.METHOD_NOT_ALLOWED, [problem])
    said["Allow"] = allowed
    return said


def _head_of(answer: HttpResponse) -> HttpResponse:
    """Leave the body out and say how long it is (RFC 9110, 9.3.2)."""
    answer["Content-Length"] = str(len(answer.content))
    answer.content = b""
    return answer


def _patterns() -> Iterator[URLPattern]:
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = _answering(pattern.callback)
            yield pattern


@csrf_exempt
def _nowhere(request: HttpRequest) -> HttpResponse:
    return not_there()


urlpatterns = [
    path("", reference.page, name="api-reference"),
    path("openapi.json", reference.document, name="api-document"),
    *_patterns(),
    re_path("", _nowhere, name="api-nowhere"),
]
