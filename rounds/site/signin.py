"""How people come in: by e-mail and password; nobody signs up by themselves, members are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Door(DefaultAccountAdapter):  # type: ignore[misc]
    """The sign-in door's answers to django-allauth."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: a workspace's people are added by those who manage people."""
        return False
