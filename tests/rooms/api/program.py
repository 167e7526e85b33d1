"""A program at the API: a token, and Django's test client with its headers."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.test import Client

from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.rules import Role
from rounds.team.tokens.commands import add_token
from rounds.timeline.rules import Actor
from tests.world import MONDAY, Cast, a_member

ROOT = "/api/v1"


@dataclass(frozen=True)
class Program:
    """Speaks JSON with a token."""

    token: str

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Make one call. body: sent as JSON, bytes as they are. headers: with _ for -."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            given = {"Authorization": f"Bearer {self.token}", **given}
        kind = given.pop("Content-Type", "application/json")
        return Client(raise_request_exception=False).generic(
            method, path if path.startswith("/api") else f"{ROOT}{path}", data, content_type=kind, headers=given
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)


def program(cast: Cast, who: Actor | None = None, *, scopes: tuple[str, ...] = ("everything",)) -> Program:
    """Give a program the token of a member; of one who may do everything where nobody is named."""
    with cast.inside():
        if who is None:
            roles = [role.name for role in book().all(Role)]
            who = a_member("Able Holder", roles, f"api-{cast.workspace_id}-{uuid4().hex[:6]}")
        return Program(_token(who, scopes))


def without_rights(cast: Cast) -> Program:
    """Give a program the token of a member without any role."""
    with cast.inside():
        return Program(_token(a_member("No Role", [], f"api-{cast.workspace_id}-{uuid4().hex[:6]}"), ("everything",)))


def _token(who: Actor, scopes: tuple[str, ...]) -> str:
    made = add_token(
        member_id=who.id or 0, name="Nightly", scopes=scopes, expires_at=None, by=Actor.system(), at=MONDAY
    )
    return made.text


def codes(answer: Any) -> list[str]:
    """Give the codes of an answer's problems."""
    return [problem["code"] for problem in answer.json()["problems"]]


def member_of(cast: Cast, who: Actor) -> Member:
    with cast.inside():
        return Member.objects.get(id=who.id)
