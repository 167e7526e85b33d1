"""Issue 5: an appointment that a mail asks for stands on the ticket's page as a card, in the company's own time, and harms nobody."""

import html

from rounds.desk.models import Ticket
from tests.rooms.api.program import program
from tests.rooms.mail.post import a_letter, a_post
from tests.rooms.web.visitor import visitor


def calendar_mail(*lines: str, name: str = "invite.ics", times: int = 1) -> bytes:
    inside = "\r\n".join(["BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"])
    part = f"--cut\r\nContent-Type: text/calendar; name={name}; method=REQUEST\r\n\r\n{inside}\r\n"
    body = f"--cut\r\n\r\nCan you come?\r\n{part * times}--cut--"
    return a_letter(text=body, more="Content-Type: multipart/mixed; boundary=cut\r\n")


def page_of(*lines: str, name: str = "invite.ics", times: int = 1) -> str:
    post = a_post()
    outcome = post.bring(calendar_mail(*lines, name=name, times=times))
    client = visitor(post.cast)
    with post.inside():
        number = Ticket.objects.get(id=outcome.ticket_id).number
    return client.get(f"/desk/{number}").content.decode()


def test_an_invitation_is_a_card_in_the_companys_own_time():
    page = page_of(
        "SUMMARY:Acceptance of hall 5",
        "DTSTART;TZID=Pacific Standard Time:20261110T060000",
        "DTEND;TZID=Pacific Standard Time:20261110T073000",
        "LOCATION:Hall 5",
        'ORGANIZER;CN="Dana <Whitlock>":mailto:dana@customer.example',
    )
    card = page.partition('<section class="appointment"')[2].partition("</section>")[0]
    assert "Invitation" in card and "Acceptance of hall 5" in card and "Hall 5" in card
    assert "Dana &lt;Whitlock&gt;" in card
    assert '<time datetime="2026-11-10T14:00' in card
    assert "invite.ics" in page


def test_whole_days_and_unknown_clocks_are_shown_as_what_they_are():
    days = page_of("SUMMARY:Fair", "DTSTART;VALUE=DATE:20261110", "DTEND;VALUE=DATE:20261113")
    assert 'datetime="2026-11-10"' in days and 'datetime="2026-11-12"' in days
    assert "2026-11-10 14:00 (Our Own Clock)" in page_of("SUMMARY:x", "DTSTART;TZID=Our Own Clock:20261110T140000")


def test_a_calendar_that_comes_twice_is_one_card_and_one_that_cannot_be_read_a_file():
    assert page_of("SUMMARY:Once", "DTSTART:20261110T140000Z", times=2).count('class="appointment"') == 1
    unread = page_of("SUMMARY:No beginning")
    assert 'class="appointment"' not in unread and "invite.ics" in unread


def test_nothing_in_a_calendar_runs():
    page = page_of(
        "SUMMARY:<script>alert(1)</script>", "DTSTART:20261110T140000Z", "LOCATION:<img src=x onerror=alert(1)>"
    )
    assert "<script>alert" not in page and "<img src=x" not in page
    assert html.escape("<script>alert(1)</script>") in page


def test_programs_read_an_appointment_with_its_message_each_once():
    lines = (
        ("SUMMARY:Acceptance of hall 5", "DTSTART:20261110T140000Z", "DTEND:20261110T153000Z", "LOCATION:Hall 5"),
        ("SUMMARY:Fair", "DTSTART;VALUE=DATE:20261110", "DTEND;VALUE=DATE:20261113"),
        ("SUMMARY:x", "DTSTART;TZID=Our Own Clock:20261110T140000"),
    )
    post = a_post()
    for each in lines:
        post.bring(calendar_mail(*each, times=2))
    read = [program(post.cast).ask("GET", f"/tickets/{number}/messages").json()["items"][0] for number in (1, 2, 3)]
    cards = [message["appointments"] for message in read]
    assert [len(each) for each in cards] == [1, 1, 1]
    zoned, days, unknown = (each[0] for each in cards)
    assert (zoned["is_what"], zoned["summary"], zoned["where"], zoned["repeats"]) == (
        "Invitation",
        "Acceptance of hall 5",
        "Hall 5",
        False,
    )
    assert (zoned["starts"], zoned["ends"]) == ("2026-11-10T14:00:00Z", "2026-11-10T15:30:00Z")
    assert zoned["file_id"] in [file["id"] for file in read[0]["files"]]
    assert (days["starts"], days["ends"]) == ("2026-11-10", "2026-11-12")
    assert (unknown["starts"], unknown["zone"], unknown["ends"]) == ("2026-11-10T14:00:00", "Our Own Clock", None)
