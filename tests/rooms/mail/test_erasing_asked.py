"""Erasing somebody is asked for and a worker does it: one act, whoever dies when, and nothing of theirs gets away meanwhile."""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
import pytest
from django.db import OperationalError, connection

from rounds.accounts import commands as accounts
from rounds.accounts.being_erased import Erasing, Stage, erasing
from rounds.accounts.coming import Batch, Brought, Coming, Fate
from rounds.accounts.commands.erasing import TELL_AFTER
from rounds.accounts.fields import Record
from rounds.accounts.house import CANNOT_BE_ERASED
from rounds.accounts.models import Contact, ContactAddress, ContactKnownAs
from rounds.basics.problems import NotAllowed, NotThere, Refused
from rounds.cli import workspaces as cli
from rounds.cli.trouble import CommandTrouble
from rounds.desk import commands as desk
from rounds.desk.many import ManyAct, Verb
from rounds.desk.models import ManyItem, Ticket
from rounds.engine.finding import find
from rounds.mail import erasing as worker
from rounds.mail.commands import Settling, retry, settle_many
from rounds.mail.commands import erasing as act
from rounds.mail.duties import ERASE
from rounds.mail.models import Errand, Received
from rounds.team import commands as team
from rounds.team.models import Notice
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Because
from rounds.timeline.verifying import verify
from rounds.workspaces.models import Workspace
from tests.database import owner_url
from tests.outgoing import brought
from tests.rooms.api.program import program
from tests.rooms.mail.post import Post, a_letter
from tests.rooms.mail.test_erasing import SECOND, ZORA, a_lived_in_desk, her_letter, traces_left
from tests.rooms.mail.test_loops import an_answering_post
from tests.rooms.timeline.sealed import seal_all
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_customer, a_member, a_workspace, later

HERS = "zora.q@quillfeather.example"
ASKED, STOPPED, DONE = "accounts.erasing asked", "accounts.erasing stopped", "accounts.contact erased"
HELD_UP = "accounts.erasing held up"
WHEN, SOON = later(1), later(1.1)
PATIENCE = 30

WORKER = """
import sys, django
django.setup()
from rounds.basics import clock
from rounds.mail.erasing import erase_all
erase_all(workspace_id=int(sys.argv[1]), clock=clock.now)
"""


def zora(post: Post) -> int:
    with post.inside():
        return ContactAddress.objects.get(key=HERS).contact_id


def asked(post: Post, contact_id: int, *, at: datetime = WHEN) -> None:
    with post.inside():
        accounts.ask_to_erase(contact_id=contact_id, by=post.cast.manager, at=at)


def worked(post: Post, *, at: datetime = SOON) -> None:
    worker.erase_all(workspace_id=post.cast.workspace_id, clock=lambda: at)


def stands(post: Post, contact_id: int) -> Erasing:
    with post.inside():
        return erasing(contact_id)


def told(post: Post) -> list[str]:
    """List what the history says of erasing."""
    with post.inside():
        found = TimelineEvent.objects.filter(kind__in=(ASKED, STOPPED, DONE)).order_by("id")
        return list(found.values_list("kind", flat=True))


@contextmanager
def held_up(post: Post) -> Iterator[Callable[[], bool]]:
    """Hold a row that erasing comes to after most others; gives whether somebody waits for it."""
    with psycopg.connect(owner_url()) as owner, psycopg.connect(owner_url(), autocommit=True) as beside:
        owner.execute("SELECT 1 FROM received WHERE workspace_id = %s FOR UPDATE", [post.cast.workspace_id])
        waiting = "SELECT 1 FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))"
        yield lambda: beside.execute(waiting, [owner.info.backend_pid]).fetchone() is not None
        owner.rollback()


@contextmanager
def a_worker_at_it(post: Post) -> Iterator[None]:
    """Have a worker in the middle of an erasing while the block runs; it is done behind it."""
    with held_up(post) as waits:
        at_it = in_a_thread(lambda: worked(post))
        until(waits)
        yield
    at_it.join()


