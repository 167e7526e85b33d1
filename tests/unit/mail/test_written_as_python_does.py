"""What leaves is what Python's `email` package would write, byte for byte: our own way there is shorter, and says nothing else."""

from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address as Mailbox
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rounds.mail.composing import Enclosure, Outgoing, composed, is_international
from rounds.mail.dressing import Quoted, dressed, with_quote
from rounds.mail.fields import on_the_wire, words
from rounds.mail.reading import Address
from tests.examples import some

OUTGOING = Outgoing(
    sender=Address("Fenwick Web Studio", "support@fenwick.example"),
    to=(Address("Dana Whitlock", "dana@customer.example"),),
    cc=(),
    reply_to="support+1.abcdefghijklmnop@fenwick.example",
    subject="Re: Swap the banner",
    text="It is done.\n\nTeo",
    at=datetime(2026, 11, 23, 15, tzinfo=UTC),
    message_id="<1.a@fenwick.example>",
)


class Ids(UnstructuredHeader):
    """Ids stand one a line; Python would fold a long one as words."""

    def fold(self, *, policy):
        return f"{self.name}: {f'{policy.linesep} '.join(self.split())}{policy.linesep}"


def by_python(outgoing: Outgoing) -> bytes:
    """Compose a mail by Python's package alone. Its parts need no MIME-Version, and a boundary stands in a line of its own."""
    mail = headed(outgoing)
    mail["MIME-Version"] = "1.0"
    mail.set_content(with_quote(outgoing.text, outgoing.quoted))
    if outgoing.html:
        mail.add_alternative(dressed(outgoing.text, outgoing.quoted), subtype="html")
    for file in outgoing.enclosures:
        kind, _, subtype = file.media_type.partition("/")
        name = " ".join(file.name.split()).replace("=?", "= ?")
        mail.add_attachment(file.data, maintype=kind, subtype=subtype, filename=name)
    mark = sha256(outgoing.message_id.encode()).hexdigest()[:32]
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{mark}.{number}")
    for part in list(mail.walk())[1:]:
        del part["MIME-Version"]
    return mail.as_bytes().replace(b"multipart/mixed; boundary", b"multipart/mixed;\r\n boundary", 1)


def headed(outgoing: Outgoing) -> EmailMessage:
    registry = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references"):
        registry.map_to_type(name, Ids)
    mail = EmailMessage(SMTP.clone(cte_type="7bit", header_factory=registry, utf8=is_international(outgoing)))
    answers = bool(outgoing.in_reply_to)
    fields = {
        "From": boxes(outgoing.sender),
        "To": boxes(*outgoing.to),
        "Cc": boxes(*outgoing.cc),
        "Reply-To": boxes(Address(outgoing.sender.name, outgoing.reply_to)),
        "Subject": " ".join(outgoing.subject.split()),
        "Date": format_datetime(outgoing.at),
        "Message-ID": outgoing.message_id,
        "In-Reply-To": outgoing.in_reply_to,
        "References": " ".join(outgoing.references),
        "Auto-Submitted": ("auto-replied" if answers else "auto-generated") if outgoing.automatic else "",
        "X-Auto-Response-Suppress": "OOF, AutoReply" if outgoing.automatic else "",
    }
    for name, value in fields.items():
        if value or name == "Subject":
            mail[name] = value
    return mail


def boxes(*addresses: Address) -> list[Mailbox]:
    made = []
    for address in addresses:
        local, _, host = on_the_wire(address.email).rpartition("@")
        made.append(Mailbox(" ".join(address.name.split()), local, host))
    return made


ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=120)
ODD = st.text("ab1 .,=?<>@\"'()-&+_:;\\[]{}~\t", max_size=90)
"""Signs that mean something in a head, and those around which it is decided whether a field is plain."""

NAMES = st.one_of(ANY, ODD, st.just("Dana Whitlock"))
LOCALS = st.one_of(st.just("dana"), st.text("ab1._+-'&=!", min_size=1, max_size=40), st.just("jörg"))
HOSTS = st.sampled_from(["customer.example", "exämple.example", "a-b.c.example", "localhost"])
ADDRESSES = st.builds(lambda name, local, host: Address(name, f"{local}@{host}"), NAMES, LOCALS, HOSTS)
IDS = st.from_regex(r"<[a-zA-Z0-9.=?_$+-]{1,90}@[a-z.]{1,20}>", fullmatch=True)
TEXTS = st.one_of(ANY, st.lists(st.one_of(ODD, ANY), max_size=14).map("\n".join))


@settings(max_examples=some(100, soaked=20_000), deadline=None)
@given(
    sender=ADDRESSES,
    to=st.lists(ADDRESSES, min_size=1, max_size=3),
    cc=st.lists(ADDRESSES, max_size=2),
    subject=st.one_of(ANY, ODD),
    text=TEXTS,
    quoted=st.one_of(st.none(), st.builds(Quoted, ODD, TEXTS)),
    thread=st.lists(IDS, max_size=5),
    file=st.one_of(st.none(), ANY, ODD),
    html=st.booleans(),
    automatic=st.booleans(),
)
def test_whatever_people_write_leaves_as_python_would_write_it(
    sender, to, cc, subject, text, quoted, thread, file, html, automatic
):
    outgoing = replace(
        OUTGOING,
        sender=sender,
        to=tuple(to),
        cc=tuple(cc),
        subject=subject,
        text=text,
        quoted=quoted,
        in_reply_to=thread[-1] if thread else "",
        references=tuple(thread),
        enclosures=() if file is None else (Enclosure(file, "image/png", b"\x89PNG"),),
        html=html,
        automatic=automatic,
    )
    assert composed(outgoing) == by_python(outgoing)


@settings(max_examples=some(300, soaked=50_000), deadline=None)
@given(text=ODD)
@example("a" * 69)
@example("a" * 70)
@example("a =? b")
@example("=?utf-8?q?x?=")
def test_a_subject_of_odd_signs_is_written_as_python_writes_it(text):
    mail = EmailMessage(SMTP.clone(cte_type="7bit"))
    mail["Subject"] = " ".join(text.split())
    assert words("Subject", text) == mail.as_bytes().removesuffix(b"\r\n")


@pytest.mark.parametrize("size", [68, 69, 70, 77, 78, 79, 300])
def test_lines_of_every_length_are_written_as_python_writes_them(size):
    text = "x" * size
    outgoing = replace(OUTGOING, subject=text, to=(Address(text, "dana@customer.example"),), text=f"{text}\nü{text}")
    assert composed(outgoing) == by_python(outgoing)
    alone = replace(outgoing, html=False, text=f"{text}\n{text}")
    assert composed(alone) == by_python(alone)
