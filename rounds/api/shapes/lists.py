"""Lists of the manual on the wire."""

from pydantic import Field

from rounds.api.shapes.base import Given


class Named(Given):
    """A list of the manual. count: what stands in it, up to 100."""

    name: str
    what: str = Field(description="What it is of.", examples=["open tickets", "accounts"])
    clause: str = Field(examples=["list: long holds"])
    offered: bool = Field(description="Whether it is offered to the member now.")
    count: int


class NamedLists(Given):
    """All lists that the member sees, in the order of the manual."""

    items: list[Named]
