"""Issue 5: a mail that claims a gigabyte gets a clear answer, costs no memory, and nothing of what it really has is lost."""

import base64
import imaplib
import io
import smtplib
import struct
from email import message_from_bytes

import pytest
from django.test import override_settings

from rounds.desk.models import Attachment, Message
from rounds.mail import polling
from rounds.mail.door import open_door
from rounds.mail.folder import Place, open_folder
from rounds.mail.hearing import SaysTooMuch, hear_up_to
from rounds.mail.models import ReadFolder
from rounds.mail.queries.mailboxes import Box
from soak.brought import bring
from soak.costs import counted
from soak.mangled import judge
from soak.seeds import with_one_part
from tests.imap_side import PASSWORD, imap_side
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY

GIGABYTE = 2**30
MOST = 30_000_000
"""Bytes that a small mail may take at most, whatever it claims."""

HEAD = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n"
WORD = "Nineteen crates are missing."


def with_part(head: str, body: str = "eA==") -> tuple[str, str]:
    return HEAD, f"--cut\r\n\r\n{WORD}\r\n--cut\r\n{head}\r\n\r\n{body}\r\n--cut--"


def tnef(length: int) -> str:
    """Write a winmail.dat whose one attribute says how long it is."""
    packed = struct.pack("<IH", 0x223E9F78, 1) + b"\x02" + struct.pack("<II", 0x0006800F, length) + b"few bytes"
    return base64.b64encode(packed).decode()


PACKET = "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64"
UUENCODED = "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: x-uuencode"
FILE = "Content-Disposition: attachment; size="
CLAIMS = {
    "a file's size": with_part(f"Content-Type: application/pdf; name=a.pdf\r\n{FILE}{GIGABYTE}"),
    "Content-Length": (f"Content-Length: {GIGABYTE}\r\n", WORD),
    "Lines": (f"Lines: {GIGABYTE}\r\nX-Size: {GIGABYTE}\r\n", WORD),
    "length of a part": with_part(f"Content-Type: text/csv; name=a.csv\r\nContent-Length: {GIGABYTE}"),
    "a mail inside": with_part(
        f"Content-Type: message/rfc822; size={GIGABYTE}", f"Content-Length: {GIGABYTE}\r\nFrom: a@b.example\r\n\r\nx"
    ),
    "a body elsewhere": with_part(f"Content-Type: message/external-body; access-type=URL; URL=\"http://a.example/\"; size={GIGABYTE}"),
    "one part of many": with_part(f"Content-Type: message/partial; id=\"a\"; number=1; total={GIGABYTE}"),
    "TNEF, one attribute": with_part(PACKET, tnef(GIGABYTE)),
    "TNEF, all bits": with_part(PACKET, tnef(2**32 - 1)),
    "uuencode": with_part(UUENCODED, f"begin 644 {'9' * 4_000}\r\nM{'!' * 60}\r\n`\r\nend"),
    "a number of a thousand digits": with_part(f"Content-Type: image/png; name=a.png\r\n{FILE}{'9' * 1_000}"),
    "section of a name": with_part(f"Content-Type: text/csv; name*{GIGABYTE}*=utf-8''a.csv; name*0*=utf-8''b"),
}  # fmt: skip


def calling(post: Post, raw: bytes, *options: str) -> tuple[int, bytes]:
    """Bring a mail to the real door; give its answer, to the sender's name where that is a refusal."""
    with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.ehlo()
        if (named := server.mail("dana@customer.example", options))[0] != 250:
            return named
        server.rcpt(post.address)
        return server.data(raw)


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_a_mail_claims_of_its_size_costs_nothing_and_loses_nothing(claim):
    more, text = CLAIMS[claim]
    raw = a_letter(text=text, more=more)
    post = a_post()
    with counted() as cost:
        judge(raw)
        outcome = bring(post, raw)
    assert cost.memory < MOST
    with post.inside():
        message = Message.objects.get(ticket_id=outcome.ticket_id)
        files = [bytes(each.blob.data) for each in Attachment.objects.select_related("blob")]
    assert WORD in message.text
    for part in message_from_bytes(raw).walk():
        if part.get_filename() and not part.is_multipart():
            assert part.get_payload(decode=True).rstrip() in [data.rstrip() for data in files]


