"""Nothing of somebody who waits to be erased gets away meanwhile, whatever is done to them or comes in."""

from collections.abc import Callable

import pytest
from django.db import connection

from rounds.accounts import commands as accounts
from rounds.accounts.coming import Batch, Brought, Coming, Fate
from rounds.accounts.fields import Record
from rounds.accounts.models import Contact, ContactAddress, ContactKnownAs
from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.many import ManyAct, Verb
from rounds.desk.models import ManyItem, Ticket
from rounds.mail.commands import Settling, retry, settle_many
from rounds.mail.models import Errand
from rounds.timeline.models import Outbox
from tests.at_once import at_once, refused_of
from tests.outgoing import brought
from tests.rooms.mail.asked_to_erase import ASKED, DONE, HERS, a_worker_at_it, asked, told, worked, zora
from tests.rooms.mail.post import Post, a_letter
from tests.rooms.mail.test_loops import an_answering_post
from tests.rooms.mail.zora import SECOND, ZORA, a_lived_in_desk, her_letter, traces_left
from tests.world import MONDAY, a_customer, later


def test_whoever_asks_or_changes_them_while_a_worker_is_at_it_waits_for_nobody():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    with a_worker_at_it(post):
        with post.inside():
            connection.cursor().execute("SET LOCAL lock_timeout = '3s'")
            accounts.ask_to_erase(contact_id=her, by=post.cast.manager, at=later(1.2))
        for do in changes(post, her):
            with pytest.raises(Refused, match="is being erased"), post.inside():
                connection.cursor().execute("SET LOCAL lock_timeout = '3s'")
                do()
    assert told(post) == [ASKED, DONE]


def changes(post: Post, her: int) -> list[Callable[[], object]]:
    """Give what would let something of hers get away, or somebody else go with her."""
    by = {"by": post.cast.lead, "at": later(1.2)}
    with post.inside():
        other = a_customer("Zora Marmalade", address=f"z-{post.cast.workspace_id}@elsewhere.example").contact_id
        second = ContactAddress.objects.get(key=SECOND).pk
        firm = accounts.add_account(name=f"Harbour {len(told(post))}", **by).pk
    return [
        lambda: accounts.change_contact(contact_id=her, values={"name": "Somebody Else"}, fields={}, **by),
        lambda: accounts.give_address(contact_id=her, address="new@elsewhere.example", **by),
        lambda: desk.take_address_away(contact_id=her, address_id=second, **by),
        lambda: desk.place_at(contact_id=her, account_id=firm, **by),
        lambda: desk.join_contacts(kept_id=other, other_id=her, **by),
        lambda: desk.join_contacts(kept_id=her, other_id=other, **by),
    ]


def test_nobody_changes_joins_or_writes_to_somebody_who_waits_to_be_erased():
    post, number = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    for do in changes(post, her):
        with pytest.raises(Refused, match="is being erased"), post.inside():
            do()
    for ticket in (1, number):  # hers, and one of somebody else's in which she takes part
        with pytest.raises(Refused, match="is being erased"), post.inside():
            desk.answer(number=ticket, text="Dear both", by=post.cast.rep, at=later(1.2))
    worked(post)
    assert told(post) == [ASKED, DONE]
    with post.inside():
        desk.answer(number=number, text="Dear Dana", by=post.cast.rep, at=later(1.3))
        assert Contact.objects.get(name="Zora Marmalade").joined_into_id is None


def test_no_file_changes_somebody_who_waits_to_be_erased_and_taking_one_back_does_not():
    """Else what others wrote under the name that they had would stay."""
    post, _ = a_lived_in_desk()
    her, sources = zora(post), iter("abcdef")

    def told_by_a_file(name: str, *, import_id: int) -> Brought:
        people = (
            Coming(2, "z", {"name": name}, addresses=(HERS, "zora@third.example")),
            Coming(3, next(sources), {"name": "Ugo Rossi"}),
        )
        with post.inside():
            batch = Batch(Record.CONTACT, "hubspot", import_id, people)
            return accounts.bring_in(batch=batch, by=post.cast.manager, at=later(0.9))

    told_by_a_file("Zora Quillfeather", import_id=1)
    with post.inside():
        name = Contact.objects.get(id=her).name
        Contact.objects.filter(id=her).update(title="Keeper")
        ContactKnownAs.objects.filter(record_id=her).update(
            before={"title": "Miller of Kumquat"}, given={"title": "Keeper"}
        )
        before = set(ContactAddress.objects.filter(contact=her).values_list("address", flat=True))
    asked(post, her)
    found = told_by_a_file("Zora Marmalade", import_id=2)
    assert [(each.line, each.problem.code) for each in found.turned] == [(2, "being erased")]
    assert found.fates == {Fate.MADE: 1}
    with post.inside():
        undone = accounts.take_back(record=Record.CONTACT, import_id=1, by=post.cast.manager, at=later(1.05))
        stands_there = Contact.objects.get(id=her)
        assert (stands_there.name, stands_there.title) == (name, "Keeper")
        assert set(ContactAddress.objects.filter(contact=her).values_list("address", flat=True)) == before
    assert (undone.removed, undone.undone, undone.stays) == (1, 0, 1)
    worked(post)
    assert traces_left(post) == []


