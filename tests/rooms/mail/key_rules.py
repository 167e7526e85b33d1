"""What each key about mail decides: a change of it in the manual, and what comes in or leaves then."""

from email import message_from_bytes, policy
from uuid import uuid4

from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.mail.commands.deliveries import claim
from rounds.mail.models import Errand
from rounds.mail.outgoing import envelope_of
from rounds.team.queries import notices
from rounds.timeline.models import Outbox
from tests.rooms.mail.post import a_letter, a_post
from tests.rooms.manual.proofs import Changes, Proof, Proofs
from tests.world import MONDAY, Cast, a_ticket, later


def left(cast: Cast) -> object:
    """Say in which forms an answer leaves, and what stands below it."""
    post = a_post(cast)
    post.bring(a_letter(to=post.address))
    with post.inside():
        desk.answer(number=Ticket.objects.get().number, text="It is done.", by=cast.rep, at=MONDAY)
        row = Outbox.objects.get()
        mail = message_from_bytes(
            envelope_of(message_id=row.ref_id, address_id=row.recipient_id).data, policy=policy.default
        )
    return mail.get_content_type(), "> Please put the new one there." in mail.get_body(("plain",)).get_content()


def came(cast: Cast) -> object:
    """Say what became of a mail that says to be of our own domain, above which a server says that it is not."""
    forged = a_letter(sender="Boss <boss@fenwick.example>")
    return a_post(cast).bring(b"Authentication-Results: mx.fenwick.example; dmarc=fail\r\n" + forged).came


def let_in(cast: Cast) -> object:
    """Say how many of a storm of three are let in."""
    post = a_post(cast)
    return [post.bring(a_letter()).came for _ in range(3)]


def heard(cast: Cast) -> object:
    """Say who hears of a storm."""
    post = a_post(cast)
    for _ in range(2):
        post.bring(a_letter())
    with post.inside():
        return [len(notices(who.id or 0, limit=9)) for who in (cast.lead, cast.manager)]


def paced(cast: Cast) -> object:
    """Say how far two answers get that leave in the same minute."""
    post = a_post(cast)
    for _ in range(2):
        post.bring(a_letter(to=post.address))
    with post.inside():
        for number in (1, 2):
            desk.answer(number=number, text="It is done.", by=cast.rep, at=MONDAY)
        rows = list(Outbox.objects.order_by("id").values_list("id", flat=True))
        for row in rows:
            claim(outbox_id=row, token=uuid4(), at=later(hours=0.1))
        return list(Outbox.objects.order_by("id").values_list("state", flat=True))


def told_at_once(cast: Cast) -> object:
    """Say what leaves by itself to whoever writes."""
    post = a_post(cast)
    post.bring(a_letter(to=post.address))
    with post.inside():
        return list(Errand.objects.values_list("recipient", flat=True))


def may_leave(cast: Cast) -> bool:
    """Say whether an answer leaves within half a minute."""
    with cast.inside():
        message = desk.answer(number=a_ticket().number, text="Done.", by=cast.rep, at=MONDAY)
        row = Outbox.objects.get(ref_id=message.pk)
        return claim(outbox_id=row.pk, token=uuid4(), at=later(hours=1 / 120)) is not None


def opened_by_mail(cast: Cast) -> str:
    """Let a mail come in, and give the kind of its ticket."""
    post = a_post(cast)
    outcome = post.bring(a_letter(to=post.address), at=later(0.1))
    with cast.inside():
        return Ticket.objects.get(id=outcome.ticket_id).kind


ONE_AN_HOUR: Changes = [("100 in 1 hour", "1 in 1 hour")]

COMING_RULES: Proofs = {
    ("mailbox", "opens"): Proof([("opens: question", "opens: billing")], opened_by_mail),
    ("mailbox", "sends at most"): Proof([("opens: question", "opens: question\nsends at most: 1 in 1 minute")], paced),
    ("mailbox", "proved by"): Proof([("opens: question", "opens: question\nproved by: mx.fenwick.example")], came),
    ("mailbox", "answers at once with"): Proof(
        [("opens: question", "opens: question\nanswers at once with: glad to help")],
        told_at_once,
    ),
    ("mailbox", "at most from one sender"): Proof([("100 in 1 hour", "2 in 1 hour")], let_in),
    ("mailbox", "if more come"): Proof([("if more come: {tell: lead}\n", "")], heard, ONE_AN_HOUR),
    ("mailbox", "if more come", "tell"): Proof(
        [("if more come: {tell: lead}", "if more come: {tell: manager}")], heard, ONE_AN_HOUR
    ),
}
LEAVING_RULES: Proofs = {
    ("sending", "undo within"): Proof([("undo within: 10 seconds", "undo within: 2 minutes")], may_leave),
    ("sending", "leaves as"): Proof([("undo within: 10 seconds", "leaves as: text alone")], left),
    ("sending", "quotes"): Proof([("undo within: 10 seconds", "quotes: nothing")], left),
}
