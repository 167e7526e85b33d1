"""Issue 5: a mail is shown as it was written, and nothing in it runs, calls home, leaves its box or shows anybody else's."""

import base64
import re

import pytest

from rounds.desk.models import Attachment, Message
from tests.pictures import png
from tests.rooms.api.program import program
from tests.rooms.mail.post import a_letter, a_post
from tests.rooms.web.visitor import visitor

PNG = png()
HTML = "Content-Type: text/html; charset=utf-8\r\n"


def brought(markup: str, *, more: str = HTML):
    """Let a mail come in; gives its post, a member's client, the message and the page of its ticket."""
    post = a_post()
    outcome = post.bring(a_letter(text=markup, more=more))
    with post.inside():
        message = Message.objects.select_related("ticket").get(ticket_id=outcome.ticket_id)
    client = visitor(post.cast)
    return post, client, message, client.get(f"/desk/{message.ticket.number}").content.decode()


def with_a_picture(markup: str) -> tuple[str, str]:
    """Write a mail with a picture inside: its body, and the fields that its head needs."""
    picture = base64.b64encode(PNG).decode()
    body = (
        f"--cut\r\n{HTML}\r\n{markup}\r\n--cut\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo@here>\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{picture}\r\n--cut--"
    )
    return body, "Content-Type: multipart/related; boundary=cut\r\n"


def brought_with_a_picture(markup: str):
    body, head = with_a_picture(markup)
    return brought(body, more=head)


def test_a_message_can_be_read_as_text_and_as_it_was_written():
    _, client, message, page = brought("<p>Please use the <b>new</b> banner.</p>")
    assert "Please use the new banner." in page
    assert f'<iframe src="/messages/{message.pk}/written"' in page
    answer = client.get(f"/messages/{message.pk}/written")
    assert "<p>Please use the <b>new</b> banner.</p>" in answer.content.decode()
    assert "frame-src 'self'" in client.get("/desk")["Content-Security-Policy"]


def test_the_frame_lets_nothing_run_and_says_nothing_of_where_it_stands():
    _, client, message, _ = brought("<p>Hello</p>")
    answer = client.get(f"/messages/{message.pk}/written?images=shown")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'none'" in policy and "form-action 'none'" in policy
    assert "sandbox" in policy and "allow-scripts" not in policy and "allow-forms" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_images_of_other_servers_wait_until_somebody_asks_and_tracking_pixels_for_ever():
    markup = (
        '<p>Look</p><img src="https://pics.example/a.png"><img src="http://pics.example/b.png?x=1&amp;y=2">'
        '<img src="https://spy.example/p.gif?u=1&amp;v=2" width="1" height="1">'
    )
    _, client, message, page = brought(markup)
    assert "pics.example/a.png" not in re.sub(r"<p>.*?</p>", "", page)
    held = client.get(f"/messages/{message.pk}/written").content.decode()
    assert "2 images held back, from pics.example" in held
    assert "pics.example/" not in held and "spy.example" not in held
    shown = client.get(f"/messages/{message.pk}/written?images=shown")
    assert 'src="https://pics.example/a.png"' in shown.content.decode()
    assert "spy.example" not in shown.content.decode()
    assert "1 tracking image left out" in shown.content.decode()
    assert "img-src 'self' data: https:" in shown["Content-Security-Policy"]


def test_a_picture_that_came_along_is_shown_from_our_own_address():
    _, client, message, _ = brought_with_a_picture('<p>Our logo</p><img src="cid:logo@here" alt="logo">')
    found = re.search(
        r'src="(/files/\d+/look/logo.png)"', client.get(f"/messages/{message.pk}/written").content.decode()
    )
    assert found
    assert client.get(found[1]).content == PNG


