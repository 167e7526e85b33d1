"""The mail room's props: a workspace with a mailbox, letters, and a way to bring them in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from rounds.mail.commands import add_mailbox, receive
from rounds.mail.incoming import Outcome
from rounds.mail.models import Received, Via
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.world import MONDAY, Cast, a_workspace


@dataclass(frozen=True)
class Post:
    """A workspace and its mailbox."""

    cast: Cast
    mailbox_id: int
    address: str

    def inside(self):
        return self.cast.inside()

    def bring(self, raw: bytes, *, at: datetime = MONDAY, **more) -> Outcome:
        """Bring a mail in, as the door does."""
        return receive(
            workspace_id=self.cast.workspace_id, mailbox_id=self.mailbox_id, raw=raw, via=Via.SMTP, at=at, **more
        )

    def kept(self) -> list[Received]:
        with self.inside():
            return list(Received.objects.order_by("id"))

    def events(self, kind: str) -> list[TimelineEvent]:
        with self.inside():
            return list(TimelineEvent.objects.filter(kind=kind).order_by("id"))


def a_post(cast: Cast | None = None) -> Post:
    """Make a workspace with one mailbox, at an address of its own."""
    cast = cast or a_workspace()
    address = f"support-{uuid4().hex[:10]}@fenwick.example"
    with cast.inside():
        box = add_mailbox(name="support", address=address, by=Actor.system(), at=MONDAY)
    return Post(cast, box.pk, address)


def a_letter(
    *,
    sender: str = "Dana Whitlock <dana@customer.example>",
    to: str = "support@fenwick.example",
    subject: str = "Swap the banner",
    text: str = "Please put the new one there.",
    message_id: str | None = None,
    more: str = "",
) -> bytes:
    """Write a customer's mail. message_id: empty for none, None for one of its own. more: header lines."""
    named = f"<{uuid4().hex}@customer.example>" if message_id is None else message_id
    id_line = f"Message-ID: {named}\r\n" if named else ""
    head = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 15:00:00 +0000\r\n{id_line}{more}"
    )
    return f"{head}\r\n{text}\r\n".encode()
