"""What an answer to a customer takes: the text, the date after it, files."""

from typing import Annotated, Literal

from pydantic import Field

from rounds.api.shapes.base import Asked, Text
from rounds.api.shapes.messages import NewFile, Uploads
from rounds.api.shapes.tickets import DateWish


class NewAnswer(Asked):
    """An answer to the customer, by mail; the reopen date is set in the same act."""

    text: Text = Field(examples=["The new banner is up."])
    date: DateWish | Literal["none"] | None = Field(
        default=None, description="When the ticket comes back. null: as the manual says; “none”: not by itself."
    )
    files: Annotated[list[NewFile], Field(max_length=50)] = Field(default_factory=list)
    uploads: Uploads = Field(default_factory=list)
