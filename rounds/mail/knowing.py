"""What the database knows about a mail that has just come in: the facts that `threading.place` decides by."""

import re
from dataclasses import dataclass, replace

from django.conf import settings

from rounds.accounts.models import ContactAddress
from rounds.desk.queries import Thread, thread_of_message_ids, thread_of_ticket
from rounds.desk.rules import MessageKind
from rounds.mail.addresses import Forged, Signed, reply_key, ticket_of_addresses, without_plus
from rounds.mail.clauses import MailboxClause
from rounds.mail.forwarding import way_here
from rounds.mail.models import Mailbox
from rounds.mail.reading import Address, Letter
from rounds.mail.robots import Seen, Sort
from rounds.mail.robots.lists import list_of
from rounds.mail.threading import Facts, Known, all_recipients, answered_ids
from rounds.mail.trust import Doubt, Proof, Verdict, domain_of, proof_of
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.workspaces.current import here
from rounds.workspaces.rows import fetch, find


@dataclass(frozen=True, slots=True)
class OwnBoxes:
    """This workspace's mailboxes. here: the one that the mail came to. addresses: their own and the others they have."""

    here: Mailbox
    addresses: frozenset[str]

    def have(self, address: str) -> bool:
        """Say whether an address is one of ours, whatever stands behind its plus."""
        return not self.addresses.isdisjoint(without_plus(address))

    def run(self, list_id: str) -> bool:
        """Say whether a list is one of ours, a group that is the way to a mailbox: it lives in a mailbox's own domain."""
        return any(f".{list_id}".lower().endswith(f".{address.rpartition('@')[2]}") for address in self.addresses)

    def share_a_domain_with(self, address: str) -> bool:
        """Say whether an address is of a mailbox's own domain."""
        return domain_of(address) in {domain_of(ours) for ours in self.addresses}

    def wrote(self, message_id: str | None) -> bool:
        """Say whether a mail with this id may be ours: ours end in a mailbox's own domain."""
        domain = (message_id or "").rstrip(">").rpartition("@")[2].lower()
        return domain in {address.rpartition("@")[2] for address in self.addresses}


def own_boxes(mailbox_id: int) -> OwnBoxes:
    """Read this workspace's mailboxes. Raises Mailbox.DoesNotExist."""
    boxes = find(Mailbox, "workspace_id = %s ORDER BY id", [here()])
    box = next((box for box in boxes if box.pk == mailbox_id), None)
    if box is None:
        raise Mailbox.DoesNotExist(f"mailbox {mailbox_id}")
    others = [address for (address,) in fetch("SELECT address FROM mailbox_alias")]
    return OwnBoxes(box, frozenset([*(box.address for box in boxes), *others]))


def sender_of(letter: Letter, boxes: OwnBoxes, *, straight: bool) -> Proof:
    """Say what is known of a mail's sender, by the servers that the mailbox's clause names, and whether it merely says to be ours.

    straight: a machine that is none of our relays brought it, and may have written those servers' words itself.
    """
    clause = book().find(MailboxClause, boxes.here.name)
    proof = proof_of(letter, (clause and clause.proved_by) or (), straight=straight)
    checked, writers = bool(clause and clause.proved_by), (letter.sender, *letter.others)
    if proof.verdict is Verdict.PROVED or not any(
        _says_to_be_ours(each.key, boxes, checked=checked) for each in writers
    ):
        return proof
    return replace(proof, doubts=(*proof.doubts, Doubt.COLLEAGUE))


def facts_of(letter: Letter, boxes: OwnBoxes, *, recipients: tuple[str, ...], seen: Seen, sender: Proof) -> Facts:
    """Gather what decides where a mail belongs. recipients: as the sender's server named them. seen: who wrote it.
    sender: what is known of them.

    Other people sign plus-addresses too: a signature is tested only on an address of this workspace's own.
    """
    named = (*recipients, *all_recipients(letter), *way_here(letter))
    signed = ticket_of_addresses(filter(boxes.have, named), keys=reply_keys())
    if isinstance(signed, Forged):
        return Facts(signed=signed)
    by_address = thread_of_ticket(signed.number) if isinstance(signed, Signed) else None
    by_references = None if by_address else thread_of_message_ids(answered_ids(letter))
    author = _contact_of(letter) if by_address or by_references else None
    return Facts(
        own=boxes.wrote(letter.message_id) and _is_ours(letter.message_id),
        from_mailbox=any(boxes.have(each.key) for each in (letter.sender, *letter.others)),
        signed=signed,
        by_address=_known(by_address, author),
        by_references=_known(by_references, author),
        colleague=Doubt.COLLEAGUE in sender.doubts,
        sender=sender.verdict,
        recipients=len(letter.to) + len(letter.cc) + len(letter.others),
        robot="" if seen.by_person else str(seen.sort),
        through_list=seen.sort is Sort.LIST and not boxes.run(list_of(letter)),
    )


