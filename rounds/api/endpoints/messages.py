"""What is said on a ticket."""

from ninja import Query

from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.endpoints.tickets import WITH_FILES
from rounds.api.reading import files_of, number_read, wish_of
from rounds.api.shapes.answers import NewAnswer
from rounds.api.shapes.base import ROOT, Id
from rounds.api.shapes.messages import Message, MessagePage, Messages, NewNote, WrittenMail
from rounds.desk import commands
from rounds.desk.dates import Wish
from rounds.desk.pictures import can_be_shown
from rounds.desk.queries.records import message_record, message_records
from rounds.mail.queries import came_by, written
from rounds.mail.queries.appointments import CALENDAR, appointments_in

ROOM = "Messages"


@reads("/tickets/{int:number}/messages", act="read the desk", room=ROOM, gives=Messages)
def list_messages(call: Call, number: Id, query: Query[MessagePage]) -> Messages:
    """List what was said on a ticket, in order."""
    [after] = opened(query.after, of=["messages", number]) or [0]
    found = message_records(number, after=after, limit=query.limit + 1)
    ways = came_by([record.id for record in found])
    asked = appointments_in([file.id for record in found for file in record.files if file.media_type == CALENDAR])
    rows = [Message.read(record, ways.get(record.id), asked) for record in found[: query.limit]]
    more = sealed([rows[-1].id], of=["messages", number]) if len(found) > query.limit else None
    return Messages.model_construct(items=rows, next=more)


@reads("/messages/{int:message_id}/mail", act="read the desk", room=ROOM, gives=WrittenMail)
def get_written_mail(call: Call, message_id: Id) -> WrittenMail:
    """Read a customer's message as its mail was written, its HTML cleaned. Not found where it did not come by mail."""
    return WrittenMail.read(written(message_id, images=False, file_address=_stands))


def _stands(file_id: int, name: str, data: bytes) -> str:
    """Say where a picture of a mail stands; nowhere where it would unpack to gigabytes for whoever draws it."""
    return f"{ROOT}/files/{file_id}" if can_be_shown(data) else ""


@writes("/tickets/{int:number}/answer", act="answer customers", room=ROOM, gives=Message, status=201, most=WITH_FILES)
def answer_customer(call: Call, number: Id, body: NewAnswer) -> Message:
    """Answer the customer by mail, and set the date on which the ticket comes back: one act."""
    said = commands.answer(
        number=number,
        text=body.text,
        wish=_wish(body),
        files=files_of(call, body.files, body.uploads),
        version=number_read(call),
        by=call.by,
        at=call.now,
    )
    return Message.read(message_record(said.pk))


@writes("/tickets/{int:number}/note", act="write notes", room=ROOM, gives=Message, status=201, most=WITH_FILES)
def write_note(call: Call, number: Id, body: NewNote) -> Message:
    """Write a note that only the team reads."""
    said = commands.note(
        number=number, text=body.text, files=files_of(call, body.files, body.uploads), by=call.by, at=call.now
    )
    return Message.read(message_record(said.pk))


def _wish(body: NewAnswer) -> Wish | None:
    """Give the date that is asked for: none of them where the manual is to decide, an empty one where nothing is to wake it."""
    if body.date is None:
        return None
    return Wish() if body.date == "none" else wish_of(body.date)
