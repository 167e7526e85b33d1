"""Issue 5, boxes: `rounds import mail`. Old mails become tickets of the past: each once, with its own date, and nothing moves."""

import csv
import mailbox
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from rounds.cli.main import parser
from rounds.cli.old_mails import bring
from rounds.cli.trouble import CommandTrouble
from rounds.desk import commands as desk
from rounds.desk.models import Message, Party, Ticket
from rounds.mail.bringing_in import Bringing, Sum, bring_in
from rounds.mail.in_files import Found, found_in
from rounds.mail.models import Received
from rounds.mail.queries import mail_page
from rounds.mail.queries.mailboxes import Box
from rounds.mail.threading import FROM_MAILBOX, MANY, SENT_NOWHERE, SENT_TO_OTHERS, SENT_TO_US
from rounds.targets.lives import lives_of
from rounds.targets.models import Run
from rounds.team.models import Member, Notice
from rounds.timeline.models import Outbox
from rounds.workspaces.queries import this_workspace
from tests.database import PROJECT
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import a_firm
from tests.rooms.desk.test_holds import WEEK
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.rooms.mail.test_bounces import a_bounce
from tests.rooms.targets.cast import a_desk, kinds, pass_to, run_of
from tests.rooms.web.visitor import visitor
from tests.world import MANUAL, MONDAY, a_workspace, later


def old(day: int, subject: str = "Swap the banner", *, more: str = "", **words: str) -> bytes:
    """Write a mail of a day in March 2024."""
    raw = a_letter(subject=subject, message_id=f"<{subject.replace(' ', '.')}@customer.example>", more=more, **words)
    return raw.replace(b"Mon, 23 Nov 2026", f"{day:02} Mar 2024".encode())


def on(day: int) -> datetime:
    return datetime(2024, 3, day, 15, tzinfo=UTC)


def an_mbox(path: Path, *raws: bytes) -> Path:
    box = mailbox.mbox(path)
    for raw in raws:
        box.add(message_from_bytes(raw))
    box.close()
    return path


def slug_of(post: Post) -> str:
    with post.inside():
        return this_workspace().slug


def words(post: Post, *more: object) -> list[str]:
    return ["import", "mail", *map(str, more), "--workspace", slug_of(post), "--mailbox", "support"]


def asked(post: Post, *more: object) -> int:
    """Bring mails in as somebody types it."""
    return bring(parser().parse_args(words(post, *more)))


def brought(post: Post, path: Path, *, stands_open: bool = False, at: datetime = MONDAY) -> Counter[str]:
    """Bring mails in at a moment of the tests, and say why some were not."""
    found = [each for each in found_in([str(path)], now=at) if isinstance(each, Found)]
    refused: list[str] = []
    how = Bringing(
        Box(post.cast.workspace_id, post.mailbox_id),
        lambda: at,
        stands_open=stands_open,
        tries=False,
        turned=lambda _, reason: refused.append(reason),
        say=lambda done, of: None,
    )
    bring_in(found, how, Sum())
    return Counter(refused)


def tickets(post: Post) -> list[Ticket]:
    with post.inside():
        return list(Ticket.objects.order_by("id"))


def test_an_old_mail_is_a_closed_ticket_of_its_own_date_and_its_answer_is_on_it(tmp_path, capsys):
    post = a_post()
    answer = old(9, "Re Swap", more="In-Reply-To: <Swap.the.banner@customer.example>\r\n")
    assert asked(post, an_mbox(tmp_path / "box", answer, old(4))) == 0
    said = capsys.readouterr()
    assert said.out == "2 mails came in (1 new ticket, 1 added to tickets); 0 here already; 0 turned away.\n"
    [ticket] = tickets(post)
    assert (ticket.state, ticket.opened_at, ticket.said_at, ticket.closed_at) == ("closed", on(4), on(9), on(9))
    with post.inside():
        assert list(Message.objects.order_by("at").values_list("at", "kind")) == [
            (on(4), "customer"),
            (on(9), "customer"),
        ]
        assert set(Received.objects.values_list("via", flat=True)) == {"file"}
    assert [event.payload["wrote_at"][:10] for event in post.events("desk.old mail opened")] == ["2024-03-04"]


