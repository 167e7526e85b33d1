"""What each key about mail decides: a change of it in the manual, and what comes in or leaves then."""

from collections.abc import Callable
from email import message_from_bytes, policy

from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.mail.outgoing import envelope_of
from rounds.timeline.models import Outbox
from tests.rooms.mail.post import a_letter, a_post
from tests.world import MONDAY, Cast


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


COMING_RULES: dict[tuple[str, str], tuple[list[tuple[str, str]], Callable[[Cast], object]]] = {
    ("mailbox", "proved by"): ([("opens: question", "opens: question\nproved by: mx.fenwick.example")], came),
}
LEAVING_RULES: dict[tuple[str, str], tuple[list[tuple[str, str]], Callable[[Cast], object]]] = {
    ("sending", "leaves as"): ([("undo within: 10 seconds", "leaves as: text alone")], left),
    ("sending", "quotes"): ([("undo within: 10 seconds", "quotes: nothing")], left),
}
