"""Nobody opens a ticket for somebody who is being erased, and what comes in at that moment is erased with them or is a stranger's."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from rounds.accounts.commands import contact_of_address
from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.facts import Taking
from rounds.desk.models import Message, Ticket
from rounds.imports import bringing_in
from rounds.imports.commands import bring_file, start
from rounds.imports.models import Import, TurnedRow
from rounds.imports.targets import What
from rounds.mail.models import Received
from rounds.timeline.rules import Actor
from tests.rooms.api.program import codes, program
from tests.rooms.mail.asked_to_erase import HERS, PATIENCE, a_worker_at_it, asked, in_a_thread, until, worked, zora
from tests.rooms.mail.post import Post, a_letter
from tests.rooms.mail.zora import ZORA, a_lived_in_desk, traces_left
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, later

WORDS = {"subject": "Kumquat by phone", "text": "Marmalade, she says.", "kind": "question"}


def opens(post: Post, taking: Taking, *, by: Actor | None = None) -> Ticket:
    return desk.open_ticket(**WORDS, requester=taking, account_id=None, by=by or post.cast.rep, at=later(1.2)).ticket


def hers(post: Post) -> Taking:
    with post.inside():
        known = contact_of_address(address=HERS, name="", by=Actor.system(), at=MONDAY)
    return Taking(known.contact_id, known.address_id)


def test_no_member_opens_a_ticket_for_somebody_who_waits_to_be_erased_by_page_or_program():
    post, _ = a_lived_in_desk()
    asked(post, zora(post))
    page = visitor(post.cast).post("/desk/opening", {**WORDS, "address": HERS})
    asking = program(post.cast).post("/tickets", {**WORDS, "address": HERS})
    assert (page.status_code, asking.status_code, codes(asking)) == (409, 409, ["being erased"])
    assert "being erased" in page.content.decode()
    with pytest.raises(Refused, match="being erased"), post.inside():
        opens(post, hers(post))
    worked(post)
    assert traces_left(post) == []


def test_whoever_opens_one_while_a_worker_is_at_it_is_refused_without_waiting():
    post, _ = a_lived_in_desk()
    asked(post, zora(post))
    taking = hers(post)
    with a_worker_at_it(post), pytest.raises(Refused, match="being erased"), post.inside():
        connection.cursor().execute("SET LOCAL lock_timeout = '3s'")
        opens(post, taking)
    assert traces_left(post) == []


def test_whoever_had_looked_them_up_before_they_were_erased_opens_nothing_behind_it():
    post, _ = a_lived_in_desk()
    her, taking = zora(post), hers(post)
    asked(post, her)
    worked(post)
    with pytest.raises(Refused, match="erased"), post.inside():
        opens(post, taking)
    assert traces_left(post) == []


def test_a_ticket_that_is_being_opened_as_they_are_erased_goes_with_them():
    """Whoever erases waits for it, and finds it."""
    post, _ = a_lived_in_desk()
    her, taking, opened, go_on = zora(post), hers(post), threading.Event(), threading.Event()

    def open_slowly() -> None:
        with post.inside():
            opens(post, taking)
            opened.set()
            go_on.wait(PATIENCE)

    slow = in_a_thread(open_slowly)
    assert opened.wait(PATIENCE)
    asked(post, her)
    at_it = in_a_thread(lambda: worked(post))
    until(lambda: waits_for_somebody(post))
    go_on.set()
    slow.join(), at_it.join()
    assert traces_left(post) == []


def waits_for_somebody(post: Post) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0")
        return cursor.fetchone()[0] > 0


def comes_in_meanwhile(post: Post, raw: bytes) -> None:
    """Let a mail come while a worker is at it: it has looked up who wrote, and waits until they are erased."""
    with a_worker_at_it(post):
        mail = in_a_thread(lambda: post.bring(raw, at=later(1.2)))
        mail.join(1)
        assert mail.is_alive(), "it waits"
    mail.join(PATIENCE)


def test_a_mail_that_waited_while_they_were_erased_is_a_strangers():
    post, _ = a_lived_in_desk()
    her = zora(post)
    asked(post, her)
    comes_in_meanwhile(post, a_letter(sender=ZORA, to=post.address, subject="Hello again", text="A new thing."))
    with post.inside():
        last = Ticket.objects.latest("number")
        assert (last.subject, Received.objects.filter(state="quarantined").exists()) == ("Hello again", False)
        assert last.requester_id not in {None, her}
        assert zora(post) == last.requester_id


@pytest.mark.parametrize("under", ["<dana@customer.example>", "hers"])
def test_a_mail_on_a_ticket_that_waited_while_they_were_erased_says_nothing_in_their_name(under):
    post, _ = a_lived_in_desk()
    her = zora(post)
    if under == "hers":
        with post.inside():
            under = Message.objects.filter(ticket__number=1, kind="staff").latest("id").message_id
    asked(post, her)
    more = f"In-Reply-To: {under}\r\n"
    comes_in_meanwhile(post, a_letter(sender=ZORA, to=post.address, text="A new thing.", more=more))
    with post.inside():
        said = Message.objects.get(text__contains="A new thing.")
        assert said.author_contact_id == zora(post) != her
        assert not Received.objects.filter(state="quarantined").exists()


FILE = f"id,what,since,who,said\n7,Kumquat of old,2026-01-05 10:00,{HERS},Marmalade\n8,Printer,2026-01-05 10:00,else@other.example,Paper\n"
MAP = (
    "source: old\ncolumns: {id: external id, what: subject, since: opened at, who: requester address, said: text}\n"
    "always: {kind: question, state: open}\n"
)


def an_import(post: Post) -> Callable[[], Import]:
    with post.inside():
        found = bring_file(
            what=What.TICKETS, name="t.csv", data=FILE.encode(), map_text=MAP, by=post.cast.manager, at=MONDAY
        )
        start(import_id=found.pk, by=post.cast.manager, at=MONDAY, here_and_now=True)

    def run() -> Import:
        bringing_in.run(workspace_id=post.cast.workspace_id, import_id=found.pk, clock=lambda: later(1.2))
        with post.inside():
            return Import.objects.get(id=found.pk)

    return run


def test_a_file_brings_no_ticket_of_somebody_who_waits_to_be_erased_and_keeps_nothing_of_that_row():
    post, _ = a_lived_in_desk()
    her, run = zora(post), an_import(post)
    asked(post, her)
    done = run()
    assert (done.made, done.turned) == (1, 1)
    with post.inside():
        turned = TurnedRow.objects.get()
        assert (turned.line, turned.key, turned.cells, turned.reason) == (
            2,
            "erased",
            [],
            "This person is being erased.",
        )
    worked(post)
    assert traces_left(post) == []


def test_a_file_with_a_ticket_of_somebody_whom_a_worker_is_erasing_waits_for_nobody():
    post, _ = a_lived_in_desk()
    run = an_import(post)
    asked(post, zora(post))
    with a_worker_at_it(post):
        brought = threading.Event()
        at_it = in_a_thread(lambda: (run(), brought.set()))
        assert brought.wait(5), "it waits"
    at_it.join()
    assert traces_left(post) == []
