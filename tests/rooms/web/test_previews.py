"""Issue 4: pictures, PDF and plain text are shown; nothing that could run ever is, whatever its sender calls it."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from rounds.desk import commands as desk
from rounds.desk.facts import File
from rounds.desk.models import Attachment
from tests.pictures import framed_gif, gif, jpeg, png, webp
from tests.rooms.api.program import program
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_ticket, a_workspace

PDF = b"%PDF-1.7\n"


def shown(name: str, media_type: str, data: bytes):
    """Attach a file and ask for it as the page does to show it; gives the answer and the ticket's page."""
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.note(number=number, text="See.", files=[File(name, media_type, data)], by=cast.rep, at=MONDAY)
        file_id = Attachment.objects.get().pk
    client = visitor(cast)
    return client.get(f"/files/{file_id}/look/{name}"), client.get(f"/desk/{number}").content.decode()


@pytest.mark.parametrize(
    ("name", "media_type", "data", "kind"),
    [
        ("a.png", "image/png", png(), "image/png"),
        ("a.jpg", "image/jpeg", jpeg(), "image/jpeg"),
        ("a.gif", "image/gif", gif(), "image/gif"),
        ("b.gif", "image/gif", framed_gif(9, 9), "image/gif"),
        ("a.webp", "image/webp", webp(), "image/webp"),
        ("a.pdf", "application/pdf", PDF, "application/pdf"),
        ("a.txt", "text/plain", "Grüße".encode(), "text/plain; charset=utf-8"),
        ("a.csv", "text/csv", b"a,b\n=cmd()\n", "text/plain; charset=utf-8"),
    ],
)
def test_what_is_what_it_says_is_shown_boxed_in(name, media_type, data, kind):
    answer, page = shown(name, media_type, data)
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert ("sandbox" in answer["Content-Security-Policy"]) == (kind != "application/pdf")
    assert answer.content == data
    assert ("<img src=" in page) == kind.startswith("image/")
    assert f"/look/{name}" in page


@pytest.mark.parametrize(
    ("name", "media_type", "data"),
    [
        ("a.html", "text/html", b"<script>alert(1)</script>"),
        ("a.svg", "image/svg+xml", b"<svg onload='alert(1)'/>"),
        ("a.xhtml", "application/xhtml+xml", b"<html/>"),
        ("a.js", "text/javascript", b"alert(1)"),
        ("a.png", "image/png", b"<script>alert(1)</script>"),
        ("a.pdf", "application/pdf", b"<html>"),
        ("a.webp", "image/webp", b"RIFF\0\0\0\0WAVE"),
        ("a.txt", "text/plain", b"\x00\x01binary"),
        ("a.txt", "text/plain", b"\xff\xfe"),
    ],
)
def test_whatever_could_run_or_is_not_what_it_says_is_only_saved(name, media_type, data):
    answer, _ = shown(name, media_type, data)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "html" not in answer["Content-Type"]
    assert "svg" not in answer["Content-Type"]
    assert "script" not in answer["Content-Type"]


def test_a_page_offers_no_look_at_what_it_would_not_show():
    _, page = shown("a.html", "text/html", b"<script>alert(1)</script>")
    assert "/look/" not in page
    assert "a.html" in page


def test_a_very_large_picture_is_only_saved():
    answer, page = shown("a.png", "image/png", png() + b"\0" * (6 * 2**20))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "<img src=" not in page


@pytest.mark.parametrize(
    ("name", "media_type", "data"),
    [
        ("a.png", "image/png", png(60_000, 60_000)),
        ("a.gif", "image/gif", gif(65_535, 65_535)),
        ("a.jpg", "image/jpeg", jpeg(65_535, 65_535)),
        ("a.webp", "image/webp", webp(16_000, 16_000)),
        ("a.gif", "image/gif", framed_gif(60_000, 60_000)),
        ("a.png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_a_picture_that_unpacks_to_gigabytes_is_given_to_no_page_and_can_be_saved(name, media_type, data):
    """Issue 5: a browser draws whatever an <img> is given, so it gets a picture of ours."""
    answer, page = shown(name, media_type, data)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"It can be saved" in answer.content and data not in answer.content
    assert f'/{name}" download' in page


def test_an_archive_that_unpacks_to_gigabytes_is_kept_as_it_came():
    """Issue 5: nothing unpacks it, on the page, in the file that is saved or for programs."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50 * 2**20))
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        bomb = File("a.zip", "application/zip", packed.getvalue())
        desk.note(number=number, text="See.", files=[bomb], by=cast.rep, at=MONDAY)
        file_id = Attachment.objects.get().pk
    client = visitor(cast)
    assert "/look/" not in client.get(f"/desk/{number}").content.decode()
    for address in (f"/files/{file_id}/a.zip", f"/files/{file_id}/look/a.zip"):
        answer = client.get(address)
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.content == packed.getvalue()
    assert program(cast).get(f"/files/{file_id}").content == packed.getvalue()