def test_a_compressed_text_that_claims_a_gigabyte_in_an_outlook_packet_costs_nothing():
    """The RTF of a winmail.dat says how long it is once unpacked ([MS-OXRTFCP])."""
    rtf = struct.pack("<IIII", 100, GIGABYTE, 0x75465A4C, 0) + b"\x00{\\rtf1 Hello}\x10\x00"
    raw = with_one_part("application/ms-tnef", packet(rtf))
    with counted() as cost:
        judge(raw)
        bring(a_post(), raw)
    assert cost.memory < MOST


def packet(rtf: bytes) -> bytes:
    """Pack a compressed RTF as Outlook does: one MAPI property, PR_RTF_COMPRESSED."""
    prop = (
        struct.pack("<I", 1)
        + struct.pack("<HH", 0x0102, 0x1009)
        + struct.pack("<II", 1, len(rtf))
        + rtf
        + b"\0" * (-len(rtf) % 4)
    )
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + b"\x01"
        + struct.pack("<II", 0x00069003, len(prop))
        + prop
        + struct.pack("<H", sum(prop) & 0xFFFF)
    )


def test_a_gigabyte_that_is_named_first_is_refused_at_once_and_a_smaller_name_than_it_has_is_no_way_in():
    post = a_post()
    with counted() as cost:
        refused = calling(post, a_letter(), f"SIZE={GIGABYTE}")
        taken = calling(post, a_letter(to=post.address), "SIZE=1")
        odd = [calling(post, a_letter(), f"SIZE={size}")[0] for size in ("9" * 1_000, "-1", "x", "")]
    assert refused[0] == 552
    assert b"exceed" in refused[1].lower() or b"larger" in refused[1].lower()
    assert taken[0] == 250
    assert {code // 100 for code in odd} == {5}
    assert cost.memory < MOST
    assert len(post.kept()) == 1


@override_settings(MAIL_LIMIT=1_000_000)
def test_a_server_that_sends_hundreds_of_megabytes_for_a_small_mail_is_heard_no_further_and_the_page_says_so():
    """Members name servers themselves, and the process that reads them reads everybody's."""
    post = a_post()
    with imap_side() as side:
        side.put(a_letter(to=post.address))
        place = Place(post.address, "127.0.0.1", side.port, "dana", "INBOX", "none", PASSWORD)
        side.sends = 300_000_000
        with counted() as cost:
            polling.watch(place, pause=lambda _: bool(trouble(post)), clock=lambda: MONDAY, every=0.0)
        assert "sends more for one question than the largest mail" in trouble(post)
        assert post.kept() == []
        assert cost.memory < MOST
        side.sends = 0
        with open_folder(place) as folder:
            polling.take_new(folder, Box(post.cast.workspace_id, post.mailbox_id), place, clock=lambda: MONDAY)
    assert [row.state for row in post.kept()] == ["placed"]


def test_lines_that_nobody_asked_for_are_heard_no_further_than_a_mail_is_large():
    """imaplib keeps each of them until somebody asks for it."""
    chatter, answer = b"* 1 EXISTS\r\n", b"a OK done\r\n"
    client = imaplib.IMAP4.__new__(imaplib.IMAP4)
    client.file = io.BytesIO(chatter * 100_000 + answer)
    hear_up_to(client, 1_000_000)
    with pytest.raises(SaysTooMuch):
        while client.readline() != answer:
            pass
    assert client.file.tell() < 200_000


def trouble(post: Post) -> str:
    with post.inside():
        return "".join(ReadFolder.objects.filter(mailbox_id=post.mailbox_id).values_list("trouble", flat=True))
