"""Whoever was two contacts writes from either address, and lands on the one: by signed address, by Message-ID, and with a new matter."""

from rounds.accounts.models import Contact, ContactAddress
from rounds.accounts.queries import contact_at
from rounds.desk import commands as desk
from rounds.desk.models import Message, Party, Ticket
from rounds.mail.addresses import reply_address
from rounds.mail.commands import erase_person
from rounds.mail.knowing import reply_keys
from rounds.mail.queries import correspondents
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY, later

WORK, HOME = "Dana Whitlock <dana@harbour.example>", "D. Whitlock <dana@home.example>"


def contact_of(key: str) -> int:
    return ContactAddress.objects.get(key=key).contact_id


def who_wrote_twice() -> tuple[Post, int, int]:
    """Let Dana write from her firm and from home; gives the one that stays and the joining."""
    post = a_post()
    post.bring(a_letter(sender=WORK, to=post.address, subject="From work", message_id="<work@harbour.example>"))
    post.bring(a_letter(sender=HOME, to=post.address, subject="From home", message_id="<home@home.example>"))
    with post.inside():
        kept, other = contact_of("dana@harbour.example"), contact_of("dana@home.example")
        assert kept != other
        made = desk.join_contacts(kept_id=kept, other_id=other, by=post.cast.rep, at=MONDAY)
    return post, kept, made.pk


def test_an_answer_from_the_other_address_threads_where_before_it_opened_a_ticket_of_its_own():
    post, kept, _ = who_wrote_twice()
    post.bring(
        a_letter(sender=HOME, to=post.address, more="In-Reply-To: <work@harbour.example>\r\n"), at=later(hours=1)
    )
    post.bring(a_letter(sender=WORK, to=post.address, more="In-Reply-To: <home@home.example>\r\n"), at=later(hours=2))
    with post.inside():
        assert Ticket.objects.count() == 2
        assert [Message.objects.filter(ticket__number=number).count() for number in (1, 2)] == [2, 2]
        assert set(Message.objects.values_list("author_contact_id", flat=True)) == {kept}
        assert set(Ticket.objects.values_list("requester_id", flat=True)) == {kept}


def test_a_mail_to_the_signed_reply_address_from_the_other_address_threads():
    post, kept, _ = who_wrote_twice()
    with post.inside():
        back = reply_address(post.address, number=1, key=reply_keys()[0])
    post.bring(a_letter(sender=HOME, to=back), at=later(hours=1))
    with post.inside():
        assert Ticket.objects.count() == 2
        assert Message.objects.filter(ticket__number=1).latest("id").author_contact_id == kept


def test_new_matters_from_either_address_are_the_one_person_s_and_nobody_new_is_made():
    post, kept, _ = who_wrote_twice()
    for number, sender in enumerate((WORK, HOME, "Dana <DANA@home.example>"), start=3):
        post.bring(a_letter(sender=sender, to=post.address), at=later(hours=number))
        with post.inside():
            assert Ticket.objects.get(number=number).requester_id == kept
    with post.inside():
        assert Contact.objects.count() == 2
        known, _ = correspondents("dana@home.example", "question")
        assert known
        assert known.contact_id == kept


def test_each_ticket_is_answered_at_the_address_that_it_came_from():
    post, kept, _ = who_wrote_twice()
    with post.inside():
        for number in (1, 2):
            desk.answer(number=number, text="Done.", by=post.cast.rep, at=MONDAY)
        went = list(Outbox.objects.order_by("id").values_list("recipient_id", flat=True))
        keys = [ContactAddress.objects.get(id=each).key for each in went]
        assert keys == ["dana@harbour.example", "dana@home.example"]
        assert {each.contact_id for each in Party.objects.all()} == {kept}


def test_taken_back_each_address_is_somebody_of_its_own_again_with_what_came_from_there_since():
    post, kept, join_id = who_wrote_twice()
    post.bring(a_letter(sender=HOME, to=post.address, subject="Since"), at=later(hours=1))
    with post.inside():
        desk.part_contacts(join_id=join_id, by=post.cast.rep, at=later(1))
        other = contact_of("dana@home.example")
        assert other != kept
        assert {each.subject: each.requester_id for each in Ticket.objects.all()} == {
            "From work": kept,
            "From home": other,
            "Since": other,
        }
    post.bring(a_letter(sender=HOME, to=post.address, subject="And again"), at=later(2))
    with post.inside():
        assert Ticket.objects.latest("id").requester_id == other


def test_whoever_was_joined_is_erased_with_the_one_that_stays_by_either_address():
    for address in ("dana@home.example", "dana@harbour.example"):
        post, kept, _ = who_wrote_twice()
        with post.inside():
            assert contact_at(address) == kept
            erase_person(contact_id=kept, by=Actor.system(), at=later(1))
            assert set(Contact.objects.values_list("name", flat=True)) == {"Erased person"}
            assert set(Ticket.objects.values_list("subject", flat=True)) == {"erased"}
            assert not ContactAddress.objects.exists()
            assert not Message.objects.exclude(text="erased").exists()
        post.bring(a_letter(sender=HOME, to=post.address), at=later(2))
        with post.inside():
            assert Contact.objects.exclude(name="Erased person").count() == 1  # a stranger's, as docs/erasing.md says