def test_a_mail_names_no_picture_of_another_message():
    body, head = with_a_picture("<p>Our logo</p>")
    post = a_post()
    post.bring(a_letter(text=body, more=head))
    outcome = post.bring(a_letter(text='<p>Yours?</p><img src="cid:logo@here"><img src="/files/1/a.png">', more=HTML))
    with post.inside():
        message = Message.objects.get(ticket_id=outcome.ticket_id)
    assert "/files/" not in visitor(post.cast).get(f"/messages/{message.pk}/written").content.decode()


def test_another_workspace_and_whoever_may_not_read_the_desk_see_none_of_it():
    post, _, message, _ = brought_with_a_picture('<p>Secret</p><img src="cid:logo@here">')
    with post.inside():
        file_id = Attachment.objects.get().pk
    stranger = visitor(a_post().cast)
    for path in (f"/messages/{message.pk}/written", f"/files/{file_id}/look/logo.png", f"/files/{file_id}/written"):
        answer = stranger.get(path)
        assert answer.status_code == 404, path
        assert "Secret" not in answer.content.decode()
    assert program(a_post().cast).get(f"/messages/{message.pk}/mail").status_code == 404


def test_a_forwarded_mail_is_read_in_a_frame_of_its_own_and_a_file_that_is_none_is_not():
    forwarded = (
        "From: Ada <ada@far.example>\r\nSubject: First\r\n" + HTML + "\r\n<p>Deep <script>alert(1)</script>words</p>"
    )
    body = f"--cut\r\n\r\nSee below.\r\n--cut\r\nContent-Type: message/rfc822\r\n\r\n{forwarded}\r\n--cut--"
    post, client, _, page = brought(body, more="Content-Type: multipart/mixed; boundary=cut\r\n")
    with post.inside():
        file_id = Attachment.objects.get().pk
    assert f"/files/{file_id}/written" in page
    shown = client.get(f"/files/{file_id}/written").content.decode()
    assert "ada@far.example" in shown and "<p>Deep words</p>" in shown


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (
            'multipart/signed; protocol="application/pgp-signature"; boundary=cut',
            "Signed; the signature was not checked.",
        ),
        ('multipart/encrypted; protocol="application/pgp-encrypted"; boundary=cut', "Encrypted; kept whole."),
    ],
)
def test_a_sealed_mail_says_so_plainly(kind, says):
    body = "--cut\r\n\r\nHello\r\n--cut\r\nContent-Type: application/octet-stream\r\n\r\nabc\r\n--cut--"
    post, client, message, _ = brought(body, more=f"Content-Type: {kind}\r\n")
    assert says in client.get(f"/messages/{message.pk}/written").content.decode()
    assert program(post.cast).get(f"/messages/{message.pk}/mail").json()["seal"] == says


def test_programs_get_the_same_cleaned_html_and_what_was_held_back():
    post, _, message, _ = brought('<p onclick="x()">Hi<img src="https://pics.example/a.png"><script>y()</script></p>')
    mail = program(post.cast).get(f"/messages/{message.pk}/mail").json()
    assert mail["html"].strip() == "<p>Hi<img></p>"
    assert mail["images_held"] == {"pics.example": 1}
    assert mail["sender"] == {"name": "Dana Whitlock", "address": "dana@customer.example"}


def test_boxes_in_boxes_beyond_counting_are_shown_as_text():
    _, client, message, _ = brought("<div>" * 20_000 + "Found me")
    assert "Found me" in client.get(f"/messages/{message.pk}/written").content.decode()


def test_a_file_that_is_html_is_never_shown_on_our_origin():
    body = '--cut\r\n\r\nSee.\r\n--cut\r\nContent-Type: text/html; name="../../in\u202egpj.html"\r\n\r\n<script>1</script>\r\n--cut--'
    post, client, _, page = brought(body, more="Content-Type: multipart/mixed; boundary=cut\r\n")
    with post.inside():
        kept = Attachment.objects.get()
    assert "/" not in kept.name and "\u202e" not in kept.name
    assert "/look/" not in page
    for path in (f"/files/{kept.pk}/x", f"/files/{kept.pk}/look/x"):
        answer = client.get(path)
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/files/{kept.pk}/written").status_code == 404
