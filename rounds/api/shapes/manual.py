"""The draft of the next manual on the wire, and what the check finds in a text."""

from typing import Annotated, Self

from pydantic import Field

from rounds.api.shapes.base import Asked, Given, ItsId, Moment, Text
from rounds.manual.findings import Finding as Found
from rounds.manual.queries import DraftPage


class ManualText(Asked):
    """A manual as it is written."""

    text: Annotated[Text, Field(description="Markdown with clauses.", examples=["# How we work\n"])]


class ManualDraft(Given):
    """The draft of the next manual; nothing runs by it yet."""

    version: int = Field(
        description="Grows with each save and each manual that comes into force, also without a draft; the ETag, without its quotes."
    )
    text: str = Field(description="Without a draft: the manual in force, to begin one from.")
    based_on: int = Field(description="The version of the manual that it was begun from.")
    in_force: int = Field(description="The version that is in force.")
    saved_at: Moment | None = Field(description="None where there is no draft.")
    saved_by: str

    @classmethod
    def read(cls, page: DraftPage) -> Self:
        return cls.of(page)


class ManualFinding(Given):
    """One thing that is wrong in a manual."""

    line: int
    column: int
    clause: str | None = Field(examples=["role: rep"])
    problem: str
    nearest: str | None = Field(description="The valid word that was most likely meant.")
    fix: str | None = Field(description="What can safely stand there instead.")

    @classmethod
    def read(cls, finding: Found) -> Self:
        return cls.of(finding)


class Checked(Given):
    """What the check finds: errors, which keep a manual from coming into force, and doubts, which do not."""

    errors: list[ManualFinding]
    doubts: list[ManualFinding]


class EarlierManual(Asked):
    """Which version is brought back."""

    number: ItsId
    in_force: Annotated[ItsId, Field(description="The version in force that this was decided under.")]
