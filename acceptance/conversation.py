"""One talk, all the way: a customer's mail, an answer in the browser, the answer received, replies that thread back."""

import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

import psycopg

from acceptance import browsing, record, sending
from acceptance.house import EMAIL, House
from acceptance.opensmtpd import DOMAIN
from acceptance.report import Report
from outside import places

CUSTOMER = f"carla@{DOMAIN}"
SUBJECT = "The bakery page shows last winter"
TEXT = "We have changed the opening hours on the page. Does it look right to you?"
FIRST_ID = f"<winter-1@{DOMAIN}>"
DATE = "2 weeks"


@dataclass(frozen=True)
class Talk:
    """number: of the ticket. answer: as the customer received it."""

    number: int
    answer: EmailMessage


def played(house: House, report: Report) -> Talk:
    """Play it, and say what held."""
    first = letter(SUBJECT, "Our opening hours on the page are those of last winter. Could you change them?", FIRST_ID)
    raw = first.as_bytes()
    sending.by_smtp(raw, port=house.rounds.smtp_port, sender=CUSTOMER, folder=house.folder)
    places.wait(lambda: bool(record.kept(house.owner_url, raw)), seconds=20, what="the customer's mail")
    number = record.kept(house.owner_url, raw)[0].number
    assert number, "the customer's mail is held in quarantine"
    with browsing.browser(house.rounds.base, EMAIL, house.password) as page:
        words = browsing.answer(page, SUBJECT, TEXT, date=DATE)
    report.check(f"ticket {number} was answered in a real browser", TEXT in words and "Their turn" in words)
    answer = received(house)
    _checked(answer, report)
    _reply(house, report, number, "by In-Reply-To alone", to=sending.MAILBOX, reply_to=str(answer["Message-ID"]))
    signed = parseaddr(str(answer["Reply-To"]))[1]
    _reply(house, report, number, "by the signed reply address alone", to=signed, reply_to=None)
    _stranger(house, report, number, to=signed)
    return Talk(number, answer)


def letter(subject: str, text: str, message_id: str, *, to: str = sending.MAILBOX) -> EmailMessage:
    """Write as the customer."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Carla Brand <{CUSTOMER}>", to, subject
    mail["Date"], mail["Message-ID"] = "Sun, 22 Nov 2026 09:30:00 +0000", message_id
    mail.set_content(text)
    return mail


def received(house: House) -> EmailMessage:
    """Fetch the answer as the customer does, by IMAP from the real server."""
    name = CUSTOMER.partition("@")[0]
    places.wait(
        lambda: bool(house.dovecot.mails(name)), seconds=30, what="the answer in the customer's mailbox", every=0.3
    )
    return message_from_bytes(house.dovecot.mails(name)[0], policy=policy.default)


def _checked(answer: EmailMessage, report: Report) -> None:
    body = answer.get_body(("plain",))
    report.check(
        "the customer received it from a real server", TEXT in (body.get_content() if body else ""), answer["Subject"]
    )
    threads = answer["In-Reply-To"] == FIRST_ID and FIRST_ID in str(answer["References"])
    report.check("it threads: In-Reply-To and References name the customer's mail", threads, answer["In-Reply-To"])
    report.check("it comes from our mailbox", sending.MAILBOX in str(answer["From"]), answer["From"])
    report.check("its reply address is signed", "+" in str(answer["Reply-To"]), answer["Reply-To"])


def _reply(house: House, report: Report, number: int, how: str, *, to: str, reply_to: str | None) -> None:
    """Reply with swaks, and see the reply on the ticket's page."""
    words = f"Yes, thank you. I write this {how}."
    headers = ["--header", f"In-Reply-To: {reply_to}"] if reply_to else []
    subject = "--h-Subject", f"Re: {SUBJECT}" if reply_to else "Another subject altogether"
    port = house.rounds.smtp_port
    sending.swaks(port, "--from", CUSTOMER, "--to", to, *subject, "--body", words, *headers)
    member, since = house.member(), time.monotonic()
    places.wait(lambda: words in member.open(f"/desk/{number}").text, seconds=20, what=f"the reply {how} on its ticket")
    took = time.monotonic() - since
    report.check(f"a reply {how}, made by swaks, stands on ticket {number}", _tickets(house) == 1, f"{took:.2f} s")


def _stranger(house: House, report: Report, number: int, *, to: str) -> None:
    """Write to the signed address as somebody who takes no part in the ticket: it becomes another one, linked."""
    words = "I found this address in a mail that was passed on to me."
    who = "--from", f"stranger@{DOMAIN}", "--h-Subject", "Passed on"
    sending.swaks(house.rounds.smtp_port, *who, "--to", to, "--body", words)
    places.wait(lambda: bool(_linked(house, number)), seconds=20, what="the stranger's own ticket")
    member, own = house.member(), _linked(house, number)[0]
    apart = words not in member.open(f"/desk/{number}").text and words in member.open(f"/desk/{own}").text
    report.check(f"a stranger who writes there gets a ticket of their own, linked to {number}", apart, f"ticket {own}")


def _linked(house: House, number: int) -> list[int]:
    query = "select t.number from ticket t join ticket o on o.id = t.linked_to_id where o.number = %s"
    with psycopg.connect(house.owner_url) as owner:
        return [found for (found,) in owner.execute(query, [number]).fetchall()]


def _tickets(house: House) -> int:
    """Count the tickets on which this customer takes part: one, whatever they write."""
    query = "select count(distinct p.ticket_id) from ticket_party p join contact_address a on a.id = p.address_id where a.key = %s"
    with psycopg.connect(house.owner_url) as owner:
        row = owner.execute(query, [CUSTOMER]).fetchone()
    return int(row[0]) if row else 0