def test_twice_is_once_and_so_is_what_came_another_way_before(tmp_path, capsys):
    post = a_post()
    post.bring(old(5, "By the door"))
    path = an_mbox(tmp_path / "box", old(4), old(5, "By the door"))
    asked(post, path, path)
    assert asked(post, tmp_path) == 0
    assert "0 mails came in (0 new tickets, 0 added to tickets); 2 here already; 0 turned" in capsys.readouterr().out
    assert len(tickets(post)) == 2


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path, capsys):
    post = a_post()
    path = an_mbox(tmp_path / "box", old(4), old(4), b"Subject: nobody\r\n\r\nx")
    assert asked(post, path, "--dry-run", "--rejected", tmp_path / "no.csv") == 1
    assert "1 mail would come in; 1 here already; 1 turned away." in capsys.readouterr().out
    assert (tickets(post), post.kept(), post.events("desk.old mail opened")) == ([], [], [])
    rows = list(csv.reader((tmp_path / "no.csv").open(newline="")))
    assert rows == [["mail", "reason"], [f"{path}, mail 3", "The mail names no sender whose address can be read."]]


def test_what_a_rule_would_hold_is_turned_away_with_the_reason_and_lies_in_no_quarantine(tmp_path):
    post = a_post()
    other = old(4, text="Quite another text.")
    own, large = old(5, "Our own", sender=post.address, to=post.address), old(6, "Large", text="x" * 5000)
    post.bring(old(4))
    with override_settings(MAIL_LIMIT=4000):
        reasons = brought(post, an_mbox(tmp_path / "box", other, own, large, a_bounce("<nobody@knows.example>")))
    assert sorted(reason.partition(",")[0].partition(" has 5")[0] for reason in reasons) == [
        "A mail with the same Message-ID and other content has arrived before.",
        "It",
        "It is a bounce",
        "We sent it ourselves",
    ]
    assert [row.state for row in post.kept()] == ["placed"]


def test_a_mail_of_long_ago_moves_nothing_on_a_ticket_that_lives(tmp_path):
    post = a_post()
    post.bring(a_letter(message_id="<now@customer.example>"))
    with post.inside():
        desk.answer(number=1, text="It is swapped.", by=post.cast.rep, at=later(0.1))
    [before] = tickets(post)
    late = old(4, "From before", more="References: <now@customer.example>\r\n")
    robot = old(5, "Away", more="References: <now@customer.example>\r\nAuto-Submitted: auto-replied\r\n")
    brought(post, an_mbox(tmp_path / "box", late, robot), at=later(0.2))
    [after] = tickets(post)
    assert (after.version, after.state, after.said_at) == (before.version, before.state, before.said_at)
    with post.inside():
        assert Message.objects.count() == 4


def test_a_check_in_goes_on_up_its_ladder_though_an_old_mail_of_its_firm_comes_in(tmp_path):
    firm = a_firm()
    firm.passes(later(370))
    firm.reach_out(later(370))
    post = a_post(firm.cast)
    with post.inside():
        asked_for = Message.objects.get(ticket=firm.check_in_ticket_id, kind="staff").message_id
        before = Ticket.objects.get(id=firm.check_in_ticket_id)
        address = str(before.requester and before.requester.addresses.get().address)
    raw = old(4, "Long ago", sender=address, more=f"References: {asked_for}\r\n")
    assert not brought(post, an_mbox(tmp_path / "box", raw), at=later(371))
    with post.inside():
        after = Ticket.objects.get(id=firm.check_in_ticket_id)
        assert Message.objects.filter(ticket=after, kind="customer").count() == 1
    assert (after.state, after.wakes_at, after.version) == (before.state, before.wakes_at, before.version)


@pytest.mark.parametrize("stands_open", [False, True])
def test_no_target_is_missed_for_an_old_mail_nobody_is_told_and_nothing_leaves(tmp_path, stands_open):
    post = a_post(a_desk())
    brought(post, an_mbox(tmp_path / "box", old(4)), stands_open=stands_open)
    pass_to(post.cast, later(hours=0.1))
    run = run_of(post.cast, 1)
    assert run is None if not stands_open else (run.due_at, run.missed_at) == (later(hours=2), None)
    assert "targets.missed" not in kinds(post.cast)
    with post.inside():
        assert (Outbox.objects.count(), Notice.objects.count()) == (0, 0)
        assert Ticket.objects.get().our_turn is stands_open


