"""Laying a mail where it belongs: the facts, the rule's decision, then the desk's commands."""

from dataclasses import dataclass, replace
from typing import TypedDict

from rounds.accounts.addresses import KnownContact
from rounds.accounts.commands import contact_of_address
from rounds.basics.problems import NotThere
from rounds.desk import commands as desk
from rounds.desk.facts import File, Headers, Taking
from rounds.desk.house import ONLY_PARTIES
from rounds.desk.models import Message
from rounds.mail.clauses import MailboxClause
from rounds.mail.commands.answering import answer_at_once
from rounds.mail.commands.bouncing import take_back
from rounds.mail.commands.holding import hold_for_number, hold_kept
from rounds.mail.commands.keeping import MAIL_ROOM
from rounds.mail.commands.storms import LET_IN, Arrived, full
from rounds.mail.forwarding import way_here
from rounds.mail.incoming import Came, Incoming, Outcome, Past, TurnedAway
from rounds.mail.knowing import OwnBoxes, facts_of, facts_of_sent, left_us, own_boxes, sender_of, whom_we_wrote_to
from rounds.mail.models import ReceivedState
from rounds.mail.reading import Address, Letter
from rounds.mail.robots import sort_of
from rounds.mail.threading import MOST_RECIPIENTS, Answer, Append, Begin, Open, Quarantine, place
from rounds.mail.trust import Proof, Verdict
from rounds.policies.queries import book
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.rows import fetch

OLD_BOUNCE = "It is a bounce, and an old one stops no mail of ours."
NO_SUBJECT = "Mail without a subject"


class OfTicket(TypedDict):
    """What a mail gives a ticket that it opens."""

    subject: str
    text: str
    kind: str
    requester: Taking
    account_id: int | None
    others: list[Taking]
    mailbox: str
    headers: Headers
    files: list[File]
    linked_to_id: int | None
    because: Because


class OfMessage(TypedDict):
    """What a mail gives a ticket that it belongs to."""

    ticket_id: int
    text: str
    subject: str
    headers: Headers
    files: list[File]


@dataclass(frozen=True, slots=True)
class Laying:
    """A mail on its way to a ticket: as it came, as it reads, the mailboxes around it, and what is known of its sender."""

    incoming: Incoming
    letter: Letter
    boxes: OwnBoxes
    sender: Proof


def lay(received_id: int, incoming: Incoming, letter: Letter, digest: str) -> Outcome:
    """Put a kept mail where the rule says; the row says afterwards where that is. Raises TurnedAway (an old one that belongs nowhere)."""
    seen = sort_of(letter)
    if seen.bounce is not None and incoming.past:
        raise TurnedAway(OLD_BOUNCE)
    if seen.bounce is not None:
        return take_back(Arrived(received_id, incoming, letter.sender.email, digest), letter, seen.bounce)
    laying = laying_of(incoming, letter)
    if incoming.past and left_us(letter, laying.boxes, sender=laying.sender):
        facts = facts_of_sent(letter, laying.boxes, seen=seen)
    else:
        facts = facts_of(letter, laying.boxes, recipients=incoming.recipients, seen=seen, sender=laying.sender)
    mail = Arrived(received_id, incoming, letter.sender.email, digest, laying.boxes.here.name)
    decision = place(replace(facts, crowd=full(mail, LET_IN)))
    if isinstance(decision, Quarantine):
        return hold_for_number(mail, decision.reason) if decision.storm else hold_kept(mail, decision.reason)
    message = _laid(laying, decision)
    placed = [ReceivedState.PLACED, message.ticket_id, message.pk, received_id, message.author_contact_id]
    if not fetch(PLACED, placed):
        raise NotThere(f"contact {message.author_contact_id}, who was erased while their mail waited")
    if isinstance(decision, Open):
        answer_at_once(message.ticket_id, incoming, letter, laying.boxes, laying.sender)
    return Outcome(Came.PLACED, received_id, message.ticket_id, opened=isinstance(decision, Open | Begin))


PLACED = """
    UPDATE received SET state = %s, reason = '', ticket_id = %s, message_id = %s
    WHERE id = %s AND NOT EXISTS (
        SELECT FROM contact WHERE id = %s AND erased_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM contact_address WHERE contact_address.contact_id = contact.id)
    )
    RETURNING id
"""
"""Where whoever wrote has no address any more, they were erased since it was looked up: what they wrote is not theirs who is gone."""


def laying_of(incoming: Incoming, letter: Letter) -> Laying:
    """Gather what laying a mail takes. Raises Mailbox.DoesNotExist."""
    boxes = own_boxes(incoming.mailbox_id)
    return Laying(incoming, letter, boxes, sender_of(letter, boxes, straight=incoming.straight))


def _laid(laying: Laying, decision: Append | Answer | Open | Begin) -> Message:
    """Put a mail where it was decided; gives what it says there."""
    if isinstance(decision, Open):
        return open_for(laying, decision)
    past = laying.incoming.past
    if past and isinstance(decision, Begin):
        return _begin(laying, past)
    assert not isinstance(decision, Begin), "only an old mail begins a ticket with words of ours"
    return _add(laying, decision)


