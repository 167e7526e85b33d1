"""Mails written for the project, in the variety that a help desk's mailbox knows.

    python -m acceptance.letters DIR

Charsets, encodings and structures are real ones, kept and broken; names and firms are made up. Each letter is
raw bytes with LF line ends, as a mailbox file holds it.
"""

import sys
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from pathlib import Path

from acceptance import odd_letters
from acceptance.words import LETTERS, PICTURE, SPOKEN, Letter


def main() -> None:
    """Write all letters into a folder."""
    folder = Path(sys.argv[1])
    print(f"{write(folder)} letters in {folder}")


def write(folder: Path) -> int:
    """Write every letter as NN-name.eml into a folder; say how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for count, (name, raw) in enumerate(everything(), start=1):
        (folder / f"{count:02}-{name}.eml").write_bytes(raw.replace(b"\r\n", b"\n"))
    return count


def everything() -> Iterator[tuple[str, bytes]]:
    """Give every letter: its name and its bytes. The plain and the odd stand mixed, as they arrive."""
    kept = [*spoken(), *structures()]
    broken = list(odd_letters.everything())
    for number, letter in enumerate(kept):
        yield letter
        if number % 2 and broken:
            yield broken.pop(0)
    yield from broken


def spoken() -> Iterator[tuple[str, bytes]]:
    """Give plain letters, one in each charset people still write in."""
    for letter in SPOKEN:
        mail = headed(letter)
        mail.set_content(letter.text, charset=letter.charset, cte=letter.encoding)
        yield f"plain-{letter.charset}", mail.as_bytes(policy=SMTP)


def structures() -> Iterator[tuple[str, bytes]]:
    """Give letters with parts: alternatives, attachments, pictures, invitations, forwarded mail."""
    for letter, build in zip(LETTERS, SHAPES, strict=True):
        mail = headed(letter)
        build(mail, letter)
        yield build.__name__.strip("_"), mail.as_bytes(policy=SMTPUTF8 if letter.charset == "utf8 headers" else SMTP)


def headed(letter: Letter) -> EmailMessage:
    """Begin a letter: who, what about, when, which."""
    mail = EmailMessage()
    mail["From"] = letter.sender
    mail["To"] = "Front desk <desk@house.test>"
    mail["Subject"] = letter.subject
    mail["Date"] = f"Tue, {3 + letter.number % 25:02} Nov 2026 0{letter.number % 9 + 1}:12:09 +0100"
    mail["Message-ID"] = f"<letter-{letter.number}@{letter.sender.rpartition('@')[2].strip('>')}>"
    return mail


def _plain_flowed(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(letter.text.replace(". ", ". \n"), params={"format": "flowed", "delsp": "yes"})


def _alternative(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(letter.text)
    mail.add_alternative(f"<p>{letter.text}</p>", subtype="html")


def _html_only(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(f"<h1>{letter.subject}</h1><p>{letter.text}<script>alert(1)</script>", subtype="html")


def _html_in_latin_1(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(f"<p>{letter.text}</p>", subtype="html", charset="iso-8859-1", cte="quoted-printable")


def _one_attachment(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(letter.text)
    mail.add_attachment(b"%PDF-1.4\n%a bill\n", maintype="application", subtype="pdf", filename="bill 11.pdf")


def _attachment_with_long_name(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(letter.text)
    name = "Überblick über alle gelieferten Dosen, Bänder und Schäden im Herbst – Fassung für die Geschäftsführung.txt"
    mail.add_attachment("Dosen: 12\nBänder: 3\n", filename=name)


def _picture_in_the_text(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(letter.text)
    mail.add_alternative(f'<p>{letter.text}</p><img src="cid:lamp@house">', subtype="html")
    parts = mail.get_payload()
    assert isinstance(parts, list)
    part = parts[1]
    assert isinstance(part, EmailMessage)
    part.add_related(PICTURE, maintype="image", subtype="png", cid="<lamp@house>", filename="lamp.png")


def _everything_at_once(mail: EmailMessage, letter: Letter) -> None:
    _picture_in_the_text(mail, letter)
    mail.add_attachment("day,count\nmonday,4\n", subtype="csv", filename="counts.csv")


def _attachment_alone(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(PICTURE, maintype="image", subtype="png", disposition="attachment", filename="screen.png")


def _forwarded_mail(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(letter.text)
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "Otto <otto@mill.test>", "me@mill.test", "Flour, again"
    inner.set_content("Three sacks were wet.")
    mail.add_attachment(inner)


def _invitation(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(letter.text)
    times = "DTSTART:20261201T090000Z\r\nDTEND:20261201T093000Z\r\n"
    event = f"BEGIN:VEVENT\r\nUID:visit-1@mill.test\r\n{times}SUMMARY:Visit\r\nEND:VEVENT\r\n"
    mail.add_alternative(
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\n{event}END:VCALENDAR\r\n", subtype="calendar"
    )


def _reply_above_the_quote(mail: EmailMessage, letter: Letter) -> None:
    mail["In-Reply-To"] = mail["References"] = "<never-seen-here@elsewhere.test>"
    mail.set_content(
        f"{letter.text}\n\nOn Mon, 2 Nov 2026, Front desk wrote:\n> Which floor is it?\n> And since when?\n"
    )


def _reply_below_the_quote(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(f"Am 02.11.2026 schrieb Empfang:\n> Welcher Stock?\n\n{letter.text}\n-- \nM. Birke\nHausdienst\n")


def _several_addressed(mail: EmailMessage, letter: Letter) -> None:
    mail["Cc"] = "Boss <boss@quarry.test>, office@quarry.test"
    mail["Reply-To"] = "office@quarry.test"
    mail.set_content(letter.text)


def _signed_like(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(letter.text)
    mail.add_attachment(b"-----BEGIN PGP SIGNATURE-----\n", maintype="application", subtype="pgp-signature")


def _utf8_headers(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(letter.text, cte="8bit")


SHAPES = (
    _plain_flowed,
    _alternative,
    _html_only,
    _html_in_latin_1,
    _one_attachment,
    _attachment_with_long_name,
    _picture_in_the_text,
    _everything_at_once,
    _attachment_alone,
    _forwarded_mail,
    _invitation,
    _reply_above_the_quote,
    _reply_below_the_quote,
    _several_addressed,
    _signed_like,
    _utf8_headers,
)

if __name__ == "__main__":
    main()