def test_the_clock_of_an_old_ticket_begins_when_its_customer_writes_anew(tmp_path):
    post = a_post(a_desk())
    brought(post, an_mbox(tmp_path / "box", old(4)))
    pass_to(post.cast, later(hours=0.1))
    more = "In-Reply-To: <Swap.the.banner@customer.example>\r\n"
    post.bring(a_letter(text="It is back.", more=more), at=later(1))
    pass_to(post.cast, later(1, hours=0.1))
    run = run_of(post.cast, 1)
    assert (run.due_at, run.missed_at) == (later(1, hours=2), None)
    with post.inside():
        assert Run.objects.filter(missed_at__isnull=False).count() == 0


def test_old_mails_of_one_sender_are_no_storm_and_leave_their_new_ones_room(tmp_path):
    post = a_post(a_workspace(manual=MANUAL.read_text().replace("100 in 1 hour", "2 in 1 hour")))
    assert not brought(post, an_mbox(tmp_path / "box", *(old(number, f"Number {number}") for number in (4, 5, 6))))
    assert post.bring(a_letter()).came == "placed"


def test_an_address_to_which_nothing_came_but_old_mails_is_not_called_well(tmp_path):
    post = a_post()
    brought(post, an_mbox(tmp_path / "box", old(4)))
    with post.inside():
        assert [box.last_in for box in mail_page().boxes] == [None]


