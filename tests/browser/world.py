"""What journeys share: somebody signs in; a customer's mail has come."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page

from rounds.basics import clock
from rounds.desk.models import Ticket
from rounds.mail.commands import add_mailbox, receive
from rounds.mail.models import Mailbox, Via
from rounds.team.models import Member
from rounds.timeline.rules import Actor
from tests.world import PASSWORD, Cast, a_workspace

A_MONTH = timedelta(days=30)


def a_company() -> Cast:
    """Found a company with a mailbox, a month ago, so that its manual is in force while the tests run."""
    began = clock.now() - A_MONTH
    cast = a_workspace(at=began)
    with cast.inside():
        add_mailbox(name="support", address=f"support@w{cast.workspace_id}.example", by=Actor.system(), at=began)
    return cast


def a_mail(
    cast: Cast,
    subject: str,
    *,
    text: str = "Please put the new one there.",
    sender: str = "Dana Whitlock <dana@harbourtile.example>",
    at: datetime | None = None,
    more: str = "",
    file: str = "",
) -> int:
    """Let a mail come in by the same way as real ones; give its ticket's number, 0 where it is held."""
    at = at or clock.now() - timedelta(hours=1)
    with cast.inside():
        box = Mailbox.objects.get()
    raw = (
        f"From: {sender}\r\nTo: {box.address}\r\nSubject: {subject}\r\n"
        f"Message-ID: <{abs(hash((subject, text, at)))}@customer.example>\r\nDate: {at:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        f"{more}Content-Type: text/plain; charset=utf-8\r\n{file}\r\n{text}\r\n"
    )
    outcome = receive(workspace_id=cast.workspace_id, mailbox_id=box.pk, raw=raw.encode(), via=Via.SMTP, at=at)
    with cast.inside():
        return Ticket.objects.values_list("number", flat=True).get(id=outcome.ticket_id) if outcome.ticket_id else 0


def ending(with_this: str) -> re.Pattern[str]:
    """Give what an address has to match that ends so: the page may still be on its way there."""
    return re.compile(re.escape(with_this) + "$")


def sign_in(page: Page, cast: Cast, who: Actor | None = None, *, password: str = PASSWORD) -> Page:
    """Come in through the door."""
    with cast.inside():
        email = Member.objects.values_list("email", flat=True).get(id=(who or cast.rep).id)
    page.goto("/sign-in")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    return page
