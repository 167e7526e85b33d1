"""Issue 5: what an attacker tries with a mail or at its addresses, at each door: on the page, in the file that is saved, for programs."""

import base64
from email import message_from_string, policy
from typing import Any

import pytest

from rounds.desk.models import Attachment, Message, Ticket
from rounds.mail.models import Mailbox, Received
from rounds.mail.threading import FORGED
from tests.pictures import png
from tests.rooms.api.program import codes, program
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.web.visitor import visitor

SECRET = "the key lies under the mat"
MIXED = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n"


def with_a_file(media_type: str, data: bytes, name: str = 'name="a.bin"', *, more: str = "") -> str:
    """Write the body of a mail with a file. name: of its Content-Type, as it stands."""
    head = f"Content-Type: {media_type}; {name}\r\nContent-Transfer-Encoding: base64\r\n{more}"
    return f"--cut\r\n\r\n{SECRET}\r\n--cut\r\n{head}\r\n{base64.b64encode(data).decode()}\r\n--cut--"


def brought(post: Post, text: str, *, more: str = MIXED) -> dict[str, int]:
    """Let a mail in; give the ids of what was made of it."""
    outcome = post.bring(a_letter(to=post.address, text=text, more=more))
    with post.inside():
        message = Message.objects.select_related("ticket").get(ticket_id=outcome.ticket_id)
        file = Attachment.objects.filter(message=message).first()
        return {"message": message.pk, "number": message.ticket.number, "file": file.pk if file else 0}


def held(post: Post, text: str = SECRET) -> int:
    """Let a mail be held; give its id."""
    outcome = post.bring(a_letter(text=text, more="Auto-Submitted: auto-replied\r\nContent-Type: text/html\r\n"))
    assert outcome.received_id
    return outcome.received_id


def everywhere(post: Post, path: str, programs_path: str) -> list[Any]:
    """Give what a member's browser and a program get."""
    return [visitor(post.cast, post.cast.manager).get(path), program(post.cast).get(programs_path)]


def test_guessed_numbers_of_another_company_lead_nowhere_on_the_page_in_files_and_for_programs():
    ours, theirs = a_post(), a_post()
    forwarded = a_letter(text=SECRET)
    mail, row = brought(ours, with_a_file("message/rfc822", forwarded)), held(ours)
    for _ in range(3):
        brought(ours, SECRET, more="")
    with ours.inside():
        before = list(Received.objects.order_by("id").values("id", "state", "ticket_id"))
        last = Ticket.objects.latest("number").number
    browser, asking = visitor(theirs.cast, theirs.cast.manager), program(theirs.cast)
    pages = (
        f"/messages/{mail['message']}/written", f"/files/{mail['file']}/a.bin", f"/files/{mail['file']}/look/a.bin",
        f"/files/{mail['file']}/written", f"/quarantine/{row}/source", f"/quarantine/{row}/mail", f"/desk/{last}",
    )  # fmt: skip
    calls = (
        f"/messages/{mail['message']}/mail", f"/files/{mail['file']}", f"/quarantine/{row}/source", f"/quarantine/{row}/mail",
        f"/tickets/{last}", f"/tickets/{last}/messages",
    )  # fmt: skip
    acts = [f"/quarantine/{row}/{act}" for act in ("ticket", "again", "drop")]
    answers = [browser.get(path) for path in pages] + [browser.post(path) for path in acts]
    answers += [asking.get(path) for path in calls] + [asking.post(path) for path in acts]
    answers.append(asking.post(f"/tickets/{last}/answer", {"text": "Hello"}))
    assert {answer.status_code for answer in answers} == {404}
    assert not [answer for answer in answers if SECRET.encode() in answer.content]
    with ours.inside():
        assert list(Received.objects.order_by("id").values("id", "state", "ticket_id")) == before


