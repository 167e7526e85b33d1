"""Somebody who was written to may answer, however late, and whoever was written to since (A8)."""

from datetime import timedelta
from uuid import uuid4

from rounds.accounts.commands import place_contact
from rounds.accounts.models import ContactAddress
from rounds.checkins import commands as checkins
from rounds.checkins.queries import check_in_page
from rounds.checkins.queries.standing import phase_of
from rounds.checkins.rules.states import Phase
from rounds.desk import commands as desk
from rounds.desk.facts import Taking
from rounds.desk.models import Merge, Message
from rounds.desk.rules import State
from rounds.timeline.rules import Actor
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY, a_customer

YEAR = MONDAY + timedelta(days=365)


def written_to(firm: Firm, post: Post, whom: Taking, *, days: int) -> str:
    """Reach out to somebody; gives the mail's id."""
    with firm.cast.inside():
        reached = checkins.send_reach_out(
            check_in_id=firm.check_in.pk,
            whom=whom,
            subject="How is it going?",
            text="How do you get on?",
            mailbox=post.address,
            by=firm.cast.rep,
            at=YEAR + timedelta(days=days),
        )
        return Message.objects.values_list("message_id", flat=True).get(id=reached.message_id)


def test_an_answer_to_the_first_reach_out_threads_back_after_the_second_went_to_a_colleague_A8():
    firm = a_firm()
    post = a_post(firm.cast)
    with firm.cast.inside():
        colleague = a_customer("Bo Lind")
        place_contact(contact_id=colleague.contact_id, account_id=firm.id, by=Actor.system(), at=MONDAY)
        first_address = ContactAddress.objects.values_list("address", flat=True).get(id=firm.contact.address_id)
    firm.passes(YEAR)
    first = written_to(firm, post, firm.contact, days=0)
    firm.passes(YEAR + timedelta(days=15))
    written_to(firm, post, colleague, days=15)
    answer = a_letter(
        sender=first_address, to=post.address, more=f"In-Reply-To: {first}\r\n", message_id=f"<{uuid4().hex}@c.example>"
    )
    came = post.bring(answer, at=YEAR + timedelta(days=16))
    assert came.ticket_id == firm.check_in_ticket_id
    assert firm.ticket.state == State.OPEN
    firm.passes(YEAR + timedelta(days=16))
    assert firm.happened("checkins.ladder stopped")
    with firm.cast.inside():
        assert set(firm.ticket.parties.values_list("contact_id", flat=True)) == {
            firm.contact.contact_id,
            colleague.contact_id,
        }


def test_somebody_who_was_never_written_to_gets_a_ticket_of_their_own():
    firm = a_firm()
    post = a_post(firm.cast)
    firm.passes(YEAR)
    first = written_to(firm, post, firm.contact, days=0)
    answer = a_letter(sender="stranger@elsewhere.example", to=post.address, more=f"In-Reply-To: {first}\r\n")
    assert post.bring(answer, at=YEAR).ticket_id not in (None, firm.check_in_ticket_id)


def late() -> Firm:
    """A firm that answers when its second reach-out is due already."""
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    firm.passes(YEAR + timedelta(days=15))
    with firm.cast.inside():
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="All is well.",
            at=YEAR + timedelta(days=16),
            by=Actor.contact(firm.contact.contact_id),
        )
    firm.passes(YEAR + timedelta(days=16))
    return firm


def test_an_answer_that_comes_when_the_next_reach_out_is_due_stops_the_ladder_too_A8_A10():
    firm = late()
    assert firm.happened("checkins.ladder stopped") == ["checkins.ladder stopped"]
    with firm.cast.inside():
        assert phase_of(firm.check_in, firm.ticket) is Phase.ANSWERED
        desk.answer(number=firm.ticket.number, text="Glad to hear.", by=firm.cast.rep, at=YEAR + timedelta(days=17))
        page = check_in_page(firm.check_in.pk, member_id=firm.cast.rep.id, at=YEAR + timedelta(days=17))
        assert not page.stands.again, "nobody is asked a second time who has answered"
    firm.passes(YEAR + timedelta(days=60))
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"], "the first time, and no more"


def test_a_reach_out_after_such_an_answer_begins_anew_and_says_nowhere_that_nobody_answered_twice_A10():
    firm = late()
    firm.reach_out(YEAR + timedelta(days=17))
    assert firm.check_in.step == 0
    firm.passes(YEAR + timedelta(days=25))
    with firm.cast.inside():
        assert not Message.objects.filter(kind="note").exists()


def merged_in(firm: Firm, *, days: int) -> None:
    """Let the firm answer in a mail of its own, which opens a ticket of its own, and somebody merge that into the check-in's."""
    with firm.cast.inside():
        opened = desk.open_ticket(
            subject="Our year with you",
            text="All is well.",
            kind="question",
            requester=firm.contact,
            account_id=firm.id,
            by=Actor.contact(firm.contact.contact_id),
            at=YEAR + timedelta(days=days),
        )
        others, at = [opened.ticket.number], YEAR + timedelta(days=10)
        desk.merge(number=firm.ticket.number, others=others, by=firm.cast.lead, at=at)


def test_an_answer_in_a_mail_of_its_own_that_is_merged_into_the_check_in_stops_the_ladder_too_A8_A10():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    merged_in(firm, days=9)
    firm.passes(YEAR + timedelta(days=10))
    assert firm.happened("checkins.ladder stopped")
    with firm.cast.inside():
        assert phase_of(firm.check_in, firm.ticket) is Phase.ANSWERED
    assert firm.ticket.wakes_at is None
    firm.passes(YEAR + timedelta(days=60))
    assert not firm.happened("checkins.nobody answered")


def test_it_does_though_the_wait_is_over_before_anybody_has_looked_A10():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    merged_in(firm, days=9)
    with firm.cast.inside():
        assert checkins.come_round(ticket_id=firm.check_in_ticket_id, at=YEAR + timedelta(days=14))
    assert firm.happened("checkins.ladder stopped")
    assert not firm.happened("checkins.nobody answered")


def test_what_they_wrote_before_the_reach_out_is_no_answer_to_it_wherever_it_is_merged_A10():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    merged_in(firm, days=-1)
    firm.passes(YEAR + timedelta(days=15))
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"]


def test_a_merge_of_an_answer_that_is_taken_back_leaves_the_check_in_open_and_not_without_a_date_asleep_A1():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    merged_in(firm, days=9)
    firm.passes(YEAR + timedelta(days=10))
    with firm.cast.inside():
        act = Merge.objects.get()
        desk.unmerge(merge_id=act.pk, by=firm.cast.lead, at=YEAR + timedelta(days=11))
    firm.passes(YEAR + timedelta(days=11))
    assert firm.ticket.state == State.OPEN