def left_us(letter: Letter, boxes: OwnBoxes, *, sender: Proof) -> bool:
    """Say whether a mail out of a file is one that a mailbox of ours sent: it has our address, and no server took it in from elsewhere.

    Whoever delivers a mail writes down to whom, or who had sent it (RFC 5321 §4.4); of what lies in a folder of sent mails no server
    did. Exports leave such fields out, but not how each server got the mail: what was sent came from somebody who had signed in, if it
    came by a server at all (RFC 3848). So a mail that merely says to be ours, and lies among those that came, is none.
    """
    ours = boxes.have(letter.sender.key) and not letter.others and sender.verdict is not Verdict.FAILED
    hops = [value.decode("ascii", "replace") for name, value in letter.headers.fields if name == "received"]
    return (
        ours
        and not any(letter.headers.raw(field) for field in FIELDS_OF_DELIVERY)
        and all(map(_came_from_somebody_signed_in, hops))
    )


def _came_from_somebody_signed_in(hop: str) -> bool:
    """Say whether a server got a mail from somebody it knows. What the other side called itself stands before “by”, or in a comment."""
    hop = hop[:LONGEST_HOP]
    while (less := COMMENT.sub(" ", hop)) != hop:
        hop = less
    return bool(SIGNED_IN.search(hop.rpartition(" by ")[2]))


FIELDS_OF_DELIVERY = (
    "return-path",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-delivered-to",
    "x-received",
    "received-spf",
)
LONGEST_HOP = 2_000
COMMENT = re.compile(r"\([^()]*\)")
SIGNED_IN = re.compile(r"\bwith\s+(?:E?SMTPS?A|UTF8SMTPS?A|HTTPS?|mapi)\b", re.IGNORECASE)


def facts_of_sent(letter: Letter, boxes: OwnBoxes, *, seen: Seen) -> Facts:
    """Gather where an old mail belongs that we sent: with what it answers, if it went to somebody who takes part there; else by itself."""
    answers = answered_ids(letter)
    thread = thread_of_message_ids(answers)
    went_to = ContactAddress.objects.filter(key__in=all_recipients(letter)).values_list("contact_id", flat=True)
    reached = bool(thread and not thread.parties.isdisjoint(went_to))
    return Facts(
        sent=True,
        own=_is_ours(letter.message_id),
        by_references=Known(thread.ticket_id, reached) if thread else None,
        answers=bool(answers),
        goes_out=bool(whom_we_wrote_to(letter, boxes)),
        recipients=len(letter.to) + len(letter.cc),
        robot="" if seen.sort is Sort.PERSON else str(seen.sort),
    )


def whom_we_wrote_to(letter: Letter, boxes: OwnBoxes) -> list[Address]:
    """List to whom a mail of ours went outside, those in To first: neither to a mailbox of ours nor to a member."""
    named = {each.key: each for each in (*letter.to, *letter.cc) if not boxes.have(each.key)}
    members = set(Member.objects.filter(email__in=named).values_list("email", flat=True))
    return [each for key, each in named.items() if key not in members]


def _says_to_be_ours(address: str, boxes: OwnBoxes, *, checked: bool) -> bool:
    """Say whether an address is a member's; where senders are checked, also whether it is of a mailbox's own domain.

    Where nothing is checked a domain says little: mailbox and customers may both have addresses of the same public one.
    """
    is_members = bool(fetch("SELECT 1 FROM member WHERE email = %s LIMIT 1", [address]))
    return is_members or (checked and boxes.share_a_domain_with(address))


def reply_keys() -> list[bytes]:
    """Give the keys that sign this workspace's reply addresses: the present one first, then those it replaced."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [reply_key(secret, workspace_id=here()) for secret in secrets]


def _known(thread: Thread | None, author: int | None) -> Known | None:
    return Known(thread.ticket_id, author_is_party=author in thread.parties) if thread else None


def _contact_of(letter: Letter) -> int | None:
    found = fetch("SELECT contact_id FROM contact_address WHERE key = %s", [letter.sender.key])
    return int(found[0][0]) if found else None


def _is_ours(message_id: str | None) -> bool:
    return bool(fetch(OURS, [message_id, MessageKind.STAFF]))


OURS = "SELECT 1 FROM message WHERE message_id = %s AND message_id <> '' AND kind = %s LIMIT 1"
"""Without the second condition PostgreSQL may not use the index, which leaves out what has no id."""
