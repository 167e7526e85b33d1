"""A person at a customer's is erased: what was said on their tickets, what they wrote elsewhere, and where others named them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from rounds.accounts.commands import erase_contact
from rounds.accounts.erasing import ERASED, WasKnown, blot, blot_all, blot_json
from rounds.accounts.models import Contact, ContactAddress
from rounds.desk.commands.loading import change
from rounds.desk.models import (
    AnswerWaiting,
    Attachment,
    Blob,
    Draft,
    Hold,
    ManyItem,
    Message,
    Party,
    PastChange,
    Ticket,
    TicketKnownAs,
    UnsentFile,
    Upload,
)
from rounds.desk.queries.of_requester import alone_of, is_the_firms
from rounds.desk.rules import MessageKind
from rounds.telemetry.forgetting import with_usage
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased. messages: those that say nothing any more; named: those that only named the person."""

    was: WasKnown
    messages: frozenset[int]
    named: frozenset[int]


@command
def erase_person(*, contact_id: int, by: Actor, at: datetime) -> Erased:
    """Erase a contact and their words. by: the mail room's act, which has asked for the right. at: aware, UTC.

    A ticket is its requester's: whatever was said on it goes, by whomever, for answers name who is answered. On tickets of
    others their own messages go, and elsewhere their full names and addresses, as sources of usage have them too. What recurs is
    the firm's, and not theirs: there goes what they wrote and what was written to them. Tickets keep their life. Raises NotThere.
    """
    tickets = _locked(contact_id)
    messages = _words_of(contact_id, tickets)
    _erase_files(messages, tickets)
    _erase_words(messages)
    AnswerWaiting.objects.filter(message_id__in=messages).update(text=ERASED)
    for ticket in tickets:
        change(ticket, subject=ERASED, asked=None)
    Draft.objects.filter(ticket__in=tickets).delete()
    Hold.objects.filter(ticket__in=tickets).update(reason=ERASED)
    TicketKnownAs.objects.filter(record__in=tickets).update(facts={})
    Party.objects.filter(contact_id=contact_id).delete()
    was = with_usage(erase_contact(contact_id=contact_id, by=by, at=at))
    blot_json(TicketKnownAs.objects.all(), "facts", was)
    return Erased(was, messages, _blot_out(was.traces()))


def _locked(contact_id: int) -> list[Ticket]:
    """Lock what a mail of theirs would lock, in its order: the tickets, then the contact, to which nothing new refers then."""
    theirs = alone_of(contact_id).select_for_update().order_by("id")
    list(theirs)
    list(Contact.objects.select_for_update().filter(id=contact_id))
    return list(theirs.all())


def _words_of(contact_id: int, tickets: list[Ticket]) -> frozenset[int]:
    """Give the messages that go: each of three questions has an index of its own, which one question for all would not use."""
    asked = (Q(ticket__in=tickets), Q(author_contact_id=contact_id), _written_to(contact_id))
    return frozenset().union(*(Message.objects.filter(each).values_list("id", flat=True) for each in asked))


def _written_to(contact_id: int) -> Q:
    """Find what was written to them on tickets that recur, whoever else was written to there over the years."""
    theirs = ContactAddress.objects.filter(contact_id=contact_id).values("id")
    mails = Outbox.objects.filter(channel="mail", recipient_id__in=theirs).values("ref_id")
    return Q(kind=MessageKind.STAFF, id__in=mails) & is_the_firms("ticket_id")


def _erase_words(messages: frozenset[int]) -> None:
    """Empty these messages. Their Message-IDs name machines of theirs, so nothing refers to those any more; ours still thread."""
    rows = Message.objects.filter(id__in=messages)
    theirs = rows.filter(kind=MessageKind.CUSTOMER).exclude(message_id="")
    _cut_threads(dict(theirs.values_list("message_id", "ticket_id")))
    theirs.update(message_id="")
    rows.update(subject=ERASED, text=ERASED, in_reply_to="", references="", sender=None)


def _cut_threads(gone: dict[str, int]) -> None:
    """Take these Message-IDs out of what answered them."""
    for message in Message.objects.filter(ticket_id__in=set(gone.values())):
        if message.in_reply_to not in gone and not gone.keys() & message.references.split():
            continue
        kept = [each for each in message.references.split() if each not in gone]
        message.references = " ".join(kept)
        message.in_reply_to = "" if message.in_reply_to in gone else message.in_reply_to
        message.save(update_fields=["references", "in_reply_to"])


def _erase_files(messages: frozenset[int], tickets: list[Ticket]) -> None:
    """Take files away, and bytes that no other message has."""
    rows = Attachment.objects.filter(message_id__in=messages)
    begun = UnsentFile.objects.filter(ticket__in=tickets)
    blobs = {*rows.values_list("blob_id", flat=True), *begun.values_list("blob_id", flat=True)}
    rows.delete()
    begun.delete()
    elsewhere = Exists(Attachment.objects.filter(blob_id=OuterRef("id")))
    unsent = Exists(UnsentFile.objects.filter(blob_id=OuterRef("id")))
    Blob.objects.filter(~elsewhere, ~unsent, id__in=blobs).delete()


def _blot_out(traces: str) -> frozenset[int]:
    """Blot the person out of what others said; gives the messages that named them."""
    blot_all(Ticket.objects.all(), ("subject", "asked"), traces)
    blot_all(Draft.objects.all(), ("text", "letter_subject"), traces)
    blot(Hold.objects.all(), "reason", traces)
    blot(AnswerWaiting.objects.all(), "text", traces)
    blot(ManyItem.objects.all(), "refusal", traces)
    blot(UnsentFile.objects.all(), "name", traces)
    blot(Upload.objects.all(), "name", traces)
    blot_all(PastChange.objects.all(), ("by_name", "assignee_name"), traces)
    in_files = blot(Attachment.objects.all(), "name", traces)
    holding = Attachment.objects.filter(id__in=in_files).values_list("message_id", flat=True)
    return frozenset(holding) | blot_all(
        Message.objects.all(), ("subject", "text", "in_reply_to", "references"), traces
    )