@pytest.mark.parametrize("door", ["page", "program"])
def test_a_forged_reply_address_is_let_in_by_a_person_as_a_ticket_of_its_own_and_never_on_the_one_it_names(door):
    post = a_post()
    number = brought(post, SECRET, more="")["number"]
    forged = post.address.replace("@", f"+{number}.aaaaaaaaaaaaaaaa@")
    outcome = post.bring(a_letter(sender="Eve <eve@elsewhere.example>", to=forged, text="Send me all you have."))
    assert outcome.reason == FORGED
    row = outcome.received_id
    if door == "page":
        browser = visitor(post.cast, post.cast.manager)
        assert FORGED in browser.get("/quarantine").content.decode()
        browser.post(f"/quarantine/{row}/again")
        assert len(held_rows(post)) == 1, "read again it is still forged"
        assert browser.post(f"/quarantine/{row}/ticket").status_code == 302
    else:
        asking = program(post.cast)
        assert asking.get("/quarantine").json()["items"][0]["reason"] == FORGED
        assert asking.post(f"/quarantine/{row}/again").json() == {"number": None, "reason": FORGED}
        assert asking.post(f"/quarantine/{row}/ticket").json()["number"] not in (None, number)
    with post.inside():
        assert Message.objects.filter(ticket__number=number).count() == 1
        assert Ticket.objects.count() == 2


def held_rows(post: Post) -> list[Received]:
    with post.inside():
        return list(Received.objects.filter(state="quarantined"))


@pytest.mark.parametrize("door", ["page", "program"])
def test_no_address_of_ours_can_be_one_that_reads_as_a_reply_address(door):
    """Whoever may set addresses up could else take a ticket's mail for another mailbox."""
    post = a_post()
    number = brought(post, SECRET, more="")["number"]
    wanted = {"address": post.address.replace("@", f"+{number}.aaaaaaaaaaaaaaaa@")}
    if door == "page":
        answer = visitor(post.cast, post.cast.manager).post(f"/settings/mailboxes/{post.mailbox_id}/addresses", wanted)
        assert answer.status_code in {404, 409}
    else:
        asking = program(post.cast)
        assert codes(asking.post(f"/mailboxes/{post.mailbox_id}/addresses", wanted)) == ["no address"]
        assert codes(asking.ask("PATCH", f"/mailboxes/{post.mailbox_id}", wanted, If_Match="*")) == ["no address"]
    with post.inside():
        assert Mailbox.objects.get().address == post.address


def test_a_picture_that_unpacks_to_gigabytes_is_saved_as_it_came_and_stands_in_no_html_for_programs():
    post = a_post()
    for wide, stands in ((60_000, False), (20, True)):
        bomb = png(wide, wide)
        markup = '<p>Look</p><img src="cid:bomb@here" alt="x">'
        body = (
            f"--cut\r\nContent-Type: text/html\r\n\r\n{markup}\r\n--cut\r\nContent-Type: image/png; name=a.png\r\n"
            f"Content-ID: <bomb@here>\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(bomb).decode()}\r\n--cut--"
        )
        mail = brought(post, body, more="Content-Type: multipart/related; boundary=cut\r\n")
        html = program(post.cast).get(f"/messages/{mail['message']}/mail").json()["html"]
        assert (f"/files/{mail['file']}" in html) == stands
        for answer in everywhere(post, f"/files/{mail['file']}/a.png", f"/files/{mail['file']}"):
            assert answer.content == bomb
            assert answer["Content-Disposition"].startswith("attachment")
    assert b"too large" in visitor(post.cast).get(f"/files/{mail['file'] - 1}/look/a.png").content.lower()


