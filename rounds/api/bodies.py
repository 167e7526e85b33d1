"""Reading what a program sends: JSON, not larger than it needs to be, and nothing that no text has in it."""

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser
from pydantic_core import from_json

from rounds.api.answers import Malformed, NotJson, TooLarge
from rounds.basics.objects import Twice, refuse_twice
from rounds.basics.problems import Problem

PLAIN = 2**20
"""Bytes that a body without files may have."""


class StrictParser(Parser):
    """Reads JSON as RFC 8259 has it: no NaN, no half of a letter, no nesting beyond what anybody writes, no key twice in one object."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Give what the body says. Raises NotJson, TooLarge, Malformed."""
        if request.content_type != "application/json":
            raise NotJson(request.content_type or "nothing")
        body: bytes = request.call.body  # type: ignore[attr-defined]
        try:
            read = from_json(body, allow_inf_nan=False)
            refuse_twice(body)
        except Twice as twice:
            text = f"“{twice.key[:60]}” stands twice in one object."
            raise Malformed([Problem("twice", text, "Leave one of them out.", field=twice.key[:60])]) from None
        except ValueError as wrong:
            text = f"The body is no JSON that can be read: {wrong}."
            raise Malformed([Problem("unreadable", text, "Send one JSON object, in UTF-8.")]) from None
        return read


def body_of(request: HttpRequest, *, most: int) -> bytes:
    """Give the body, read once and only up to a limit. Raises TooLarge.

    Each endpoint has its own limit, so the body is put where Django looks for one that was read.
    """
    if not hasattr(request, "_body"):
        request._body = request.read(most + 1)  # noqa: SLF001
    if len(request.body) > most:
        raise TooLarge(most)
    return request.body
