"""The page against people who mean harm, or whose browser does: nobody else's work stops, and nobody reads more than they may."""

import io
import re
import socket
import time
import urllib.request
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rounds.desk import commands as desk
from rounds.timeline.models import TimelineEvent
from tests.rooms.mail.post import a_letter, a_post
from tests.rooms.web.visitor import through_the_door
from tests.world import MANUAL, a_member, a_ticket, a_workspace, later

PROJECT = Path(__file__).parents[3]
CALLERS = 40
"""People on slow lines at once; each has said "one million bytes follow" and a dozen of them."""

SLOW = (
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000000\r\n\r\nlogin=nobody"
)
LARGEST_FORM = 64 * 1024 * 1024
NARROW = """```clause
role: production
may: [read the desk]
```

```clause
role: postman
may: [see quarantine, read accounts]
```
"""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _a_narrow_company():
    """Make a workspace whose production reads the desk and nothing else, and whose postmen do not read the desk."""
    manual = re.sub(r"```clause\nrole: production\nmay: .*?\n```\n", NARROW, MANUAL.read_text(), flags=re.DOTALL)
    return a_workspace(manual=manual)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5).close()
        except OSError:
            assert time.monotonic() < end, "the page never came up"
            time.sleep(0.2)
        else:
            return


class _Endless(io.RawIOBase):
    """An upload that counts how much of it was taken in."""

    def __init__(self, first: bytes) -> None:
        self.taken, self._first = 0, first

    def read(self, size: int = -1) -> bytes:
        if self._first:
            piece, self._first = self._first, b""
        else:
            piece = b"x" * min(size if size > 0 else 65536, 1 << 20)
        self.taken += len(piece)
        assert self.taken < LARGEST_FORM, "a stranger's upload of a gigabyte goes to the disk"
        return piece


def test_who_may_see_quarantine_cannot_take_mails_that_lie_on_tickets():
    cast = _a_narrow_company()
    with cast.inside():
        postman = a_member("Pat Post", ["postman"], f"post-{cast.workspace_id}")
    placed = a_post(cast).bring(a_letter(text="Between us."))
    client = through_the_door(cast, postman)
    assert client.get("/desk").status_code == 403
    answer = client.get(f"/quarantine/{placed.received_id}/mail")
    assert answer.status_code in (403, 404)
    assert b"Between us." not in answer.content


@pytest.mark.parametrize("kind", ["team.member joined", "mail.held", "mail.mailbox added"])
def test_why_tells_nothing_of_rooms_that_one_may_not_enter(kind):
    cast = _a_narrow_company()
    post = a_post(cast)
    post.bring(a_letter())
    post.bring(b"\x00 no mail")
    with cast.inside():
        event = TimelineEvent.objects.filter(kind=kind).latest("id").pk
    client = through_the_door(cast, cast.production)
    assert client.get("/desk").status_code == 200
    assert client.get(f"/why/{event}").status_code in (403, 404)


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_beyond_the_calendar_is_refused_at_its_field(at):
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket()
    form = {"version": ticket.version, "date": f"at:{at}", "keeps": "keep"}
    assert through_the_door(cast).post(f"/desk/{ticket.number}/date", form).status_code in (409, 422)


def test_an_answer_that_reads_like_a_moment_beyond_the_calendar_comes_back_as_it_was_typed():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
        desk.take(number=number, by=cast.teammate, at=later(0.1))
    answer = through_the_door(cast).post(f"/desk/{number}/answer", {"version": 1, "text": "9999-12-31T23:59:59-12:00"})
    assert answer.status_code == 409
    assert "9999-12-31T23:59:59-12:00" in answer.content.decode()


@pytest.mark.parametrize("claimed", ["text/pl\x00ain", "image/png\x00"])
def test_a_file_whose_type_cannot_be_kept_is_kept_as_bytes_or_refused(claimed):
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    client = through_the_door(cast)
    client.raise_request_exception = False
    upload = SimpleUploadedFile("a.txt", b"x", claimed)
    assert client.post(f"/desk/{number}/note", {"text": "See.", "files": [upload]}).status_code in (302, 422)
