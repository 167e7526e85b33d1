"""What a page shows and sends: files, content policy, times, and links that go somewhere."""

from django.urls import reverse

from rounds.accounts.models import Account
from rounds.basics import clock
from rounds.desk import commands as desk
from rounds.desk.facts import File
from rounds.desk.models import Attachment, Ticket
from tests.rooms.web.visitor import visitor
from tests.world import a_customer, a_ticket, a_workspace, later


def test_a_file_is_sent_to_be_saved_and_never_to_be_shown():
    cast = a_workspace()
    page = b"<script>alert(1)</script>"
    with cast.inside():
        number = a_ticket().number
        files = [File("sheet “1”.html", "text/html", page)]
        desk.note(number=number, text="With a file.", files=files, by=cast.rep, at=later(0.1))
        file_id = Attachment.objects.values_list("id", flat=True).get()
    answer = visitor(cast).get(reverse("file", args=[file_id, "sheet.html"]))
    assert answer.content == page
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_another_companys_file_is_not_there():
    theirs, ours = a_workspace(), a_workspace()
    with theirs.inside():
        number = a_ticket().number
        desk.note(number=number, text="x", files=[File("a.txt", "text/plain", b"a")], by=theirs.rep, at=later(0.1))
        file_id = Attachment.objects.values_list("id", flat=True).get()
    assert visitor(ours).get(reverse("file", args=[file_id, "a.txt"])).status_code == 404


def test_every_page_says_that_the_clock_is_moved(monkeypatch):
    client = visitor(a_workspace())
    assert b"The clock is moved" not in client.get("/desk").content
    monkeypatch.setattr(clock, "SHIFT", "15 days")
    assert b"The clock is moved by <b>15 days</b>" in client.get("/desk").content


def test_the_content_policy_allows_nothing_inline():
    cast = a_workspace()
    answer = visitor(cast).get("/desk")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_what_a_customer_writes_is_text_and_never_markup():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket(subject="<b>bold</b> & “quoted”").number
        text = 'see https://example.org/?a=1&b="2 and <img src=x onerror=alert(1)>'
        desk.note(number=number, text=text, by=cast.rep, at=later(0.1))
    page = visitor(cast).get(f"/desk/{number}").content.decode()
    assert "<b>bold</b>" not in page
    assert "<img" not in page
    assert '<a href="https://example.org/?a=1&amp;b=" rel="noopener noreferrer nofollow">' in page


def test_search_or_do_goes_to_a_ticket_a_page_or_says_that_nothing_matches():
    cast = a_workspace()
    client = visitor(cast)
    assert client.get("/go?q=%23412")["Location"] == "/desk/412"
    assert client.get("/go?q=acc")["Location"] == "/accounts"
    assert "Nothing matches" in client.get("/go?q=nonsense").content.decode()


def test_a_page_without_rooms_draws_no_links_to_them():
    """A role sees only rooms that it may enter."""
    cast = a_workspace()
    page = visitor(cast, cast.production).get("/desk").content.decode()
    assert 'href="/outbox"' not in page
    assert 'href="/quarantine"' not in page
    assert 'href="/desk/new"' not in page


def test_an_account_shows_what_is_open_however_much_was_closed():
    cast = a_workspace()
    with cast.inside():
        dana = a_customer(account="Harbour Tile & Stone")
        for count in range(52):
            number = a_ticket(by=dana, subject=f"Old {count}", at=later(hours=count)).number
            if count:
                desk.close(number=number, by=cast.lead, at=later(5))
        account_id = Account.objects.values_list("id", flat=True).get()
        Ticket.objects.update(account_id=account_id)
    page = visitor(cast).get(f"/accounts/{account_id}").content.decode()
    assert "Old 0<" in page.partition("Closed")[0]


def test_a_moment_is_said_for_people_and_given_exactly_for_machines():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    page = visitor(cast).get(f"/desk/{number}").content.decode()
    assert '<time datetime="2026-11-23T15:00+00:00">' in page
