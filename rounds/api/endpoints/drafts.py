"""What the token's member has begun to write: kept, listed, dropped."""

from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.reading import number_read
from rounds.api.shapes.base import Id
from rounds.api.shapes.drafts import Draft, Drafts, NewDraft
from rounds.desk import commands
from rounds.desk.queries import draft_record, drafts_of
from rounds.desk.rules import MessageKind

ROOM = "Drafts"


@reads("/drafts", act="read the desk", room=ROOM, gives=Drafts)
def list_drafts(call: Call) -> Drafts:
    """List what the token's member has begun to write, the last saved first, up to 200."""
    return Drafts.model_construct(items=[Draft.read(each) for each in drafts_of(call.holder.member_id)])


@reads("/drafts/{int:draft_id}", act="read the desk", room=ROOM, gives=Draft, versioned=True)
def get_draft(call: Call, draft_id: Id) -> Draft:
    """Read one of them."""
    return _one(call, draft_id)


@writes("/tickets/{int:number}/draft", method="PUT", act="read the desk", room=ROOM, gives=Draft, versioned=True)
def keep_draft(call: Call, number: Id, body: NewDraft) -> Draft:
    """Keep what is written so far, in the place of what was there. An answer needs the right to answer, a note that to write notes."""
    kept = commands.keep_draft(
        number=number,
        kind=MessageKind(body.kind),
        text=body.text,
        version=number_read(call),
        by=call.by,
        at=call.now,
    )
    assert kept, "a text with a letter in it is kept"
    return _one(call, kept.pk)


@writes("/drafts/{int:draft_id}", method="DELETE", act="read the desk", room=ROOM, gives=Draft)
def drop_draft(call: Call, draft_id: Id) -> Draft:
    """Give up what was begun. Answers with it as it was."""
    was = _one(call, draft_id)
    commands.drop_draft(draft_id=draft_id, by=call.by, at=call.now)
    return was


def _one(call: Call, draft_id: int) -> Draft:
    return Draft.read(draft_record(draft_id, member_id=call.holder.member_id))