def until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.05)


def in_a_thread(do: Callable[[], object]) -> threading.Thread:
    def go() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = threading.Thread(target=go)
    thread.start()
    return thread


def test_whoever_asks_is_answered_at_once_and_a_worker_does_it_in_their_name():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    assert stands(post, her) == Erasing(her, Stage.UNDER_WAY, later(1), post.cast.manager.id, None, "")
    assert traces_left(post), "nothing is gone yet"
    worked(post)
    assert stands(post, her) == Erasing(her, Stage.DONE, later(1), post.cast.manager.id, later(1.1), "")
    assert traces_left(post) == []
    assert told(post) == [ASKED, DONE]
    with post.inside():
        done = TimelineEvent.objects.get(kind=DONE)
        assert (done.actor_kind, done.actor_id) == ("member", post.cast.manager.id)
    seal_all(post.cast)
    assert verify(post.cast.workspace_id).broken is None


def test_the_engine_calls_a_worker_and_again_after_a_minute_until_it_is_done():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)

    def called(at: datetime) -> list[bool]:
        due = [each for each in find(ERASE, at, 10_000) if each.id == her]
        with post.inside():
            return [ERASE.do(each, at) for each in due]

    assert called(later(0.9)) == []
    assert called(later(1)) == [True]
    assert called(later(1)) == []
    assert called(later(1.1)) == [True]
    with connection.cursor() as cursor:
        jobs = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'rounds.mail.erase' AND args ->> 'workspace_id' = %s"
        cursor.execute(jobs, [str(post.cast.workspace_id)])
        assert cursor.fetchone() == (2,)
    worked(post)
    assert called(later(2)) == []


def test_while_a_worker_is_at_somebody_the_engine_waits_for_nothing_and_calls_nobody():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    with a_worker_at_it(post):
        [due] = [each for each in find(ERASE, later(2), 10_000) if each.id == her]
        with post.inside():
            assert ERASE.do(due, later(2)) is False
    assert told(post) == [ASKED, DONE]


def test_two_who_ask_at_once_ask_for_one_erasing():
    post, _ = a_lived_in_desk()
    her, both = zora(post), threading.Barrier(2)

    def ask() -> None:
        both.wait(PATIENCE)
        asked(post, her)

    threads = [in_a_thread(ask) for _ in "ab"]
    for each in threads:
        each.join()
    assert told(post) == [ASKED]
    two = [in_a_thread(lambda: worked(post)) for _ in "ab"]
    for each in two:
        each.join()
    until(lambda: stands(post, her).stage is Stage.DONE)
    assert told(post) == [ASKED, DONE]
    with pytest.raises(Refused, match="erased already"):
        asked(post, her, at=later(2))


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
    her, outcomes = zora(post), []
    with post.inside():
        other = a_customer("Zora Marmalade", address="z@elsewhere.example").contact_id
    both = threading.Barrier(2)

    def try_to(do: Callable[[], object]) -> None:
        both.wait(PATIENCE)
        try:
            with post.inside():
                do()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.problems[0].code)

    joins = in_a_thread(
        lambda: try_to(lambda: desk.join_contacts(kept_id=other, other_id=her, by=post.cast.rep, at=later(1)))
    )
    asks = in_a_thread(lambda: try_to(lambda: accounts.ask_to_erase(contact_id=her, by=post.cast.manager, at=later(1))))
    joins.join(), asks.join()
    assert sorted(outcomes) in (["being erased", "done"], ["done", "joined"])


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