def test_killed_at_any_moment_it_goes_on_and_each_mail_is_one_ticket(tmp_path):
    post = a_post()
    path = an_mbox(tmp_path / "box", *(old(number % 28 + 1, f"Number {number}") for number in range(60)))
    env = os.environ | {"ROUNDS_SECRET_KEY": settings.SECRET_KEY}
    line = [sys.executable, "-m", "rounds.cli", *words(post, path)]
    for kept in (5, 20):
        process = subprocess.Popen(line, env=env, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(tickets(post)) < kept:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert asked(post, path) == 0
    subjects = Counter(ticket.subject for ticket in tickets(post))
    assert (len(subjects), set(subjects.values())) == (60, {1})
    assert len(post.events("desk.old mail opened")) == 60


def test_a_mailbox_that_is_none_is_said_with_those_there_are(tmp_path):
    post = a_post()
    line = ["import", "mail", str(tmp_path), "--workspace", slug_of(post), "--mailbox", "nobody"]
    with pytest.raises(CommandTrouble, match=r"has no mailbox “nobody” with an address\. It has: support\."):
        bring(parser().parse_args(line))


def a_correspondence(post: Post) -> list[bytes]:
    """Write what a mailbox has of one matter: what came, what left it, and what came again."""
    asked = old(4)
    ours = old(
        5, "Done", sender=f"Fenwick <{post.address}>", to="dana@customer.example", text="It stands there now.",
        more="In-Reply-To: <Swap.the.banner@customer.example>\r\n",
    )  # fmt: skip
    thanks = old(6, "Thanks", more="In-Reply-To: <Done@customer.example>\r\n")
    return [asked, ours, thanks]


def test_what_we_sent_then_is_our_answer_on_its_ticket_sent_to_nobody_and_no_answer_of_today(tmp_path, capsys):
    """Out of one file or two, tried first, twice, and with the sent ones first in the file."""
    post = a_post()
    path = an_mbox(tmp_path / "box", *reversed(a_correspondence(post)))
    assert asked(post, path, "--dry-run") == 0
    assert "3 mails would come in; 0 here already; 0 turned away." in capsys.readouterr().out
    for _ in range(2):
        assert asked(post, path) == 0
    assert "0 mails came in (0 new tickets, 0 added to tickets); 3 here already; 0 turned" in capsys.readouterr().out
    [ticket] = tickets(post)
    assert (ticket.state, ticket.closed_at) == ("closed", on(6))
    with post.inside():
        said = list(Message.objects.order_by("at").values_list("kind", "at", "old_answer", "author_member"))
        assert said == [
            ("customer", on(4), False, None),
            ("staff", on(5), True, None),
            ("customer", on(6), False, None),
        ]
        assert not Outbox.objects.exists()
    page = visitor(post.cast).get(f"/desk/{ticket.number}").content.decode()
    assert "Our mail of then" in page and page.count(">As written<") == 3
    programs = program(post.cast).ask("GET", f"/tickets/{ticket.number}/messages").json()["items"]
    assert [(each["kind"], each["came_by"]) for each in programs] == [
        ("customer", "file"), ("staff", "file"), ("customer", "file"),
    ]  # fmt: skip


def test_an_answer_of_then_meets_no_target_and_moves_nothing_on_a_ticket_that_lives(tmp_path):
    post = a_post()
    post.bring(a_letter(message_id="<Swap.the.banner@customer.example>"))
    before = tickets(post)
    assert brought(post, an_mbox(tmp_path / "box", a_correspondence(post)[1])) == Counter()
    assert [(each.state, each.last_word, each.version) for each in tickets(post)] == [
        (each.state, each.last_word, each.version) for each in before
    ]
    with post.inside():
        assert lives_of(list(Ticket.objects.all()))[before[0].pk].answered_at is None


def a_wish(post: Post) -> list[bytes]:
    """Write a conversation that we began: ours, their answer, and ours again."""
    ours = old(4, "Your contract", sender=f"Fenwick <{post.address}>", to="Dana <dana@customer.example>, kim@customer.example",
               text="It ends in May. Shall it go on?", more=f"Cc: {post.address}\r\n")  # fmt: skip
    theirs = old(5, "Yes", more="In-Reply-To: <Your.contract@customer.example>\r\n")
    again = old(
        6, "Done", sender=post.address, to="dana@customer.example", more="In-Reply-To: <Yes@customer.example>\r\n"
    )
    return [ours, theirs, again]


@pytest.mark.parametrize("stands_open", [False, True])
@pytest.mark.parametrize(("many", "word", "turn"), [(1, "staff", False), (2, "customer", True), (3, "staff", False)])
def test_a_conversation_that_we_began_then_is_one_ticket_and_waits_for_whoever_was_written_to_last(
    tmp_path, stands_open, many, word, turn
):
    post = a_post()
    path = an_mbox(tmp_path / "box", *reversed(a_wish(post)[:many]))
    assert not brought(post, path, stands_open=stands_open)
    assert not brought(post, path, stands_open=stands_open)
    [ticket] = tickets(post)
    state, closed_at = ("open", None) if stands_open else ("closed", on(3 + many))
    assert (ticket.subject, ticket.state, ticket.opened_at) == ("Your contract", state, on(4))
    assert (ticket.said_at, ticket.closed_at) == (on(3 + many), closed_at)
    assert ticket.our_turn is (turn and stands_open)
    with post.inside():
        assert not stands_open or Ticket.objects.get().last_word == word
        assert dict(Party.objects.values_list("contact__addresses__address", "role")) == {
            "dana@customer.example": "requester",
            "kim@customer.example": "cc",
        }
        first = Message.objects.order_by("id")[0]
        assert (first.kind, first.old_answer, first.author_contact, first.sender) == ("staff", True, None, None)
        assert (Outbox.objects.count(), Notice.objects.count()) == (0, 0)
    page = visitor(post.cast).get(f"/desk/{ticket.number}").content.decode()
    assert "brought the ticket in, of an old mail of ours" in page and "Our mail of then" in page


def test_a_first_answer_that_was_given_then_is_owed_to_nobody_once_the_ticket_stands_open_here(tmp_path):
    post = a_post(a_desk())
    raws = [*a_correspondence(post)[:2], *a_wish(post)[:1], old(7, "Never answered")]
    brought(post, an_mbox(tmp_path / "box", *raws), stands_open=True)
    pass_to(post.cast, later(1))
    runs = [run_of(post.cast, number) for number in (1, 2, 3)]
    assert [bool(run and run.missed_at) for run in runs] == [False, False, True]


def test_a_sent_folder_that_comes_in_later_says_whose_turn_it_is_until_somebody_here_said_more(tmp_path):
    post = a_post()
    theirs, ours, _ = a_correspondence(post)
    inbox, sent = an_mbox(tmp_path / "in", theirs, old(4, "Other")), an_mbox(tmp_path / "sent", ours)
    away = old(8, "Away", more="In-Reply-To: <Done@customer.example>\r\nAuto-Submitted: auto-replied\r\n")
    brought(post, inbox, stands_open=True)
    assert [(each.state, each.our_turn) for each in tickets(post)] == [("new", True), ("new", True)]
    brought(post, sent)
    brought(post, an_mbox(tmp_path / "away", away))
    assert [(each.state, each.our_turn) for each in tickets(post)] == [("open", False), ("new", True)]
    assert [event.payload["word"] for event in post.events("desk.old mail added")] == ["staff", ""]
    with post.inside():
        desk.hold(number=2, holder="supplier", reason="Domain.", wish=WEEK, by=post.cast.rep, at=later(0.1))
    [_, before] = tickets(post)
    late = old(
        9, "Late", sender=post.address, to="dana@customer.example", more="References: <Other@customer.example>\r\n"
    )
    assert not brought(post, an_mbox(tmp_path / "late", late), at=later(0.2))
    [_, after] = tickets(post)
    assert (after.version, after.said_at, after.last_word) == (before.version, before.said_at, before.last_word)


def test_on_a_ticket_that_began_here_an_answer_out_of_a_file_moves_no_turn_though_it_is_the_last_word(tmp_path):
    post = a_post()
    post.bring(a_letter(message_id="<now@customer.example>"), at=MONDAY - timedelta(days=1))
    [before] = tickets(post)
    ours = a_letter(sender=post.address, to="dana@customer.example", more="In-Reply-To: <now@customer.example>\r\n")
    assert not brought(post, an_mbox(tmp_path / "sent", ours), at=later(1))
    [after] = tickets(post)
    assert (after.our_turn, after.version, after.said_at) == (True, before.version, before.said_at)
    with post.inside():
        assert Message.objects.filter(ticket=after, old_answer=True).count() == 1


NEWSLETTER = "List-Unsubscribe: <https://fenwick.example/out>\r\nPrecedence: bulk\r\n"


@pytest.mark.parametrize(
    ("to", "more", "reason"),
    [
        ("support", "", SENT_TO_US),
        ("member", "", SENT_TO_US),
        ("", "", SENT_TO_US),
        (", ".join(f"reader{number}@customer.example" for number in range(101)), "", MANY.format(count=101)),
        ("dana@customer.example", NEWSLETTER, "A robot wrote it"),
        ("dana@customer.example", "Auto-Submitted: auto-replied\r\n", "A robot wrote it"),
        ("dana@customer.example", "Return-Path: <x@evil.example>\r\n", FROM_MAILBOX),
    ],
)
def test_what_we_sent_to_nobody_to_many_or_by_a_robot_begins_nothing_and_stays_in_its_file(tmp_path, to, more, reason):
    post = a_post()
    with post.inside():
        to = {"support": post.address, "member": Member.objects.get(id=post.cast.rep.id).email}.get(to, to)
    refused = brought(post, an_mbox(tmp_path / "box", old(4, sender=post.address, to=to, more=more)))
    assert [text.startswith(reason) for text in refused] == [True]
    assert tickets(post) == []


RELAYED = (
    "Received: from evil.example (evil.example [198.51.100.7]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n"
    "\tby mx.fenwick.example with ESMTPS id 4F; Mon, 2 Nov 2026 10:00:00 +0000\r\n"
)
SUBMITTED = "Received: from [10.0.0.7] (unknown [203.0.113.9]) by mail.fenwick.example with ESMTPSA id 5A; 2 Nov 2026 10:00:00 +0000\r\n"
DISGUISED = "Received: from by x with ESMTPA (evil (with ESMTPSA)) by mx.fenwick.example with ESMTP id 6; 2 Nov 2026 10:00:00 +0000\r\n"


@pytest.mark.parametrize(
    ("more", "to", "reason"),
    [
        ("In-Reply-To: <Swap.the.banner@customer.example>\r\nReturn-Path: <x@evil.example>\r\n", "", FROM_MAILBOX),
        (f"In-Reply-To: <Swap.the.banner@customer.example>\r\n{RELAYED}", "", FROM_MAILBOX),
        (f"In-Reply-To: <Swap.the.banner@customer.example>\r\n{RELAYED}{SUBMITTED}", "", FROM_MAILBOX),
        (f"In-Reply-To: <Swap.the.banner@customer.example>\r\n{DISGUISED}", "", FROM_MAILBOX),
        ("In-Reply-To: <nobody.knows@customer.example>\r\n", "", SENT_NOWHERE),
        (f"In-Reply-To: <nobody.knows@customer.example>\r\n{SUBMITTED}", "", SENT_NOWHERE),
        ("In-Reply-To: <Swap.the.banner@customer.example>\r\n", "printer@shop.example", SENT_TO_OTHERS),
    ],
)
def test_what_says_to_be_ours_and_was_delivered_to_us_or_belongs_to_no_ticket_stays_in_its_file(
    tmp_path, more, to, reason
):
    post = a_post()
    theirs, *_ = a_correspondence(post)
    ours = old(5, "Done", sender=post.address, to=to or "dana@customer.example", more=more)
    assert brought(post, an_mbox(tmp_path / "box", theirs, ours)) == Counter([reason])
    with post.inside():
        assert Message.objects.count() == 1
