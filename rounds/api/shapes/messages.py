"""What is said on tickets, and files, on the wire."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Given, ItsId, Moment, Page, Text
from rounds.api.shapes.senders import Sender
from rounds.desk.commands.uploading import KEPT_FOR
from rounds.desk.models import Upload as Kept
from rounds.desk.queries.copies import Copy
from rounds.desk.queries.records import MessageRecord
from rounds.mail.models import Via
from rounds.mail.queries import Written, says
from rounds.mail.reading import Address
from rounds.mail.trust import Proof

if TYPE_CHECKING:
    from rounds.mail.showing.appointments import Appointment as Found  # its library takes 10 MB


class FileLink(Given):
    """A file on a message."""

    url: str = Field(examples=[f"{ROOT}/files/3"])
    id: int
    name: str = Field(examples=["banner.png"])
    media_type: str = Field(examples=["image/png"])
    size: int = Field(description="Bytes.")


State = Literal[
    "queued", "claimed", "handing over", "sent", "stopped", "bounced", "may have arrived", "dropped", "taken back"
]


class Bounce(Given):
    """Word of a mail server that a mail did not reach somebody."""

    recipient: str = Field(description="As the server names them.", examples=["dana@harbour.example"])
    status: str = Field(description="Of RFC 3463; empty where it was not said.", examples=["5.1.1"])
    diagnostic: str = Field(description="What the server said.", examples=["550 5.1.1 No such user"])
    at: Moment


class SentCopy(Given):
    """How one recipient's copy of an answer fares. What is to be decided about it: `/outbox`."""

    id: int = Field(description="Of the mail in the outbox.")
    address: str = Field(examples=["dana@harbour.example"])
    state: State
    at: Moment = Field(description="When it came to that, or was written.")
    next_try_at: Moment | None = Field(description="While it waits.")
    says: str = Field(description="What happened, in a sentence.")
    bounce: Bounce | None

    @classmethod
    def read(cls, copy: Copy) -> Self:
        bounce = Bounce.of(copy.bounce) if copy.bounce else None
        return cls.of(copy, state=copy.state.value, says=says(copy), bounce=bounce)


class Appointment(Given):
    """What a calendar file in a mail asks for: its first event. Nobody's calendar is written to."""

    file_id: int = Field(description="The file that says it.")
    is_what: str = Field(
        description="Invitation, Cancelled appointment, Answer to an invitation, Another time proposed, or Appointment.",
        examples=["Invitation"],
    )
    summary: str = Field(examples=["Acceptance of hall 5"])
    starts: str = Field(
        description="A moment in UTC; a day, where it takes whole days; a time without an offset, where nobody knows its clock (`zone`).",
        examples=["2026-11-10T14:00:00Z"],
    )
    ends: str | None = Field(
        description="As `starts`; of whole days the last one. Null where it is not said.",
        examples=["2026-11-10T15:30:00Z"],
    )
    zone: str = Field(description="The clock that nobody knows, as the mail names it; else empty.", examples=[""])
    where: str = Field(examples=["Hall 5"])
    organiser: str = Field(description="Name or address; empty where nobody is named.", examples=["Dana Whitlock"])
    repeats: bool

    @classmethod
    def read(cls, file_id: int, found: "Found") -> Self:
        ends = _iso(found.ends) if found.ends else None
        return cls.of(found, file_id=file_id, starts=_iso(found.starts), ends=ends)


def _iso(at: date) -> str:
    return at.isoformat().replace("+00:00", "Z")


class Message(Given):
    """Something said on a ticket."""

    id: int
    kind: Literal["customer", "staff", "note"]
    text: str
    at: Moment
    member_id: int | None = Field(description="The member who said it.")
    contact_id: int | None = Field(description="The contact who said it.")
    files: list[FileLink]
    copies: list[SentCopy] = Field(description="Of an answer: one for each who gets it.")
    sender: Sender | None = Field(description="What is known of whom its mail is from; null for what came by none.")
    came_by: Literal["smtp", "imap", "file"] | None = Field(
        description="By which way its mail came in: the SMTP door, a mail folder, a file of old mails; null for what came by no mail."
    )
    appointments: list[Appointment] = Field(description="What the calendar files that came along ask for, each once.")

    @classmethod
    def read(
        cls, record: MessageRecord, via: Via | None = None, appointments: "Mapping[int, Found] | None" = None
    ) -> Self:
        asked = appointments or {}
        once = {asked[file.id]: file.id for file in reversed(record.files) if file.id in asked}
        files = [FileLink.of(file, url=f"{ROOT}/files/{file.id}") for file in record.files]
        sender = None if record.sender is None else Sender.read(Proof.of(record.sender))
        copies = [SentCopy.read(copy) for copy in record.copies]
        return cls.of(
            record,
            files=files,
            copies=copies,
            sender=sender,
            came_by=via.value if via else None,
            appointments=[Appointment.read(file_id, found) for found, file_id in reversed(once.items())],
        )