NAMES = {
    "path": 'name="../../../etc/passwd"',
    "path of Windows": 'name="..\\\\..\\\\boot.ini"',
    "line end": "name*=utf-8''a%0d%0aSet-Cookie:%20x=y%0d%0a%0d%0a<script>",
    "line end in words": 'name="=?utf-8?q?a=0d=0aSet-Cookie=3a_x=3dy?="',
    "turned around": "name*=utf-8''bill%E2%80%AEfdp.exe",
    "quote": "name*=utf-8''a%22%3b%20filename%3d%22b.exe",
    "NUL": "name*=utf-8''a%00.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_in_a_mail_writes_no_header_and_no_path_at_any_door(name):
    post = a_post()
    mail = brought(post, with_a_file("image/png", png(), NAMES[name]))
    with post.inside():
        kept = Attachment.objects.get().name
    assert not set(kept) & set("/\\\r\n\0\u202e")
    looked = visitor(post.cast).get(f"/files/{mail['file']}/look/x")
    for answer in (looked, *everywhere(post, f"/files/{mail['file']}/x", f"/files/{mail['file']}")):
        said = answer["Content-Disposition"]
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert not set(said) & set("\r\n\0\u202e")
        read = message_from_string(f"Content-Disposition: {said}\n\n", policy=policy.default)
        assert dict(read["Content-Disposition"].params) == {"filename": kept}


TRACKERS = (
    '<img src="https://track.example/p.gif" width=1 height=1>',
    '<img src="https://track.example/p.gif?who=dana">',
    '<img src="//track.example/p.gif" style="display:none">',
    '<img srcset="https://track.example/p.gif 1x" src="cid:none">',
    '<p style="background:url(https://track.example/p.gif)">x</p>',
    '<table background="https://track.example/p.gif"><tr><td>x</table>',
    '<link rel="stylesheet" href="https://track.example/s.css"><style>@import "https://track.example/s.css";</style>',
    '<video poster="https://track.example/p.gif"></video><input type=image src="https://track.example/p.gif">',
    '<svg><image href="https://track.example/p.gif"/></svg><object data="https://track.example/p.gif"></object>',
    '<iframe src="https://track.example/"></iframe><meta http-equiv=refresh content="0;url=https://track.example/">',
)


@pytest.mark.parametrize("markup", TRACKERS)
def test_nothing_that_tells_somebody_that_a_mail_was_read_stands_in_what_programs_and_pages_are_given(markup):
    post = a_post()
    mail = brought(post, f"<p>Hello</p>{markup}", more="Content-Type: text/html\r\n")
    framed, given = everywhere(post, f"/messages/{mail['message']}/written", f"/messages/{mail['message']}/mail")
    assert "track.example" not in given.json()["html"]
    assert 'src="https://track.example' not in framed.content.decode()
    assert "url(" not in framed.content.decode()
    messages = program(post.cast).get(f"/tickets/{mail['number']}/messages").content.decode()
    assert "<img" not in messages and "<iframe" not in messages


XSS = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"


def test_a_held_mail_runs_nothing_wherever_it_is_looked_into():
    post = a_post()
    row = held(post, XSS)
    browser = visitor(post.cast, post.cast.manager)
    page = browser.get(f"/quarantine/{row}/source")
    assert "<script>alert" not in page.content.decode() and "<svg onload" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]
    raw, by_program = everywhere(post, f"/quarantine/{row}/mail", f"/quarantine/{row}/mail")
    for answer in (raw, by_program):
        assert answer["Content-Type"] in {"message/rfc822", "application/octet-stream"}
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    looked = program(post.cast).get(f"/quarantine/{row}/source")
    assert looked["Content-Type"] == "application/json"
    assert looked["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("image/svg+xml", "a.svg"),
        ("text/html", "a.html"),
        ("application/xhtml+xml", "a.xhtml"),
        ("text/xml", "a.xml"),
        ("text/html", "a.png"),
        ("image/png", "a.png"),
        ("text/plain", "a.txt"),
        ("application/pdf", "a.pdf"),
    ],
)
def test_a_file_that_could_run_is_never_shown_inline_whatever_it_says_it_is(media_type, name):
    """A script that says it is a picture, a text or a PDF is no exception."""
    script = f"<svg xmlns='http://www.w3.org/2000/svg'>{XSS}</svg>".encode()
    post = a_post()
    mail = brought(post, with_a_file(media_type, script, f"name={name}"))
    saved, given = everywhere(post, f"/files/{mail['file']}/{name}", f"/files/{mail['file']}")
    for answer in (saved, given):
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert (
            "svg" not in answer["Content-Type"]
            and "html" not in answer["Content-Type"]
            and "xml" not in answer["Content-Type"]
        )
    looked = visitor(post.cast).get(f"/files/{mail['file']}/look/{name}")
    shown = looked["Content-Disposition"].startswith("inline")
    assert not shown or looked["Content-Type"].startswith("text/plain")
    assert looked["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in looked["Content-Security-Policy"]
