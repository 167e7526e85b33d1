"""A set of mails made here, for who has no real ones: what programs send, in the mixture that a help desk gets, the same in every run.

Each is made with what it says, so that it is scored as well as timed: sender, subject, text, reply, files, and the recipient of a bounce.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from bench.mail.scores import Score
from rounds.mail.rows import row_of

NUMBER = 2_000
WORDS = """the export fails since monday and nobody knows why our order of tiles came twice can you look at this please thank you
for the answer it works again now größe straße überweisung façade déjà naïve señor łódź příliš žluťoučký добрый день заказ
日本語 の 注文 请 帮助
""".split()  # noqa: SIM905 - words, as they are read
PEOPLE = (
    ("Ada Lovelace", "ada"),
    ("Jörg Maier", "j.maier"),
    ("Łukasz Nowak", "lukasz"),
    ("山田 太郎", "yamada"),
    ("Сергей Обухов", "sergey"),
)
QUOTES = (
    "On Tue, 3 Nov 2026 at 10:00, Teo Okafor <support@fenwick.example> wrote:",
    "Am Di., 3. Nov. 2026 um 10:00 Uhr schrieb Teo <support@fenwick.example>:",
    "Le mar. 3 nov. 2026 à 10:00, Teo <support@fenwick.example> a écrit :",
    "В вт, 3 нояб. 2026 г. в 10:00, Teo <support@fenwick.example> написал:",
)
REPORT = """--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--b
Content-Type: message/rfc822

From: desk@fenwick.example
Subject: x

Hello
--b--
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A mail and what it says. reply: what its writer wrote; files: their names; bounced: who was not reached, of a bounce."""

    raw: bytes
    name: str
    address: str
    subject: str
    reply: str
    files: tuple[str, ...] = ()
    bounced: str | None = None


def made(number: int) -> Made:
    """Make the mail of a number."""
    chance = random.Random(number)
    if chance.random() < 0.1:
        return _bounce(chance)
    name, local = chance.choice(PEOPLE)
    subject, reply = (
        _said(chance, 6),
        "\n\n".join(_said(chance, chance.randint(5, 80)) for _ in range(chance.randint(1, 6))),
    )
    mail = EmailMessage()
    mail["From"] = Address(name, local, "customer.example")
    mail["To"], mail["Subject"], mail["Message-ID"] = "desk@fenwick.example", subject, f"<{number}@customer.example>"
    text = reply
    if chance.random() < 0.6:
        quoted = "\n".join(f"> {_said(chance, 12)}" for _ in range(chance.randint(4, 40)))
        text = f"{reply}\n\n{chance.choice(QUOTES)}\n\n{quoted}"
    if chance.random() < 0.3:
        text = text.replace(reply, f"{reply}\n\n-- \n{name}\n+49 421 555 0123", 1)
    mail.set_content(text, charset="utf-8", cte=chance.choice(("8bit", "quoted-printable", "base64")))
    if chance.random() < 0.6:
        mail.add_alternative("<div>" + text.replace("\n", "<br>\n") + "</div>", subtype="html")
    files = tuple(f"{_said(chance, 1)} {place}.pdf" for place in range(chance.choice((0, 0, 0, 1, 2))))
    for file in files:
        mail.add_attachment(
            chance.randbytes(chance.randint(1_000, 200_000)), maintype="application", subtype="pdf", filename=file
        )
    return Made(mail.as_bytes(), name, f"{local}@customer.example", subject, reply, files)


def _bounce(chance: random.Random) -> Made:
    recipient = f"{_said(chance, 1).encode('ascii', 'ignore').decode() or 'x'}@customer.example"
    head = "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\nSubject: Undelivered Mail\nReturn-Path: <>\n"
    raw = f"{head}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n{REPORT.format(recipient=recipient)}"
    reply, files = "Your message could not be delivered.", ("delivery-status.txt", "x.eml")
    return Made(
        raw.encode(),
        "Mail Delivery System",
        "MAILER-DAEMON@mx.example.org",
        "Undelivered Mail",
        reply,
        files,
        recipient,
    )


def _said(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number))


def write(folder: Path) -> dict[Path, Made]:
    """Write the set into a folder."""
    mails = {folder / f"{number}.eml": made(number) for number in range(NUMBER)}
    for path, mail in mails.items():
        path.write_bytes(mail.raw)
    return mails


def scores(mails: dict[Path, Made]) -> list[Score]:
    """Score the set: of each mail all that it says has to be right."""
    found: dict[str, Score] = {}
    for path, mail in mails.items():
        for means, got, wanted in _compared(row_of(path), mail):
            score = found.setdefault(means, Score("made here", means, "all"))
            score.count(path.name, right=got == wanted, wrong=f"{got!r} for {wanted!r}"[:300])
    return list(found.values())


def _compared(row: dict[str, Any], mail: Made) -> Iterator[tuple[str, object, object]]:
    # Python's writer doubles a blank where it folds a subject between two alphabets.
    said = (" ".join(row["subject"].split()), row["from"]["name"], row["from"]["address"])
    yield "subject, sender's address and name equal", said, (mail.subject, mail.name, mail.address)
    yield "words of the reply equal, in order", row["reply_text"].split(), mail.reply.split()
    yield "number and names of attachments equal", tuple(each["name"] for each in row["attachments"]), mail.files
    yield "bounces told apart, with their recipient", row["bounce"] and row["bounce"]["recipient"], mail.bounced
