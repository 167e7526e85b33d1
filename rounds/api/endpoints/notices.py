"""What the token's member was told: what the bell shows."""

from collections.abc import Sequence

from ninja import Query

from rounds.accounts.queries import contact_names
from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.shapes.drafts import Notice, NoticeFilter, Notices, Read, ReadUpTo
from rounds.desk.queries import called
from rounds.team.commands import read_notices as mark_read
from rounds.team.queries import NoticeRow, names_of, notices, unread_count
from rounds.timeline.queries import people_in, told
from rounds.timeline.rules import NamesById

ROOM = "Notices"


@reads("/notices", act="read the desk", room=ROOM, gives=Notices)
def list_notices(call: Call, query: Query[NoticeFilter]) -> Notices:
    """List what the token's member was told, the latest first."""
    narrowed = ["notices", call.holder.member_id, query.unread]
    [before] = opened(query.after, of=narrowed) or [None]
    rows = notices(call.holder.member_id, before=before, unread=query.unread, limit=query.limit + 1)
    shown = rows[: query.limit]
    more = sealed([shown[-1].id], of=narrowed) if len(rows) > query.limit else None
    return Notices.model_construct(items=_told(shown), unread=unread_count(call.holder.member_id), next=more)


@writes("/notices/reading", act="read the desk", room=ROOM, gives=Read)
def read_notices(call: Call, body: ReadUpTo) -> Read:
    """Mark notices as read, up to one of them and including it."""
    return Read.model_construct(marked=mark_read(up_to=body.up_to, by=call.by, at=call.now))


def _told(rows: Sequence[NoticeRow]) -> list[Notice]:
    events = [row.event for row in rows]
    members, contacts = people_in(events)
    tickets = called(event.subject_id for event in events if event.subject_kind == "ticket")
    happened = told(events, NamesById(names_of(members), contact_names(contacts)))
    return [
        Notice.read_from(
            row.id, row.unread, each, tickets[each.subject_id][0] if each.subject_kind == "ticket" else None
        )
        for row, each in zip(rows, happened, strict=True)
    ]
