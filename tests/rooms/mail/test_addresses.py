"""Issue 5, boxes: other addresses of a mailbox, mail that was passed on to it, plus-addresses; whose address it is, is decided once."""

import pytest

from rounds.basics.problems import Refused
from rounds.desk.models import Message, Party, Ticket
from rounds.mail import commands as mail
from rounds.mail.addresses import reply_address
from rounds.mail.knowing import reply_keys
from rounds.mail.models import MailboxAlias
from rounds.mail.queries.mailboxes import answers_from, correspondents, mailbox_of
from rounds.timeline.rules import Actor
from tests.at_once import at_once, refused_of
from tests.manuals import SHIPPED
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY, a_workspace

BILLING = "```clause\nmailbox: billing\nopens: billing\n```\n\n"
TWO_MAILBOXES = SHIPPED.replace("```clause\nmailbox: support", f"{BILLING}```clause\nmailbox: support")


def also(post: Post, address: str) -> int:
    with post.inside():
        return mail.add_alias(mailbox_id=post.mailbox_id, address=address, by=post.cast.manager, at=MONDAY).pk


def parties(post: Post) -> list[str]:
    with post.inside():
        return sorted(Party.objects.values_list("address__key", flat=True))


def another(post: Post, name: str = "info") -> str:
    return post.address.replace("support-", f"{name}-")


def test_mail_to_another_address_of_a_mailbox_comes_in_and_the_answer_leaves_from_its_own():
    post = a_post()
    also(post, another(post))
    box = mailbox_of(another(post).upper())
    assert box is not None
    assert box.mailbox_id == post.mailbox_id
    post.bring(a_letter(to=another(post)))
    with post.inside():
        assert Ticket.objects.get().mailbox == post.address


def test_an_address_of_ours_in_cc_never_takes_part():
    post = a_post()
    also(post, another(post))
    post.bring(a_letter(to=post.address, more=f"Cc: {another(post)}, ruth@customer.example\r\n"))
    assert parties(post) == ["dana@customer.example", "ruth@customer.example"]


def test_a_mail_from_another_address_of_ours_is_held_and_loops_no_further():
    post = a_post()
    also(post, another(post))
    outcome = post.bring(a_letter(sender=another(post), to=post.address))
    assert (outcome.came, outcome.reason) == ("quarantined", "It says that it comes from one of our own mailboxes.")


@pytest.mark.parametrize(
    "trace",
    [
        "Delivered-To: {old}\r\n",
        "X-Original-To: {old}\r\n",
        "X-Forwarded-For: {old} {ours}\r\nX-Forwarded-To: {ours}\r\n",
        "Resent-From: {old}\r\nResent-To: {ours}\r\n",
        "Envelope-to: {old}\r\n",
    ],
)
def test_an_address_that_passed_the_mail_on_is_a_way_and_not_a_party(trace):
    post = a_post()
    old = "office@our-old-firm.example"
    more = trace.format(old=old, ours=post.address)
    outcome = post.bring(a_letter(to=f"{old}, ruth@customer.example", more=more), recipients=(post.address,))
    assert outcome.came == "placed"
    assert parties(post) == ["dana@customer.example", "ruth@customer.example"]


@pytest.mark.parametrize("field", ["Delivered-To", "X-Forwarded-To", "Resent-To"])
def test_a_signed_reply_address_leads_back_though_the_mail_was_passed_on(field):
    post = a_post()
    post.bring(a_letter())
    with post.inside():
        number = Ticket.objects.get().number
        back = reply_address(post.address, number=number, key=reply_keys()[0])
    post.bring(a_letter(to="old@our-old-firm.example", more=f"{field}: {back}\r\n", text="And this."))
    with post.inside():
        assert (Ticket.objects.count(), Message.objects.count()) == (1, 2)


def test_what_stands_behind_a_plus_reaches_the_mailbox_and_takes_no_part():
    post = a_post()
    also(post, another(post))
    for plain in (post.address, another(post)):
        plus = plain.replace("@", "+billing@")
        box = mailbox_of(plus)
        assert box is not None
        assert box.mailbox_id == post.mailbox_id
        post.bring(a_letter(to=plus))
    assert set(parties(post)) == {"dana@customer.example"}


def test_the_address_before_stays_one_of_its_others_and_old_reply_addresses_hold():
    post = a_post()
    post.bring(a_letter())
    with post.inside():
        number = Ticket.objects.get().number
        back = reply_address(post.address, number=number, key=reply_keys()[0])
        mail.change_address(mailbox_id=post.mailbox_id, address=another(post), by=post.cast.manager, at=MONDAY)
        assert list(MailboxAlias.objects.values_list("address", flat=True)) == [post.address]
    assert mailbox_of(back) is not None
    post.bring(a_letter(to=back, text="And this."))
    with post.inside():
        assert (Ticket.objects.count(), Message.objects.count()) == (1, 2)
        mail.change_address(mailbox_id=post.mailbox_id, address=post.address, by=post.cast.manager, at=MONDAY)
        assert list(MailboxAlias.objects.values_list("address", flat=True)) == [another(post)]


@pytest.mark.parametrize("held_as", ["mailbox", "alias"])
def test_an_address_that_another_workspace_holds_is_refused(held_as):
    theirs, ours = a_post(), a_post()
    taken = theirs.address
    if held_as == "alias":
        taken = another(theirs)
        also(theirs, taken)
    with pytest.raises(Refused, match="comes to another mailbox already"):
        also(ours, taken)
    with pytest.raises(Refused, match="comes to another mailbox already"), ours.inside():
        mail.change_address(mailbox_id=ours.mailbox_id, address=taken, by=ours.cast.manager, at=MONDAY)


def test_of_two_workspaces_that_take_one_address_at_the_same_moment_one_gets_it():
    first, second = a_post(), a_post()
    wanted = another(first)

    def take() -> None:
        with second.inside():
            mail.change_address(mailbox_id=second.mailbox_id, address=wanted, by=Actor.system(), at=MONDAY)

    came = at_once(lambda: also(first, wanted), take)
    assert len(refused_of(came)) == 1


def test_an_address_that_is_taken_away_comes_here_no_more():
    post = a_post()
    alias_id = also(post, another(post))
    with post.inside():
        mail.remove_alias(alias_id=alias_id, by=post.cast.manager, at=MONDAY)
    assert mailbox_of(another(post)) is None


def test_who_an_address_is_and_where_a_ticket_of_its_kind_is_answered_from_are_found_at_once():
    """The mailbox that opens the kind answers, else the oldest; nobody known and no mailbox are said too."""
    post = a_post(a_workspace(manual=TWO_MAILBOXES))
    billing = another(post, "billing")
    with post.inside():
        mail.add_mailbox(name="billing", address=billing, by=Actor.system(), at=MONDAY)
    post.bring(a_letter(to=post.address))
    with post.inside():
        dana = Party.objects.get()
        them, ours = correspondents(" Dana@Customer.example", "question")
        assert them is not None
        assert (them.contact_id, them.address_id, ours) == (dana.contact_id, dana.address_id, post.address)
        assert correspondents("nobody@customer.example", "billing") == (None, billing)
        assert answers_from("billing") == billing
        assert answers_from("no such kind") == post.address
    with a_workspace().inside():
        assert correspondents("dana@customer.example", "question") == (None, "")
