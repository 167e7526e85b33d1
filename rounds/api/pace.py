"""How fast a token may go: so many calls a minute (ROUNDS_API_PACE), told with each answer, and fewer of what costs others something."""

from dataclasses import dataclass

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpResponse

from rounds.api.answers import TooFast
from rounds.api.calls import A_MINUTE, Call
from rounds.team.models import Member
from rounds.workspaces.current import as_workspace

AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Counted:
    """Whose tries are counted, as allauth asks for it."""

    pk: str


def count_try(call: Call, action: str) -> None:
    """Count a try of an act, for the token's member on the page and here together (`ACCOUNT_RATE_LIMITS` in the settings).

    Outside of the act's transaction: a refused try must not be forgotten with it. Raises TooFast.
    """
    member_id = call.holder.member_id
    with as_workspace(call.holder.workspace.pk):
        person_id = Member.objects.filter(id=member_id).values_list("person_id", flat=True).first()
    whose = Counted(str(person_id or f"member-{member_id}"))
    if not ratelimit.consume(call.request, action=action, user=whose):
        raise TooFast(seconds=AN_HOUR, text="That was tried too often within an hour.")


def tell_pace(answer: HttpResponse, call: Call) -> None:
    """Say how many calls are left of this minute, and how many seconds it still has."""
    answer["RateLimit-Limit"] = str(settings.API_PACE)
    answer["RateLimit-Remaining"] = str(max(0, settings.API_PACE - call.holder.calls))
    answer["RateLimit-Reset"] = str(A_MINUTE - call.now.second)
