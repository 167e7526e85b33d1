"""Whoever's mail opens a ticket is told at once, by itself, that it is here: once a day at most, whatever answers back."""

from datetime import timedelta

from django.db.models import F, TextField, Value

from rounds.desk.clauses import Template
from rounds.desk.commands.correspondents import envelope
from rounds.desk.commands.framing import words_of
from rounds.desk.models import Ticket
from rounds.mail.addresses import reply_address
from rounds.mail.answering import may_be_answered
from rounds.mail.clauses import MailboxClause
from rounds.mail.commands.errands import send_errand
from rounds.mail.composing import can_be_written
from rounds.mail.events import AnsweredAtOnce
from rounds.mail.incoming import Incoming
from rounds.mail.knowing import OwnBoxes, reply_keys
from rounds.mail.models import ANSWERED_AT_ONCE, Errand, one_sender
from rounds.mail.reading import Letter
from rounds.mail.robots import sort_of
from rounds.mail.trust import Proof
from rounds.policies.queries import book
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Because, Fact

NOT_AGAIN_WITHIN = timedelta(days=1)
"""A limit against loops: a robot that hides what it is gets one answer, and its next mails get none."""

NEXT = "the ticket waits as before: nobody has answered yet"


def answer_at_once(ticket_id: int, incoming: Incoming, letter: Letter, boxes: OwnBoxes, proof: Proof) -> None:
    """Tell whoever opened a ticket by mail that it is here, where the manual wants it and a person wrote who is not being erased.

    It is no answer of ours: neither turn nor date moves, and no target is met. Source: clause kind `mailbox`, key
    `answers at once with`; RFC 3834.
    """
    box, manual = boxes.here, book()
    clause = manual.find(MailboxClause, box.name)
    if clause is None or clause.answers_at_once_with is None or incoming.past:
        return
    ours = [each.key for each in (*letter.to, *letter.cc) if boxes.have(each.key)]
    person = may_be_answered(letter, seen=sort_of(letter), sender=proof, ours=ours, null_sender=incoming.null_sender)
    if not person or not can_be_written(letter.sender.email):
        return
    ticket = Ticket.objects.get(id=ticket_id)
    writer, *others = envelope(ticket).parties
    if writer.being_erased or _was_answered(letter.sender.email, incoming):
        return
    template = manual.get(Template, clause.answers_at_once_with)
    words = words_of(template, ticket, [writer, *others], member_id=None)
    errand = send_errand(
        box.address,
        letter.sender.email,
        words.subject,
        words.text,
        about=(ANSWERED_AT_ONCE, writer.address_id),
        at=incoming.at,
        reply_to=reply_address(box.address, number=ticket.number, key=reply_keys()[0]),
        answers=letter.message_id or "",
    )
    why = Because(
        clause.identity,
        manual.version,
        (Fact("opened by a mail", at=incoming.at),),
        NEXT,
        keys=("answers at once with",),
    )
    event = AnsweredAtOnce(ticket=ticket.pk, errand=errand.pk)
    record(event, by=Actor.clause(clause.identity), at=incoming.at, because=why)


def _was_answered(address: str, incoming: Incoming) -> bool:
    """Say whether this sender was answered lately, whatever stood behind a plus in their address then.

    Asked behind the opening of the ticket: a company's tickets are numbered one after the other, so of two mails at once the other's
    answer is committed, or is not written yet.
    """
    lately = Errand.objects.filter(about_kind=ANSWERED_AT_ONCE, created_at__gt=incoming.at - NOT_AGAIN_WITHIN)
    same = one_sender(Value(address, output_field=TextField()))
    return lately.alias(to=one_sender(F("recipient"))).filter(to=same).exists()
