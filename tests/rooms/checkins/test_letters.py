"""What a firm reads of a check-in: the letter as the page showed it, and not a word that is meant for the team alone."""

import html
import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from rounds.accounts.commands import add_account, note_contact, place_contact
from rounds.accounts.models import ContactAddress
from rounds.checkins import commands as checkins
from rounds.checkins.models import ReachOut
from rounds.checkins.queries import check_in_page, letter_begun
from rounds.desk import commands as desk
from rounds.desk.models import Message, Ticket
from rounds.mail.dressing import dressed
from rounds.mail.models import Errand
from rounds.mail.outgoing import envelope_of
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from tests.manuals import a_yearly_manual
from tests.rooms.api.program import program
from tests.rooms.checkins.acting import YEAR, act, answers
from tests.rooms.checkins.cast import MAILBOX, Firm, a_firm
from tests.rooms.mail.post import a_letter, a_post
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_workspace

SIGNED = a_yearly_manual().replace("how do you get on?\n", "how do you get on?\n\n{member first name}\n{team}\n")
MARKED = """
```clause
macro: we look
does: {answer: we look}
```

```template
name: we look
subject: Re: {subject}

We look into {subject}.
```
"""
"""An act that writes of the ticket by its title."""

LETTER = "Hello Ada,\n\nhow do you get on?\n\n{writer}\nFenwick Web Studio"


def a_written_firm() -> Firm:
    """Make a firm whose check-in has an address that it is written from."""
    firm = a_firm(a_workspace(manual=SIGNED))
    with firm.cast.inside():
        Ticket.objects.filter(id=firm.check_in_ticket_id).update(mailbox=MAILBOX)
    return firm


def mails(firm: Firm) -> list[EmailMessage]:
    """Give the mails of ours on tickets, as they leave."""
    with firm.cast.inside():
        standing = Message.objects.values("id")  # one that was taken back is none
        rows = list(Outbox.objects.filter(channel="mail", ref_id__in=standing).order_by("id"))
        letters = [envelope_of(message_id=row.ref_id, address_id=row.recipient_id).data for row in rows]
    return [message_from_bytes(data, _class=EmailMessage, policy=policy.default) for data in letters]


def last_mail(firm: Firm) -> EmailMessage:
    """Give the last of them."""
    return mails(firm)[-1]


def part(mail: EmailMessage, form: str) -> str:
    """Give a part of a mail."""
    body = mail.get_body((form,))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


def by_page(firm: Firm) -> tuple[str, str]:
    """Send the letter that the page shows, as it stands; give its subject and its words."""
    client, address = visitor(firm.cast, firm.cast.rep), f"/check-ins/{firm.check_in.pk}"
    page = client.get(address).content.decode()
    fields = {
        "subject": re.search(r'<input[^>]* name="subject"[^>]* value="([^"]*)"', page),
        "text": re.search(r'<textarea[^>]* id="text"[^>]*>(.*?)</textarea>', page, re.DOTALL),
        "version": re.search(r'name="version" value="(\d+)"', page),
    }
    shown = {name: html.unescape(found[1]) for name, found in fields.items() if found}
    as_browsers_do = {**shown, "text": shown["text"].replace("\n", "\r\n")}
    sent = client.post(f"{address}/reach-outs", {"to": firm.contact.address_id, **as_browsers_do})
    assert sent.status_code == 302, sent.content.decode()
    return shown["subject"], shown["text"]


def by_program(firm: Firm) -> tuple[str, str]:
    """Let a program do the same."""
    asking, address = program(firm.cast), f"/check-ins/{firm.check_in.pk}"
    letter = asking.get(f"{address}/letter").json()
    mail = {"address_id": letter["to"][0]["address_id"], "subject": letter["subject"], "text": letter["text"]}
    assert asking.post(f"{address}/reach-outs", mail).status_code == 200
    return letter["subject"], letter["text"]


@pytest.mark.parametrize(("send", "writer"), [(by_page, "Teo"), (by_program, "Able")])
def test_a_reach_out_leaves_as_it_was_shown_and_nothing_is_put_around_it_A8(send, writer: str):
    firm, letter = a_written_firm(), LETTER.format(writer=writer)
    subject, text = send(firm)
    mail = last_mail(firm)
    assert (mail["Subject"], subject) == ("How is it going at Harbour FM?",) * 2
    assert (part(mail, "plain"), text) == (f"{letter}\n", letter)
    assert part(mail, "html") == dressed(letter)
    with firm.cast.inside():
        assert Message.objects.get(kind="staff").text == letter