class Correspondent(Given):
    """Somebody in the head of a mail."""

    name: str = Field(examples=["Dana Whitlock"])
    address: str = Field(examples=["dana@customer.example"])

    @classmethod
    def read(cls, address: Address) -> Self:
        return cls.of(address, address=address.email)


class WrittenMail(Given):
    """A message as its mail was written. Its text on the ticket is what search and rules read; this is for showing."""

    sender: Correspondent
    to: list[Correspondent]
    cc: list[Correspondent]
    subject: str
    date: Moment | None = Field(description="As the sender's machine said.")
    text: str
    html: str | None = Field(
        description=(
            "Cleaned: no scripts, forms, frames or styles that leave their box. Images that came along stand under "
            "`/files/…`, but none that would unpack to gigabytes; those of other servers are left out. Null where the mail had no HTML."
        )
    )
    images_held: dict[str, int] = Field(description="How many images of other servers are left out, by server.")
    seal: str = Field(
        description="Whether it is signed or encrypted, as a sentence; empty where it is neither.",
        examples=["Signed; the signature was not checked."],
    )

    @classmethod
    def read(cls, mail: Written) -> Self:
        return cls.of(
            mail,
            sender=Correspondent.read(mail.sender),
            to=[Correspondent.read(each) for each in mail.to],
            cc=[Correspondent.read(each) for each in mail.cc],
            html=mail.html.html if mail.html else None,
            images_held=mail.html.held if mail.html else {},
        )


class Messages(Given):
    """A page of what was said, in order. next: asks for what follows; null on the last."""

    items: list[Message]
    next: str | None


class MessagePage(Page):
    """Which part of a conversation is asked for."""


class NewFile(Asked):
    """A file to go along."""

    name: Annotated[str, Field(min_length=1, max_length=250, pattern=r"^[^\x00]+$", examples=["banner.png"])]
    media_type: Annotated[str, Field(max_length=140, pattern=r"^[a-z0-9]+/[a-z0-9.+-]+$", examples=["image/png"])]
    content: Annotated[
        str,
        Field(
            pattern=r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
            description="The bytes, in Base64.",
            examples=["iVBORw0KGgo="],
        ),
    ]


Uploads = Annotated[
    list[ItsId],
    Field(
        max_length=50,
        description="Ids of files that the token's member brought before (`POST /files`).",
    ),
]


class Upload(Given):
    """A file that waits to go with a message. Only its member can send it."""

    id: int = Field(examples=[7])
    name: str = Field(examples=["banner.png"])
    media_type: str = Field(examples=["image/png"])
    size: int = Field(description="Bytes.")
    until: Moment = Field(description="It is gone then, unless it was sent.")

    @classmethod
    def read(cls, row: Kept) -> Self:
        return cls.of(row, id=row.pk, until=row.at + KEPT_FOR)


class FileNamed(Asked):
    """What a file is called, and what it is."""

    name: Annotated[str, Field(min_length=1, max_length=250, pattern=r"^[^\x00]+$", examples=["banner.png"])]
    media_type: Annotated[str, Field(max_length=140, pattern=r"^[a-z0-9]+/[a-z0-9.+-]+$", examples=["image/png"])] = (
        "application/octet-stream"
    )


class NewNote(Asked):
    """A note that only the team reads."""

    text: Text = Field(examples=["Ask Bram about the size."])
    files: Annotated[list[NewFile], Field(max_length=50)] = Field(default_factory=list)
    uploads: Uploads = Field(default_factory=list)
