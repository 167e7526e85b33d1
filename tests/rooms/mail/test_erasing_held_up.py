"""What stands in the way of erasing somebody, passes by itself, breaks or is killed: who hears of it, and that it is done in the end."""

import argparse
import os
import signal
import subprocess
import sys

import pytest
from django.db import OperationalError, connection

from rounds.accounts import commands as accounts
from rounds.accounts.being_erased import Stage
from rounds.accounts.commands.erasing import TELL_AFTER
from rounds.accounts.house import CANNOT_BE_ERASED
from rounds.cli import workspaces as cli
from rounds.cli.trouble import CommandTrouble
from rounds.desk import commands as desk
from rounds.desk.models import Ticket
from rounds.mail.commands import erasing as act
from rounds.mail.models import Received
from rounds.team import commands as team
from rounds.team.models import Notice
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Because
from rounds.workspaces.models import Workspace
from tests.outgoing import brought
from tests.rooms.api.program import program
from tests.rooms.mail.asked_to_erase import (
    ASKED,
    DONE,
    SOON,
    STOPPED,
    asked,
    held_up,
    stands,
    told,
    until,
    worked,
    zora,
)
from tests.rooms.mail.post import a_letter
from tests.rooms.mail.zora import SECOND, ZORA, a_lived_in_desk, traces_left
from tests.rooms.web.visitor import visitor
from tests.world import a_member, later

HELD_UP = "accounts.erasing held up"
WORKER = """
import sys, django
django.setup()
from rounds.basics import clock
from rounds.mail.erasing import erase_all
erase_all(workspace_id=int(sys.argv[1]), clock=clock.now)
"""


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