def test_a_worker_killed_in_the_middle_leaves_all_as_it_was_and_the_next_one_erases():
    post, _ = a_lived_in_desk()
    her, before = zora(post), sorted(traces_left(post))
    asked(post, her)
    with held_up(post) as waits:
        command = [sys.executable, "-c", WORKER, str(post.cast.workspace_id)]
        killed = subprocess.Popen(command, start_new_session=True, env=dict(os.environ))
        until(waits)
        os.killpg(killed.pid, signal.SIGKILL)
        assert killed.wait() == -signal.SIGKILL
        assert sorted(traces_left(post)) == before
        assert stands(post, her).stage is Stage.UNDER_WAY
        worked(post)  # whoever was killed is not gone for the database yet
        assert stands(post, her).stage is Stage.UNDER_WAY
    until(lambda: bool(worked(post)) or stands(post, her).stage is Stage.DONE)
    assert traces_left(post) == []
    assert told(post) == [ASKED, DONE]


def test_what_stands_in_the_way_is_said_and_it_is_asked_for_again():
    post, _ = a_lived_in_desk()
    her = zora(post)
    post.bring(a_letter(to=post.address, more=f"Cc: {ZORA}\r\n", message_id="<dana@customer.example>", text="Other."))
    before = sorted(traces_left(post))
    asked(post, her)
    worked(post)
    found = stands(post, her)
    assert found.stage is Stage.STOPPED
    assert found.trouble.startswith(
        "A held mail that is not theirs, or cannot be read, names this person. Settle it in quarantine"
    )
    assert sorted(traces_left(post)) == before
    assert told(post) == [ASKED, STOPPED]
    with post.inside():
        because = Because.from_json(TimelineEvent.objects.get(kind=STOPPED).because)
        assert because.rule == "somebody is erased whole or not at all"
        desk.answer(number=1, text="Dear Zora", by=post.cast.rep, at=later(1.2))  # it is not under way any more
        Received.objects.filter(state="quarantined").update(state="dropped", settled_at=later(1.2))
    worked(post)
    assert told(post) == [ASKED, STOPPED], "it waits for somebody to ask again"
    asked(post, her, at=later(2))
    worked(post, at=later(2))
    assert told(post) == [ASKED, STOPPED, ASKED, DONE]
    assert traces_left(post) == []


def test_while_a_mail_to_them_is_being_sent_it_stays_under_way_and_is_done_once_that_has_left():
    post, _ = a_lived_in_desk()
    her = zora(post)
    with post.inside():
        brought(Outbox.objects.filter(state="queued"), "handing over")
    asked(post, her)
    worked(post)
    assert stands(post, her).stage is Stage.UNDER_WAY
    assert told(post) == [ASKED]
    with post.inside():
        Outbox.objects.filter(state="handing over").update(state="sent", settled_at=later(1.2))
    worked(post)
    assert stands(post, her).stage is Stage.DONE


def test_what_passes_by_itself_is_said_while_it_is_tried_again_and_whoever_asked_is_told_in_the_end():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    for tries in range(1, TELL_AFTER + 2):
        with held_up(post), pytest.raises(OperationalError):
            connection.cursor().execute("SET lock_timeout = '100ms'")
            worked(post)
        connection.cursor().execute("RESET lock_timeout")
        found = stands(post, her)
        assert (found.stage, found.tries, found.next_at) == (Stage.UNDER_WAY, tries, SOON)
        assert found.trouble == "The database was busy with the same records. It is tried again in a minute."
        with post.inside():
            notices = Notice.objects.filter(event__kind=HELD_UP)
            assert [each.member_id for each in notices] == [post.cast.manager.id] * (tries >= TELL_AFTER)
    page = visitor(post.cast, post.cast.manager).get(f"/contacts/{her}/erasing").content.decode()
    assert f"Tried {TELL_AFTER + 1} times so far." in page
    assert "The database was busy with the same records." in page
    read = program(post.cast).get(f"/contacts/{her}/erasing").json()
    assert (read["tries"], read["trouble"], bool(read["next_at"])) == (TELL_AFTER + 1, found.trouble, True)
    with post.inside():
        assert Because.from_json(TimelineEvent.objects.get(kind=HELD_UP).because).rule == CANNOT_BE_ERASED.name
    worked(post)
    done = stands(post, her)
    assert (done.stage, done.tries, done.next_at, done.trouble) == (Stage.DONE, 0, None, "")


