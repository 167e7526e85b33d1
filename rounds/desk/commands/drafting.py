"""What somebody has begun to write is kept until it is sent or dropped, on whatever machine they go on."""

from datetime import datetime

from rounds.basics.problems import ChangedMeanwhile, NotAllowed, NotThere, Problem, refuse_if
from rounds.desk.commands.loading import survivor_id
from rounds.desk.events.drafts import DraftBegun, DraftDropped
from rounds.desk.models import Draft, Ticket
from rounds.desk.rules import MessageKind, State, length_problems
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import Without, fetch

RIGHTS = {MessageKind.STAFF: "answer customers", MessageKind.NOTE: "write notes"}
"""What one must be allowed to do to begin each kind of message."""

# The guard stands in the statement: of two windows that save at once, the second finds a version that it has not read.
KEEP = """
    INSERT INTO ticket_draft (workspace_id, ticket_id, member_id, kind, text, saved_at, version)
    VALUES (%s, %s, %s, %s, %s, %s, 1)
    ON CONFLICT (workspace_id, member_id, ticket_id, kind)
    DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at, version = ticket_draft.version + 1
    WHERE %s::integer IS NULL OR ticket_draft.version = %s
    RETURNING id, version
"""

OWN = "workspace_id = %s AND member_id = %s AND ticket_id = %s AND kind = %s"


@command
def keep_draft(
    *, number: int, kind: MessageKind, text: str, by: Actor, at: datetime, version: int | None = None
) -> Draft | None:
    """Keep what a member has written so far; an empty text drops it. Gives the draft, None where there is none then.

    kind: staff for an answer, note for a note. version: of the draft as the page read it, 0 where there was none; None
    writes over whatever is there. at: aware, UTC. Raises NotAllowed, NotThere, Refused (too long), ChangedMeanwhile (it was
    written on, sent or dropped in another window).
    Source: issue "drafts kept as you type".
    """
    require(by, RIGHTS[kind])
    ticket_id, member_id = _ticket_id(number), _member_id(by)
    refuse_if(length_problems(text))
    if not text.strip():
        _drop_empty(ticket_id, member_id, kind, version, by=by, at=at)
        return None
    if version and not Draft.objects.filter(ticket_id=ticket_id, member_id=member_id, kind=kind).exists():
        raise _moved(None, number, text)
    kept = fetch(KEEP, [here(), ticket_id, member_id, kind, text, at, version, version])
    if not kept:
        raise _moved(_mine(ticket_id, member_id, kind), number, text)
    [(draft_id, now)] = kept
    if now == 1:
        record(DraftBegun(unsent=draft_id, ticket=ticket_id, message_kind=kind), by=by, at=at)
    return Draft(
        id=draft_id,
        workspace_id=here(),
        ticket_id=ticket_id,
        member_id=member_id,
        kind=kind,
        text=text,
        version=now,
        saved_at=at,
    )


@command
def drop_draft(*, draft_id: int, by: Actor, at: datetime) -> None:
    """Give up what one has begun. Raises NotThere for what is somebody else's too: nobody else knows of it."""
    require(by, "read the desk")
    draft = Draft.objects.select_for_update().filter(id=draft_id, member_id=_member_id(by)).first()
    if draft is None:
        raise NotThere(f"draft {draft_id}")
    _drop(draft, by=by, at=at)


def give_back_as_draft(
    *, ticket_id: int, kind: MessageKind, text: str, by: Actor, at: datetime, letter: str | None = None
) -> None:
    """Lay a text that was taken back before what its member has begun since; nothing of either is lost. Inside an act.

    letter: subject of a whole letter, which it is again; None for words that a template frames.
    """
    member_id = _member_id(by)
    begun = _mine(ticket_id, member_id, kind)
    whole = f"{text}\n\n{begun.text}" if begun else text
    [(draft_id, version)] = fetch(KEEP, [here(), ticket_id, member_id, kind, whole, at, None, None])
    if letter is not None:
        Draft.objects.filter(id=draft_id).update(letter_subject=letter)
    if version == 1:
        record(DraftBegun(unsent=draft_id, ticket=ticket_id, message_kind=kind), by=by, at=at)


def letter_begun(ticket: Ticket, by: Actor) -> str:
    """Give the subject of the whole letter that a member has begun anew here, for they took it back; empty where there is none."""
    if by.kind is not ActorKind.MEMBER:
        return ""
    begun = Draft.objects.filter(ticket=ticket, member_id=by.id or 0, kind=MessageKind.STAFF)
    return begun.values_list("letter_subject", flat=True).first() or ""


def draft_sent(ticket: Ticket, kind: MessageKind, by: Actor) -> tuple[Without, ...]:
    """Say that a member's draft is to go, since it is being sent; the message's own event says so."""
    if by.kind is not ActorKind.MEMBER:
        return ()
    return (Without(Draft, OWN, (here(), by.id, ticket.pk, kind)),)


def _drop_empty(
    ticket_id: int, member_id: int, kind: MessageKind, version: int | None, *, by: Actor, at: datetime
) -> None:
    draft = _mine(ticket_id, member_id, kind)
    if draft and version in {None, draft.version}:
        _drop(draft, by=by, at=at)


def _drop(draft: Draft, *, by: Actor, at: datetime) -> None:
    record(DraftDropped(unsent=draft.pk, ticket=draft.ticket_id, message_kind=draft.kind), by=by, at=at)
    draft.delete()


def _mine(ticket_id: int, member_id: int, kind: MessageKind) -> Draft | None:
    return Draft.objects.select_for_update().filter(ticket_id=ticket_id, member_id=member_id, kind=kind).first()


def _ticket_id(number: int) -> int:
    """Find a ticket without locking it: whoever only types must not keep a mail waiting. Raises NotThere.

    What is begun on a ticket that was merged meanwhile stands on the one that it was merged into.
    """
    found = Ticket.objects.filter(number=number).values_list("id", "state").first()
    if found is None:
        raise NotThere(f"ticket {number}")
    return (survivor_id(found[0]) or found[0]) if found[1] == State.MERGED else found[0]


def _member_id(by: Actor) -> int:
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise NotAllowed([Problem("not a member", "Only a member has drafts.")])
    return by.id


def _moved(draft: Draft | None, number: int, text: str) -> ChangedMeanwhile:
    """Show what another window left, beside what this one has."""
    theirs = {"Draft": draft.text, "Saved": draft.saved_at.isoformat()} if draft else {"Draft": "sent or dropped"}
    return ChangedMeanwhile(
        what=f"your draft on #{number}",
        mine={"Draft": text},
        theirs=theirs,
        version=draft.version if draft else 0,
    )
