"""What a browser may load for a page, said with each answer.

It is the same for every page, so it was written once (settings, `MAY_LOAD`). What shows somebody's file, or a mail as it was written,
says something stricter itself.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP

type Answering = Callable[[HttpRequest], HttpResponse]


def may_load(answering: Answering) -> Answering:
    """Say it with each answer that does not say it itself."""

    def answered(request: HttpRequest) -> HttpResponse:
        answer = answering(request)
        answer.headers.setdefault(CSP.HEADER_ENFORCE.value, settings.MAY_LOAD)
        return answer

    return answered
