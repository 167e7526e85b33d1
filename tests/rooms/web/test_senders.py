"""Issue 5: each message that came by mail says whom it is believed and by which way it came; a warning stands before its words."""

import re

import pytest

from rounds.desk import commands as desk
from rounds.mail import commands as mail
from rounds.mail.incoming import Past
from rounds.mail.models import Via
from tests.rooms.api.program import program
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_trust import FAILED, PASSED, a_checked_post, a_members_address, above
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, later


def page_of(post: Post) -> str:
    return visitor(post.cast).get("/desk/1").content.decode()


@pytest.mark.parametrize(
    ("lines", "said", "warns"),
    [
        (f"{PASSED}customer.example", "Proved: customer.example (DMARC)", False),
        (f"{FAILED}customer.example", "Failed: not from customer.example (DMARC)", True),
        ("X-Nothing: here", "Not proved: customer.example", False),
    ],
)
def test_a_message_says_whom_it_is_believed_and_a_warning_stands_before_its_words(lines, said, warns):
    post = a_checked_post()
    post.bring(above(lines, a_letter(text="Here is the banner.")))
    page = page_of(post)
    assert said in page
    assert (page.index(said) < page.index("Here is the banner.")) == warns


def test_a_held_mail_of_no_colleague_that_a_person_lets_in_says_so_before_its_words():
    post = a_checked_post()
    held = post.bring(a_letter(sender=a_members_address(post), text="Close them all."))
    with post.inside():
        mail.make_ticket_of(received_id=held.received_id, by=post.cast.lead, at=MONDAY)
    page = page_of(post)
    assert page.index("Says to be a colleague. Not proved") < page.index("Close them all.")


@pytest.mark.parametrize(
    ("via", "words"),
    [
        (Via.SMTP, "Came straight in by SMTP"),
        (Via.IMAP, "Came out of a mail folder (IMAP)"),
        (Via.FILE, "Came out of a file of old mails"),
    ],
)
def test_a_message_says_by_which_way_it_came_on_the_page_and_to_programs(via, words):
    post = a_post()
    past = Past(later(-400)) if via is Via.FILE else None
    with post.inside():
        mail.receive(mailbox_id=post.mailbox_id, raw=a_letter(), via=via, at=MONDAY, past=past)
        desk.note(number=1, text="A note came by no mail.", by=post.cast.rep, at=MONDAY)
    assert page_of(post).count('class="small muted came"') == 1
    assert words in page_of(post)
    said = program(post.cast).ask("GET", "/tickets/1/messages").json()["items"]
    assert [each["came_by"] for each in said] == [via.value, None]
    assert said[0]["sender"]["verdict"] == "not checked"


def test_a_mail_can_be_read_as_written_on_the_ticket_it_was_merged_into_and_without_an_id_too():
    post = a_post()
    post.bring(a_letter(), at=MONDAY)
    post.bring(a_letter(message_id="", text="No program gave this one an id."), at=MONDAY)
    with post.inside():
        desk.merge(number=1, others=[2], by=post.cast.lead, at=later(1))
    page = page_of(post)
    assert page.count('<summary class="linkish small">As written</summary>') == 2
    for address in re.findall(r'<iframe src="([^"]+)"', page):
        assert visitor(post.cast).get(address).status_code == 200
