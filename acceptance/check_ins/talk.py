"""A check-in's day comes: the firm is written to by real SMTP, answers by a real client, is graded, and sleeps again."""

import time
from email import message_from_bytes, policy
from email.message import EmailMessage

from acceptance import sending
from acceptance.check_ins.judging import Firm
from acceptance.check_ins.reading import Program
from acceptance.house import House
from acceptance.opensmtpd import DOMAIN
from acceptance.report import Report
from outside import places

NAME = "dana"
ADDRESS = f"{NAME}@{DOMAIN}"
FOUND = "Dana runs it with two others; all is well but the export, which takes them an hour a week."


def played(house: House, program: Program, firm: Firm, contact: int, report: Report) -> None:
    """Write, be answered, grade and end the round, and say what held."""
    one = f"/check-ins/{firm.check_in}"
    account = program.get(one)["account_id"]
    program.post(f"/contacts/{contact}/account", {"account_id": account})
    program.post(f"/contacts/{contact}/addresses", {"address": ADDRESS})
    began = program.post(f"{one}/beginning")
    report.check(
        "beginning sets the day of the last check-in and the day on which it comes back",
        bool(began["last_on"] and began["wakes_at"]),
    )
    letter = program.get(f"{one}/letter")
    [to] = [each for each in letter["to"] if each["address"] == ADDRESS]
    mail = {"address_id": to["address_id"], "subject": letter["subject"], "text": letter["text"]}
    waits = program.post(f"{one}/reach-outs", mail)
    report.check(
        "the reach-out sets day, wait and date in one act",
        waits["phase"] == "waiting for an answer" and waits["wakes_at"] is not None,
        waits["wakes_at"],
    )
    received = _received(house)
    body = received.get_body(("plain",))
    report.check(
        "it arrived by real SMTP, as it was written",
        bool(body) and _text(body.get_content() if body else "") == _text(letter["text"]),
        received["Subject"],
    )
    since = time.monotonic()
    words = ("--from", ADDRESS, "--to", sending.MAILBOX, "--h-Subject", f"Re: {received['Subject']}")
    sending.swaks(
        house.rounds.smtp_port,
        *words,
        "--header",
        f"In-Reply-To: {received['Message-ID']}",
        "--body",
        "All is well, but for the export.",
    )
    places.wait(
        lambda: program.get(one)["phase"] == "answered", seconds=30, what="the answer on its check-in", every=0.3
    )
    answered = program.get(one)
    report.check(
        "the answer threads onto the same ticket, opens it and stops the ladder",
        answered["ticket"] == began["ticket"] and answered["wakes_at"] is None,
        f"{time.monotonic() - since:.1f} s",
    )
    program.post(f"{one}/findings", {"said": {need: f"{need}: {FOUND}" for need in answered["note_needs"]}})
    graded = program.post(f"{one}/grades", {"grade": "E"})
    title = program.get(f"/tickets/{graded['ticket']}")["subject"]
    report.check("an E says so in the title", "not using" in title, title)
    better = program.post(f"{one}/grades", {"grade": "B"})
    title = program.get(f"/tickets/{better['ticket']}")["subject"]
    report.check("another grade takes it away again", "not using" not in title, title)
    asleep = program.post(f"{one}/ending", {"date": None})
    report.check("it sleeps again, for a year", asleep["phase"] == "asleep", asleep["wakes_at"])


def _text(text: str) -> str:
    """Give a whole text, whatever ends its lines on the wire."""
    return "\n".join(text.splitlines()).strip()


def _received(house: House) -> EmailMessage:
    """Fetch the reach-out as the customer does, by IMAP."""
    places.wait(
        lambda: bool(house.dovecot.mails(NAME)), seconds=60, what="the reach-out in the customer's mailbox", every=0.5
    )
    return message_from_bytes(house.dovecot.mails(NAME)[0], policy=policy.default)
