"""Limits against guessing: so many tries a minute, by person or by the caller's address (`ACCOUNT_RATE_LIMITS` in the settings)."""

from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

from rounds.web import failures

Door = Callable[..., HttpResponse]


def limited(action: str, *, by_person: bool = True) -> Callable[[Door], Door]:
    """Count the tries of an act. The count stands outside of the act's transaction: a refused try must not be forgotten with it.

    by_person: counted for whoever is signed in (nobody else gets through the door anyway), else for the caller's address.
    """

    def opened(door: Door) -> Door:
        @wraps(door)
        def counted(request: HttpRequest, **words: object) -> HttpResponse:
            user = request.user if by_person and request.user.is_authenticated else None
            counts = user is not None or not by_person
            if counts and not ratelimit.consume(request, action=action, user=user):
                return failures.too_many(request)
            return door(request, **words)

        return counted

    return opened