def test_an_answer_on_a_check_ins_ticket_keeps_the_teams_frame_A8():
    firm = a_firm()
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    with firm.cast.inside():
        desk.answer(number=firm.ticket.number, text="Glad to hear it.", by=firm.cast.rep, at=YEAR)
    below = f"Your ticket is number {firm.ticket.number}. An answer to this mail reaches us there."
    framed = f"Hello Ada,\n\nGlad to hear it.\n\nTeo\nFenwick Web Studio\n\n{below}"
    assert part(last_mail(firm), "plain") == framed + "\n"
    assert part(last_mail(firm), "html") == dressed(framed)


def desk_form(firm: Firm) -> tuple[str, dict[str, str]]:
    """Give the page of the ticket, and what its composer sends beside the words."""
    page = visitor(firm.cast, firm.cast.rep).get(f"/desk/{firm.ticket.number}").content.decode()
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("version", "letter")}
    return page, {name: html.unescape(each[1]) for name, each in found.items() if each}


def test_a_letter_that_was_taken_back_is_sent_from_its_check_in_alone_A3_A8():
    """From the desk it would leave with no reach-out, no step, and no day on which it comes back."""
    firm = a_written_firm()
    by_page(firm)
    client = visitor(firm.cast, firm.cast.rep)
    client.post(f"/check-ins/{firm.check_in.pk}/taking-back")
    page, fields = desk_form(firm)
    assert "send it from <a" in page and "How is it going at Harbour FM?" in page
    answered = client.post(f"/desk/{firm.ticket.number}/answer", {**fields, "text": "How do you get on?", "date": ""})
    refused = html.unescape(answered.content.decode())
    assert "Send it from its check-in" in refused and "How do you get on?" in refused, "nothing of it is lost"
    assert mails(firm) == []
    by_page(firm)
    assert [mail["Subject"] for mail in mails(firm)] == ["How is it going at Harbour FM?"]
    assert (firm.check_in.step, firm.ticket.wakes_at is None) == (0, False)
    with firm.cast.inside():
        assert ReachOut.objects.filter(void_at=None).count() == 1
    assert "letter" not in desk_form(firm)[1], "what is written next is an answer"


def test_a_letter_of_a_firm_that_needs_none_any_more_leaves_the_desk_as_the_letter_that_it_is_A8():
    """Its greeting and its signature stand in it already: the template of answers puts none around it."""
    firm = a_written_firm()
    _, text = by_page(firm)
    client = visitor(firm.cast, firm.cast.rep)
    client.post(f"/check-ins/{firm.check_in.pk}/taking-back")
    with firm.cast.inside():
        at = firm.ticket.said_at + timedelta(hours=1)
        checkins.exempt(check_in_id=firm.check_in.pk, reason="They closed.", by=firm.cast.rep, at=at)
    page, fields = desk_form(firm)
    assert "leaves <b>as it stands here</b>" in page
    client.post(
        f"/desk/{firm.ticket.number}/answer", {**fields, "text": text.replace("how do", "how then do"), "date": ""}
    )
    mail = last_mail(firm)
    assert mail["Subject"] == "How is it going at Harbour FM?"
    assert part(mail, "plain") == LETTER.format(writer="Teo").replace("how do", "how then do") + "\n"


def test_an_answer_that_was_taken_back_is_framed_again_and_is_no_letter_to_begin_with_A8():
    firm = a_firm()
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    with firm.cast.inside():
        desk.answer(number=firm.ticket.number, text="Glad to hear it.", by=firm.cast.rep, at=YEAR)
        desk.take_back(number=firm.ticket.number, by=firm.cast.rep, at=YEAR)
        assert letter_begun(firm.check_in.pk, member_id=firm.cast.rep.id or 0) is None
        desk.answer(number=firm.ticket.number, text="Glad to hear it.", as_letter=True, by=firm.cast.rep, at=YEAR)
        assert Message.objects.filter(kind="staff").latest("id").text.startswith("Hello Ada,")


