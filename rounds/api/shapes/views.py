"""Saved views on the wire."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Flag, Given, Words
from rounds.basics.problems import Problem
from rounds.lists.queries import ViewRow

Named = Annotated[Words, Field(max_length=60, examples=["Late billing"])]
Search = Annotated[
    Words,
    Field(max_length=400, description="As the desk's search field reads it.", examples=["queue:billing older:3d"]),
]
Shared = Annotated[Words, Field(description="Whoever holds this role sees it too; empty: nobody else.")]


class View(Given):
    """A search that is kept under a name.

    count: tickets that it finds, up to 100; null where it looks for words, or cannot be read any more.
    """

    url: str = Field(examples=[f"{ROOT}/views/7"])
    id: int
    version: int = Field(description="Grows with each change; the ETag, without its quotes.")
    name: str
    search: str
    role: str
    member_id: int = Field(description="Whose it is.")
    count: int | None
    problems: list[str] = Field(
        description="Why its search cannot be read any more, each with what helps: its queue is not in the manual now, say."
    )

    @classmethod
    def read(cls, row: ViewRow, count: int | None, problems: Sequence[Problem]) -> Self:
        said = [f"{each.text} {each.fix or ''}".strip() for each in problems]
        return cls.of(row, url=f"{ROOT}/views/{row.id}", count=count, problems=said)


class Views(Given):
    """All views that the member sees, in the order in which their page has them."""

    items: list[View]


class NewView(Asked):
    """A search to keep."""

    name: Named
    search: Search
    role: Shared = ""


class ViewChange(Asked):
    """What is different; what is left out stays."""

    name: Named | None = None
    search: Search | None = None
    role: Shared | None = None


class ViewMove(Asked):
    """Where a view goes."""

    up: Flag = Field(description="false: down.")