def test_a_file_that_names_somebody_whom_a_worker_is_erasing_waits_for_nobody():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    batch = Batch(Record.CONTACT, "hubspot", 1, (Coming(2, "z", {"name": "Zora Marmalade"}, addresses=(HERS,)),))
    with a_worker_at_it(post), post.inside():
        connection.cursor().execute("SET LOCAL lock_timeout = '3s'")
        found = accounts.bring_in(batch=batch, by=post.cast.manager, at=later(1.2))
    assert [each.problem.code for each in found.turned] == ["being erased"]


def test_nobody_who_waits_to_be_erased_is_told_that_their_mail_is_here():
    post = an_answering_post()
    told_each_time = []
    for at in (MONDAY, later(1.5)):
        post.bring(a_letter(sender=ZORA, to=post.address), at=at)
        with post.inside():
            told_each_time.append((Ticket.objects.count(), Errand.objects.count()))
        asked(post, zora(post))
    assert told_each_time == [(1, 1), (2, 1)]


def test_what_was_refused_of_many_because_they_are_being_erased_names_them_no_more_once_they_are():
    post, number = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    with post.inside():
        Ticket.objects.filter(number=number).update(state="open", kind="question")
        done = desk.do_to_many(
            numbers=[number], act=ManyAct(Verb.MACRO, "glad to help"), by=post.cast.lead, at=later(1.05)
        )
        assert "is being erased" in ManyItem.objects.get(many=done).refusal
    worked(post)
    assert traces_left(post) == []


def test_no_mail_that_stopped_is_sent_again_to_somebody_who_waits_to_be_erased():
    post, _ = a_lived_in_desk()
    her, by = zora(post), {"by": post.cast.lead, "at": later(1.2)}
    post.bring(a_letter(to=post.address, sender="ugo@rossi.example", message_id="<u@rossi.example>"))
    with post.inside():
        last = Ticket.objects.order_by("-number").values_list("number", flat=True)[0]
        message = desk.answer(number=last, text="Dear Ugo", by=post.cast.rep, at=MONDAY)
        his = Outbox.objects.filter(ref_id=message.pk)
        theirs = ContactAddress.objects.filter(contact=her).values("id")
        waiting = Outbox.objects.filter(recipient_id__in=theirs, channel="mail", state="queued")
        ids = list(waiting.values_list("id", flat=True))
        brought(waiting, "stopped")
        brought(his, "stopped")
    asked(post, her)
    with a_worker_at_it(post):
        with pytest.raises(Refused, match="is being erased"), post.inside():
            connection.cursor().execute("SET LOCAL lock_timeout = '3s'")
            retry(outbox_id=ids[0], **by)
        with post.inside():
            connection.cursor().execute("SET LOCAL lock_timeout = '3s'")
            done = settle_many(outbox_ids=[*ids, his.get().pk], settling=Settling.AGAIN, **by)
            assert (done.done, done.passed, his.get().state) == (1, len(ids), "queued")
    with post.inside():
        assert set(Outbox.objects.filter(id__in=ids).values_list("state", flat=True)) == {"dropped"}


def test_whoever_was_joined_into_another_is_asked_for_there_and_a_joining_is_not_taken_back_meanwhile():
    post, _ = a_lived_in_desk()
    her = zora(post)
    with post.inside():
        other = a_customer("Zora Marmalade", address="z@elsewhere.example").contact_id
        join = desk.join_contacts(kept_id=her, other_id=other, by=post.cast.rep, at=MONDAY).pk
    with pytest.raises(Refused, match="joined into another"):
        asked(post, other)
    asked(post, her)
    with pytest.raises(Refused, match="is being erased"), post.inside():
        desk.part_contacts(join_id=join, by=post.cast.rep, at=later(1))
    worked(post)
    assert traces_left(post) == []


def test_whoever_joins_and_whoever_asks_at_once_do_it_one_after_the_other():
    """Whoever is first holds the row: the joining is refused, or the erasing is, and nobody is erased as half of somebody."""
    post, _ = a_lived_in_desk()
    her = zora(post)
    with post.inside():
        other = a_customer("Zora Marmalade", address="z@elsewhere.example").contact_id
    came = at_once(
        lambda: desk.join_contacts(kept_id=other, other_id=her, by=post.cast.rep, at=later(1)),
        lambda: accounts.ask_to_erase(contact_id=her, by=post.cast.manager, at=later(1)),
        inside=post.cast,
    )
    [refused] = refused_of(came)
    assert refused.problems[0].code in ("being erased", "joined")


def test_mails_that_come_between_asking_and_done_are_erased_too_and_one_after_it_is_a_strangers():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    post.bring(her_letter(post, subject="Kumquat once more"), at=later(1))
    post.bring(a_letter(sender=f"Zora <{SECOND}>", to=post.address, text="marmalade", message_id=f"<m@{SECOND}>"))
    worked(post)
    assert traces_left(post) == []
    post.bring(a_letter(sender=ZORA, to=post.address), at=later(2))
    assert zora(post) != her