@pytest.mark.parametrize(
    ("theirs", "leaves"),
    [
        ("Re: How is it going?", "Re: How is it going?"),
        ("AW: RE: How is it going?", "Re: How is it going?"),
        ("Our new station", "Re: Our new station"),
        ("", "Re: How is it going?"),
        ("Re:", "Re: Harbour FM: yearly check-in"),
    ],
)
def test_an_answer_on_a_check_in_leaves_under_the_subject_of_the_conversation_A8(theirs: str, leaves: str):
    firm = a_firm()
    firm.reach_out(YEAR)
    with firm.cast.inside():
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="All is well.",
            subject=theirs,
            at=YEAR,
            by=Actor.contact(firm.contact.contact_id),
        )
        desk.answer(number=firm.ticket.number, text="Glad to hear it.", by=firm.cast.rep, at=YEAR)
    assert last_mail(firm)["Subject"] == leaves


def test_an_answer_leaves_under_no_robots_subject_A8():
    firm = a_firm()
    firm.reach_out(YEAR)
    hers = {"ticket_id": firm.check_in_ticket_id, "contact_id": firm.contact.contact_id, "at": YEAR}
    by = Actor.contact(firm.contact.contact_id)
    with firm.cast.inside():
        desk.add_customer_message(text="All is well.", subject="Re: Our new station", by=by, **hers)
        away = "Automatic reply: How is it going?"
        desk.add_customer_message(text="I am away.", subject=away, automatic=True, by=by, **hers)
        desk.answer(number=firm.ticket.number, text="Glad to hear it.", by=firm.cast.rep, at=YEAR)
    assert last_mail(firm)["Subject"] == "Re: Our new station"


def test_the_letter_greets_whoever_is_written_to_where_the_last_one_has_left_the_firm_A8():
    firm = a_firm()
    firm.reach_out(YEAR)
    with firm.cast.inside():
        other = add_account(name="Elsewhere", by=Actor.system(), at=MONDAY)
        note_contact(name="Bo Ek", addresses=["bo@harbour.example"], account_id=firm.id, by=firm.cast.lead, at=MONDAY)
        place_contact(contact_id=firm.contact.contact_id, account_id=other.pk, by=Actor.system(), at=YEAR)
        page = check_in_page(firm.check_in.pk, member_id=firm.cast.rep.id or 0, at=YEAR)
    assert [(each.name, each.chosen) for each in page.people] == [("Bo Ek", True)]
    assert page.due and page.due.words.text.startswith("Hello Bo,")


def test_no_customer_reads_what_a_grade_says_in_the_title_A7():
    written = SIGNED.replace("subject: How is it going at {account}?", "subject: {subject}, {account}")
    box = "opens: question", "opens: question\nanswers at once with: we look"
    firm = a_firm(a_workspace(manual=written.replace(*box) + MARKED))
    post = a_post(firm.cast)
    with firm.cast.inside():
        Ticket.objects.filter(id=firm.check_in_ticket_id).update(mailbox=post.address)
        her = ContactAddress.objects.get(id=firm.contact.address_id).address
    act(firm, checkins.give_grade, at=MONDAY, grade="E")
    by_page(firm)
    act(firm, checkins.give_grade, at=MONDAY, grade="E")
    training = act(firm, checkins.wish_training, at=MONDAY, text="A refresher.")
    with firm.cast.inside():
        for number in (firm.ticket.number, training.number):
            desk.answer(number=number, text="Gladly.", by=firm.cast.rep, at=MONDAY)
            desk.run_macro(number=number, name="we look", by=firm.cast.lead, at=MONDAY)
    act(firm, checkins.exempt, at=MONDAY, reason="Their sister firm speaks for them.")
    with firm.cast.inside():
        desk.answer(number=firm.ticket.number, text="Good bye.", by=firm.cast.rep, at=MONDAY)
        assert firm.ticket.subject.endswith(" · not using"), "the team reads it all the same"
        rows = list(Outbox.objects.filter(channel="mail"))
    post.bring(a_letter(sender=f"Ada Quist <{her}>", to=post.address))
    left = mails(firm)
    title = "Harbour FM: yearly check-in"
    letter = f"{title}, Harbour FM"
    ours = [letter, *[f"Re: {letter}"] * 2, *["Re: Training: Harbour FM"] * 2, f"Re: {title}"]
    assert [mail["Subject"] for mail in left[: len(rows)]] == ours
    with firm.cast.inside():
        at_once = [f"{errand.subject} {errand.text}" for errand in Errand.objects.all()]
    said = [f"{mail['Subject']} {part(mail, 'plain')} {part(mail, 'html')}" for mail in left]
    assert len(at_once) == 1
    assert [words for words in (*said, *at_once) if "not using" in words] == []
