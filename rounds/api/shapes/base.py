"""What all shapes share: nothing unknown is taken, and no text has a NUL in it."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Self, cast

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

ROOT = "/api/v1"
MOST_ROWS = 100


def _plain_number(value: object) -> object:
    """Take a number as JSON has it: neither a text nor a yes or no, which pydantic would take too."""
    if isinstance(value, str | bool):
        raise ValueError("this is no number")  # noqa: TRY004 - pydantic reports a ValueError at its field
    return value


def _shaped(pattern: str, what: str) -> Callable[[object], object]:
    """Take only a text of this shape. what: as people call it."""
    shape = re.compile(pattern)

    def checked(value: object) -> object:
        if not (isinstance(value, str) and shape.fullmatch(value)):
            raise ValueError(f"this is not {what}")
        return value

    return checked


Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=500)]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
ItsId = Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(_plain_number)]
"""An id in a body, where a number is no text."""

Port = Annotated[int, Field(ge=1, le=65535, examples=[993]), BeforeValidator(_plain_number)]
Number = Annotated[float, Field(ge=-(10**15), le=10**15), BeforeValidator(_plain_number)]

Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[date, BeforeValidator(_shaped(r"\d{4}-\d\d-\d\d", "a day, such as 2027-03-01"))]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(
        _shaped(
            r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", "a moment, such as 2027-03-01T09:00:00Z"
        )
    ),
]
"""A day and a moment as RFC 3339 has them; pydantic alone would take a number of seconds too."""

Moment = Annotated[datetime, Field(description="UTC.", examples=["2026-11-23T15:00:00Z"])]


class Asked(BaseModel):
    """What a program sends. A field that is not known is refused, so that a slip is no silence."""

    model_config = ConfigDict(extra="forbid")


class Given(BaseModel):
    """What a program is given. Made from values that are ours already, which are not checked again.

    shows: the right to read it, which whoever is given it must have whatever they have done; "" where the act itself is enough.
    """

    shows: ClassVar[str] = ""

    @classmethod
    def of(cls, record: object, **more: Any) -> Self:
        """Take a record of the same names."""
        values: dict[str, Any] = {name: getattr(record, name) for name in cls.model_fields if name not in more}
        return cast("Self", cls.model_construct(**values, **more))


class Page(Asked):
    """Which part of a list is asked for."""

    after: Annotated[str, Field(max_length=1000, description="“next” of the page before; none for the first.")] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="Rows on a page.")] = 25
