"""We speak: an answer to the customer, or a note among ourselves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from rounds.basics.problems import Problem, refuse_if
from rounds.desk.commands.correspondents import Correspondent, envelope
from rounds.desk.commands.dating import date_by_manual, entry_of_date, is_as_it_stands, stays_by_itself, wished_date
from rounds.desk.commands.drafting import draft_sent, letter_begun
from rounds.desk.commands.following import call
from rounds.desk.commands.framing import Framed, framed, make_message_id
from rounds.desk.commands.loading import changed, date_columns, locked, move, sending, unchanged, undated_problem
from rounds.desk.commands.recalling import columns_of, written
from rounds.desk.commands.returning import free_of_who_left
from rounds.desk.commands.saying import attach, attach_unsent, message_of, say
from rounds.desk.dates import NO_DATE, ReopenDate, Wish
from rounds.desk.events.talk import Answered, Noted
from rounds.desk.facts import File, Headers
from rounds.desk.models import AnswerWaiting, Message, Ticket
from rounds.desk.rules import MessageKind, Move, text_problems
from rounds.desk.sending import leaves_at
from rounds.policies.queries import book
from rounds.team.queries import require
from rounds.timeline import outbox
from rounds.timeline.commands import entry, record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import write


@command
def answer(
    *,
    number: int,
    text: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    wish: Wish | None = None,
    files: Sequence[File] = (),
    unsent: Collection[int] = (),
    subject: str = "",
    dated: ReopenDate | None = None,
    whole: bool = False,
    as_letter: bool = False,
) -> Message:
    """Answer the customer by mail, and set the date on which the ticket comes back: one act.

    wish: the reopen date asked for; None leaves it to the manual, an empty Wish sets none. A date that a person promised, or that a
    clause of a room above set, stays where nobody asks for another: a promise is not a guess, and such a clause knows what it waits for.
    version: as the form read it.
    dated: the date that a clause of a room above sets with it, in the place of a wish.
    unsent: files of an answer that was taken back, which go with this one. subject: of the mail, where it is not the one that
    answers to this kind have. whole: a room above gives subject and words as they leave, so no template is put around them.
    as_letter: the text goes on from such a letter that this member took back; it leaves whole too, under the subject that it had. Where
    its ticket still comes back again and again, that room sends it, with what follows from it.
    at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (nothing written, nobody to answer, one who is being erased, a date in the
    past, none where it recurs, a letter that the room above sends).
    Source: C4; clause kinds `ticket kind` (`answers with`), `template`, `promised dates` (`after an answer`).
    """
    require(by, "answer customers")
    if wish is not None:
        require(by, "set dates")
    ticket = locked(number)
    unchanged(ticket, version, mine={"Your answer": text})
    to = envelope(ticket)
    if as_letter and (begun := letter_begun(ticket, by)):
        refuse_if([_letter_problem(ticket)] if ticket.recurs_by else [])
        whole, subject = True, subject or begun
    without = [undated_problem(ticket)] if wish == NO_DATE and ticket.recurs_by else []
    refuse_if([*text_problems(text), *_nobody_problems(ticket, to.parties), *without])
    made, manual = move(ticket, Move.WE_ANSWER), book()
    letter = (
        Framed(subject, text.strip()) if whole else framed(ticket, text, to.parties, member_id=by.id, manual=manual)
    )
    message = message_of(
        ticket,
        to.message_id,
        MessageKind.STAFF,
        letter.text,
        at=at,
        member_id=by.id,
        subject=subject or letter.subject,
        headers=_threaded(ticket, to.thread),
    )
    found = columns_of(ticket)
    keeps = dated is None and stays_by_itself(ticket) and (wish is None or is_as_it_stands(ticket, wish))
    date = None if keeps else dated or (date_by_manual(manual, at) if wish is None else wished_date(wish, manual, at))
    columns = {} if keeps else date_columns(date, by_id=by.id, at=at, version=manual.version)
    spoken = {"state": made.state, "last_word": made.last_word, "said_at": at, "closed_at": None, "woke_at": None}
    moved = changed(ticket, **spoken, **columns)
    answered = Answered(ticket=ticket.pk, account=ticket.account_id, message=message.pk, before=found["state"])
    of_date = [entry_of_date(ticket, date, manual, by=by, at=at)] if date else []
    leaves = leaves_at(sending(manual), at=at)
    back = (
        [_way_back(message, text, found, ticket, by.id, whole=whole)]
        if leaves > at and by.id and by.kind is ActorKind.MEMBER
        else []
    )
    letters = [
        outbox.row_for(
            party.outbox_id,
            channel="mail",
            ref_id=message.pk,
            recipient_id=party.address_id,
            about=("ticket", ticket.pk),
            at=at,
            leaves_at=leaves,
        )
        for party in to.parties
    ]
    sent = draft_sent(ticket, MessageKind.STAFF, by)
    write(message, entry(answered, by=by, at=at), *of_date, *letters, *back, moved, *sent)
    attach(message, files)
    attach_unsent(message, unsent, by)
    free_of_who_left(ticket, before=found["state"], at=at)
    outbox.call_workers(letters)
    return message


@command
def note(*, number: int, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> Message:
    """Write a note that only the team sees. It changes neither turn nor date. Whom it calls by @name follows.

    Raises NotAllowed, NotThere, Refused."""
    require(by, "write notes")
    ticket = locked(number)
    refuse_if(text_problems(text))
    message = say(ticket, MessageKind.NOTE, text, at=at, member_id=by.id, files=files)
    write(*draft_sent(ticket, MessageKind.NOTE, by))
    record(Noted(ticket=ticket.pk, account=ticket.account_id, message=message.pk), by=by, at=at)
    call(ticket, message, by=by, at=at)
    return message


def _way_back(
    message: Message, text: str, found: dict[str, Any], ticket: Ticket, member_id: int, *, whole: bool
) -> AnswerWaiting:
    """Keep what is needed to take the answer back. found: the ticket's columns before it."""
    return AnswerWaiting(
        workspace_id=here(),
        message_id=message.pk,
        ticket_id=ticket.pk,
        member_id=member_id,
        text=text,
        before=written(found),
        after=written(columns_of(ticket)),
        whole=whole,
    )


def _nobody_problems(ticket: Ticket, parties: Sequence[Correspondent]) -> list[Problem]:
    if not parties:
        return [Problem("nobody", "Nobody on this ticket has a mail address.", "Write a note instead.", field="text")]
    if any(party.being_erased for party in parties):
        text, fix = (
            "Somebody who takes part in this ticket is being erased.",
            "Wait until it is done; see then what is left.",
        )
        return [Problem("being erased", text, fix, field="text")]
    if not ticket.mailbox:
        return [
            Problem("no mailbox", "This ticket has no mailbox to answer from.", "Write a note instead.", field="text")
        ]
    return []


def _letter_problem(ticket: Ticket) -> Problem:
    """Say why a letter that was taken back does not leave as an answer: nothing would wait for what comes of it."""
    text = f"This is the letter for “{ticket.recurs_by}” that you took back: sent from here, nothing would wait for its answer."
    fix = "Send it from its check-in; or drop it, and write an answer."
    return Problem("a letter", text, fix, field="text", clause=ticket.recurs_by)


def _threaded(ticket: Ticket, before: Sequence[str]) -> Headers:
    """Thread our answer behind the latest mail of the ticket, with a Message-ID made now and kept. before: latest first."""
    return Headers(
        message_id=make_message_id(ticket), in_reply_to=before[0] if before else "", references=tuple(reversed(before))
    )
