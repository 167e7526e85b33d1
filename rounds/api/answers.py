"""How a refusal is written: RFC 9457, with the same list of problems that the page shows."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from rounds.basics.problems import ChangedMeanwhile, NotAllowed, Problem, Refused

MEDIA_TYPE = "application/problem+json"


class Malformed(Refused):
    """What came could not be read; nothing was tried."""


class NeedsVersion(Refused):
    """A record is changed only by whoever says which version of it they have read."""

    def __init__(self) -> None:
        fix = "Read the record first, and send its ETag as If-Match."
        super().__init__([Problem("no version", "This change does not say which version it was made on.", fix)])


class NotKnown(Refused):
    """No token came, or none that holds."""

    def __init__(self) -> None:
        fix = "Send “Authorization: Bearer rnd_…”; tokens are made in the settings of the page."
        super().__init__([Problem("not known", "No token came along that holds.", fix)])


class TooFast(Refused):
    """A token, or an address with wrong tokens, asks too often. seconds: after which it may again, at the latest."""

    def __init__(self, *, seconds: int, text: str = "That were too many calls within a minute.") -> None:
        self.seconds = seconds
        super().__init__([Problem("too fast", text, "Wait, then go on.")])


class TooLarge(Refused):
    """A body has more bytes than anybody needs here."""

    def __init__(self, most: int) -> None:
        super().__init__([Problem("too large", f"A body has {most:,} bytes at most here.", "Send less at once.")])


class NotJson(Refused):
    """A body is something else than JSON."""

    def __init__(self, came: str) -> None:
        super().__init__(
            [Problem("not json", f"The body is {came[:80]}, not JSON.", "Send it with Content-Type: application/json.")]
        )


class ProblemShape(BaseModel):
    """One thing that is missing or wrong."""

    code: str = Field(description="Stable, for programs.", examples=["closed"])
    text: str = Field(description="A plain sentence.", examples=["A closed ticket cannot be put to sleep."])
    fix: str | None = Field(description="What helps, where something does.", examples=["Open it again first."])
    field: str | None = Field(description="The field of the body that it is about.", examples=["day"])
    clause: str | None = Field(description="The clause of the operating manual that says so, “kind: name”.")


class Sides(BaseModel):
    """Both sides of a change that came too late, label by label."""

    what: str = Field(description="The record.", examples=["#42"])
    mine: dict[str, str] = Field(description="What was asked for.")
    theirs: dict[str, str] = Field(description="What stands now.")


class Refusal(BaseModel):
    """Why something was not done (RFC 9457). Nothing of it stays."""

    model_config = ConfigDict(json_schema_extra={"title": "Refusal"})

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    problems: list[ProblemShape]
    sides: Sides | None = Field(default=None, description="Given where somebody changed the record meanwhile.")


STATUS: tuple[tuple[type[Refused], HTTPStatus], ...] = (
    (NotKnown, HTTPStatus.UNAUTHORIZED),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (NotJson, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (Malformed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NeedsVersion, HTTPStatus.PRECONDITION_REQUIRED),
    (TooFast, HTTPStatus.TOO_MANY_REQUESTS),
    (Refused, HTTPStatus.CONFLICT),
)
"""What each refusal is called on the wire; the first that fits."""

NOT_THERE = (Problem("not there", "There is no such thing here.", "It is gone, or never was this company's."),)


def refusal(refused: Refused) -> HttpResponse:
    """Answer what was refused."""
    status = next(status for kind, status in STATUS if isinstance(refused, kind))
    answer = problem_answer(status, refused.problems)
    if isinstance(refused, NotKnown):
        answer["WWW-Authenticate"] = 'Bearer realm="Rounds"'
    if isinstance(refused, TooFast):
        answer["Retry-After"] = str(refused.seconds)
    return answer


def not_there() -> HttpResponse:
    """Answer for what is not there, or another company's: the two look the same."""
    return problem_answer(HTTPStatus.NOT_FOUND, NOT_THERE)


def both_sides(changed: ChangedMeanwhile) -> HttpResponse:
    """Answer a change that was made on an older version, with both sides."""
    text = f"{changed.what} was changed since it was read."
    problem = Problem("changed meanwhile", text, "Read it again; both sides stand here.")
    sides = {"what": changed.what, "mine": changed.mine, "theirs": changed.theirs}
    return problem_answer(HTTPStatus.PRECONDITION_FAILED, [problem], sides=sides)


def problem_answer(
    status: HTTPStatus, problems: Sequence[Problem], *, sides: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Write problems down."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "problems": [
            {"code": each.code, "text": each.text, "fix": each.fix, "field": each.field, "clause": each.clause}
            for each in problems
        ],
    }
    if sides:
        said["sides"] = sides
    return HttpResponse(to_json(said), status=status, content_type=MEDIA_TYPE)
