"""How fast a token may go: so many calls a minute (ROUNDS_API_PACE), told with each answer."""

from django.conf import settings
from django.http import HttpResponse

from rounds.api.calls import A_MINUTE, Call


def tell_pace(answer: HttpResponse, call: Call) -> None:
    """Say how many calls are left of this minute, and how many seconds it still has."""
    answer["RateLimit-Limit"] = str(settings.API_PACE)
    answer["RateLimit-Remaining"] = str(max(0, settings.API_PACE - call.holder.calls))
    answer["RateLimit-Reset"] = str(A_MINUTE - call.now.second)
