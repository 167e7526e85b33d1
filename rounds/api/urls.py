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
    """Say in our words that an address has no such method."""

    @csrf_exempt  # a token is no cookie: no other page can make a browser send it
    @wraps(view)
    def answering(request: HttpRequest, **words: object) -> HttpResponse:
        answer = view(request, **words)
        if not isinstance(answer, HttpResponseNotAllowed):
            return answer
        allowed = ", ".join(sorted(each.strip() for each in answer["Allow"].split(",")))
        problem = Problem("no method", f"{request.method} does nothing here.", f"There is {allowed}.")
        said = problem_answer(HTTPStatus.METHOD_NOT_ALLOWED, [problem])
        said["Allow"] = allowed
        return said

    return answering


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