def open_for(laying: Laying, decision: Open) -> Message:
    """Open a ticket of the kind that the mailbox's clause names, for whoever wrote. Raises NoSuchClause."""
    author, at, past = _contact(laying.letter.sender, laying), laying.incoming.at, laying.incoming.past
    words = _of_ticket(laying, author, linked_to=decision.linked_to)
    if past is None:
        return desk.open_ticket(**words, by=Actor.contact(author.contact_id), at=at).message
    return desk.open_old_ticket(
        **words, wrote_at=past.wrote_at, stands_open=past.stands_open, by=MAIL_ROOM, at=at
    ).message


def _begin(laying: Laying, past: Past) -> Message:
    """Open a ticket with an old mail of ours, for the first of those to whom it went."""
    them = _contact(whom_we_wrote_to(laying.letter, laying.boxes)[0], laying)
    words = _of_ticket(laying, them)
    words["headers"] = replace(words["headers"], sender=None)  # whom a mail is believed is asked of others
    return desk.open_old_ticket(
        **words, ours=True, wrote_at=past.wrote_at, stands_open=past.stands_open, by=MAIL_ROOM, at=laying.incoming.at
    ).message


def _of_ticket(laying: Laying, requester: KnownContact, *, linked_to: int | None = None) -> OfTicket:
    """Gather what a mail gives a ticket that it opens. Raises NoSuchClause."""
    letter, box, manual = laying.letter, laying.boxes.here, book()
    clause = manual.get(MailboxClause, box.name)
    return {
        "subject": letter.subject or NO_SUBJECT,
        "text": letter.text,
        "kind": str(clause.opens),
        "requester": Taking(requester.contact_id, requester.address_id),
        "account_id": requester.account_id,
        "others": _others(laying),
        "mailbox": box.address,
        "headers": _headers(laying),
        "files": _files(letter),
        "linked_to_id": linked_to,
        "because": _why_open(laying, clause, manual.version, beside=linked_to is not None),
    }


def _why_open(laying: Laying, clause: MailboxClause, version: int, *, beside: bool) -> Because:
    """Say why a mail opens a ticket, and of which kind. beside: it is written under another's ticket."""
    facts = [Fact.called("a mail came to the mailbox", clause.name)]
    if not beside:
        return Because(clause.identity, version, (*facts, Fact("it belongs to", "no ticket")), keys=("opens",))
    failed = laying.sender.verdict is Verdict.FAILED
    who = "is not who they say, as the server found that took it in" if failed else "takes no part in that"
    facts += [Fact("it is written under", "a ticket that is here"), Fact("whoever wrote it", who)]
    return Because(clause.identity, version, tuple(facts), keys=("opens",), rule=ONLY_PARTIES.name)


def _add(laying: Laying, decision: Append | Answer) -> Message:
    """Add a mail to its ticket: as its customer's words, or of an old one that we sent as ours."""
    letter, at, past = laying.letter, laying.incoming.at, laying.incoming.past
    automatic = not sort_of(letter).by_person
    words: OfMessage = {
        "ticket_id": decision.ticket_id,
        "text": letter.text,
        "subject": letter.subject,
        "headers": _headers(laying),
        "files": _files(letter),
    }
    if past and isinstance(decision, Answer):
        words["headers"] = replace(words["headers"], sender=None)  # whom a mail is believed is asked of others
        return desk.add_old_answer(**words, automatic=automatic, wrote_at=past.wrote_at, by=MAIL_ROOM, at=at)
    author = _contact(letter.sender, laying)
    if past:
        return desk.add_old_message(
            **words, contact_id=author.contact_id, automatic=automatic, wrote_at=past.wrote_at, by=MAIL_ROOM, at=at
        )
    return desk.add_customer_message(
        **words,
        contact_id=author.contact_id,
        automatic=automatic,
        address_id=author.address_id,
        by=Actor.contact(author.contact_id),
        at=at,
    )


def _contact(address: Address, laying: Laying) -> KnownContact:
    return contact_of_address(address=address.email, name=address.name, by=MAIL_ROOM, at=laying.incoming.at)


def _others(laying: Laying) -> list[Taking]:
    """Let whoever else wrote the mail, or got it, take part; nobody where they are too many.

    Our own mailboxes are left out, and the addresses that passed the mail on to us: an answer to them would come back.
    """
    letter = laying.letter
    ways = way_here(letter)
    people = (
        each
        for each in (*letter.others, *letter.to, *letter.cc)
        if each.key not in ways and not laying.boxes.have(each.key)
    )
    named = {address.key: address for address in people}
    named.pop(letter.sender.key, None)
    if len(letter.others) + len(letter.to) + len(letter.cc) > MOST_RECIPIENTS:
        return []
    found = [_contact(address, laying) for address in named.values()]
    return [Taking(contact.contact_id, contact.address_id) for contact in found]


def _headers(laying: Laying) -> Headers:
    letter = laying.letter
    return Headers(
        message_id=letter.message_id or "",
        in_reply_to=letter.in_reply_to[0] if letter.in_reply_to else "",
        references=letter.references,
        sender=laying.sender.facts(),
    )


def _files(letter: Letter) -> list[File]:
    return [File(attachment.name, attachment.media_type, attachment.data) for attachment in letter.attachments]