def test_where_nobody_asked_who_still_may_all_who_may_are_told():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    with post.inside():
        nina = a_member("Nina Roy", ["manager"], f"second-{post.cast.workspace_id}")
        team.set_roles(member_id=post.cast.manager.id, roles=["rep"], by=post.cast.manager, at=later(1))
        for _ in range(TELL_AFTER):
            accounts.note_tried(contact_id=her, trouble="It was busy.", at=SOON)
        assert list(Notice.objects.filter(event__kind=HELD_UP).values_list("member_id", flat=True)) == [nina.id]


def test_whoever_may_not_any_more_when_it_is_done_has_nobody_erased():
    post, _ = a_lived_in_desk()
    her, cast = zora(post), post.cast
    asked(post, her)
    with post.inside():
        a_member("Nina Roy", ["manager"], f"second-{cast.workspace_id}")
        team.set_roles(member_id=cast.manager.id, roles=["rep"], by=cast.manager, at=later(1))
    worked(post)
    assert stands(post, her).stage is Stage.STOPPED
    assert "may not manage people" in stands(post, her).trouble
    assert traces_left(post)


def test_whoever_may_not_and_whoever_is_of_another_workspace_asks_for_nothing():
    post, _ = a_lived_in_desk()
    her, stranger = zora(post), a_workspace()
    with pytest.raises(NotAllowed), post.inside():
        accounts.ask_to_erase(contact_id=her, by=post.cast.lead, at=later(1))
    with pytest.raises(NotThere), stranger.inside():
        accounts.ask_to_erase(contact_id=her, by=stranger.manager, at=later(1))
    with pytest.raises(NotThere), stranger.inside():
        erasing(her)
    worked(post)
    worker.erase_all(workspace_id=stranger.workspace_id, clock=lambda: later(1))
    assert told(post) == []


def test_several_are_erased_one_after_the_other_by_whoever_is_at_one_and_nobody_is_passed_over():
    post, _ = a_lived_in_desk()
    first = zora(post)
    with post.inside():
        second = a_customer("Ugo Rossi", address=f"ugo-{post.cast.workspace_id}@rossi.example").contact_id
    asked(post, first)
    with a_worker_at_it(post):
        asked(post, second, at=later(1.05))
        worked(post)  # another worker leaves it to the one that is at it
        assert stands(post, second).stage is Stage.UNDER_WAY
    assert [stands(post, each).stage for each in (first, second)] == [Stage.DONE, Stage.DONE]


def test_what_breaks_is_told_and_nothing_is_gone(monkeypatch):
    post, _ = a_lived_in_desk()
    her, before = zora(post), sorted(traces_left(post))

    def breaks(was: object) -> None:
        raise KeyError("odd")

    monkeypatch.setattr(act, "FORGETTING", [breaks])
    asked(post, her)
    with pytest.raises(KeyError):
        worked(post)
    found = stands(post, her)
    assert (found.stage, found.trouble.partition(".")[0]) == (Stage.STOPPED, "Something broke on our side")
    assert sorted(traces_left(post)) == before


def test_the_command_line_says_what_stands_in_the_way_and_what_a_worker_goes_on_with(capsys):
    post, _ = a_lived_in_desk()
    her = zora(post)
    with post.inside():
        chosen = argparse.Namespace(slug=Workspace.objects.get().slug, address=SECOND)
        brought(Outbox.objects.filter(state="queued"), "handing over")
    cli.erase_contact(chosen)
    assert "as soon as it can: a mail to them is being sent" in capsys.readouterr().out
    with post.inside():
        Outbox.objects.filter(state="handing over").update(state="sent", settled_at=later(1.2))
    post.bring(a_letter(to=post.address, more=f"Cc: {ZORA}\r\n", message_id="<dana@customer.example>", text="Other."))
    with pytest.raises(CommandTrouble, match="A held mail that is not theirs"):
        cli.erase_contact(chosen)
    assert stands(post, her).by_id is None
    with post.inside():
        assert Ticket.objects.exclude(subject="erased").exists()
