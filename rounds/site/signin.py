"""How people come in: by e-mail and password; nobody signs up by themselves, members are invited."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from rounds.team.models import Person
from rounds.team.second_factor.queries import has_one, has_one_for_sure
from rounds.web.proving import proved_now, stop_at_second_step


class Door(DefaultAccountAdapter):  # type: ignore[misc]
    """The sign-in door's answers to django-allauth."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: a workspace's people are added by those who manage people."""
        return False

    def add_message(self, *_: object, **__: object) -> None:
        """Say nothing on the next page: that one is in, or out, is seen; what else it would say is in words of its own."""

    def pre_login(self, request: HttpRequest, user: Person, **words: Any) -> HttpResponse | None:
        """Stop whoever has shown the right password and has to show more: they are not signed in by it."""
        stopped: HttpResponse | None = super().pre_login(request, user, **words)
        if stopped or not has_one(user.pk):
            return stopped
        return stop_at_second_step(request, user, back=words["redirect_url"])

    def post_login(self, request: HttpRequest, user: Person, **words: Any) -> HttpResponse:
        """Look once more whether the password was enough: a second factor may have been set up at this very moment."""
        request.session.save()  # so that an act which ends all sign-ins finds this one
        if has_one_for_sure(user.pk):
            self.logout(request)
            return stop_at_second_step(request, user, back=words["redirect_url"])
        proved_now(request)
        answer: HttpResponse = super().post_login(request, user, **words)
        return answer
