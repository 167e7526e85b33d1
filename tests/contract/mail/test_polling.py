"""Polling, against the twin and against Dovecot where it is installed: each mail once, and the folder left as it was."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import override_settings

from acceptance import dovecot as real
from rounds.basics.problems import Refused
from rounds.desk.models import Message, Ticket
from rounds.mail import commands as mail
from rounds.mail import polling, queries
from rounds.mail.commands import receiving
from rounds.mail.folder import Folder, Place, open_folder
from rounds.mail.models import Mailbox, ReadFolder
from rounds.mail.polling import poll, take_new
from rounds.mail.queries.mailboxes import Box
from rounds.workspaces.queries import this_workspace
from tests.imap_side import PASSWORD, imap_side
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY

_serial = count(1)


@dataclass
class Side:
    """A mailbox on an IMAP server. put: lays a mail into it."""

    place: Place
    put: Callable[[bytes], object]
    twin: object = None


@contextlib.contextmanager
def twin() -> Iterator[Side]:
    with imap_side() as side:
        place = Place("", "127.0.0.1", side.port, "dana", "INBOX", "none", PASSWORD)
        yield Side(place, side.put, side)


@pytest.fixture(scope="module")
def server() -> Iterator[real.Dovecot]:
    """Start Dovecot once: to end takes it a second each time."""
    if not Path(real.PROGRAM).exists() or os.geteuid() != 0:
        pytest.skip("Dovecot is not installed, or nobody may start it here")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with real.dovecot(Path(folder)) as running:
            yield running


def a_box_on(server: real.Dovecot) -> Side:
    """Give an inbox of its own, in which nothing ever was."""
    name = f"box-{next(_serial)}"
    place = Place("", "127.0.0.1", server.port, name, "INBOX", "none", real.PASSWORD)
    return Side(place, lambda raw: server.put(name, raw))


@pytest.fixture(params=["twin", "dovecot"])
def side(request) -> Iterator[Side]:
    if request.param == "dovecot":
        yield a_box_on(request.getfixturevalue("server"))
        return
    with twin() as running:
        yield running


def look(side: Side, post: Post) -> None:
    """Look into the folder once."""
    with open_folder(side.place) as folder:
        take_new(folder, Box(post.cast.workspace_id, post.mailbox_id), side.place, clock=lambda: MONDAY)


def subjects(post: Post) -> list[str]:
    with post.inside():
        return list(Message.objects.order_by("id").values_list("subject", flat=True))


def position(post: Post) -> tuple[int | None, int]:
    with post.inside():
        return ReadFolder.objects.values_list("validity", "uid").get(mailbox_id=post.mailbox_id)


def test_new_mail_is_taken_in_once_and_in_order(side):
    post = a_post()
    look(side, post)
    for subject in ("One", "Two"):
        side.put(a_letter(subject=subject))
    look(side, post)
    look(side, post)
    side.put(a_letter(subject="Three"))
    look(side, post)
    assert subjects(post) == ["One", "Two", "Three"]
    assert position(post)[1] == 3


def test_a_folder_that_was_read_before_folders_had_positions_of_their_own_is_read_on(side):
    post = a_post()
    for subject in ("One", "Two"):
        side.put(a_letter(subject=subject))
    with open_folder(side.place) as folder, post.inside():
        Mailbox.objects.filter(id=post.mailbox_id).update(imap_validity=folder.validity, imap_uid=1)
    look(side, post)
    assert subjects(post) == ["Two"]


def test_a_bad_mail_does_not_stop_the_ones_behind_it(side):
    post = a_post()
    for raw in (a_letter(subject="One"), b"\x01\x02\x03 no mail", a_letter(subject="Two")):
        side.put(raw)
    look(side, post)
    assert subjects(post) == ["One", "Two"]
    assert [kept.state for kept in post.kept()] == ["placed", "quarantined", "placed"]


def test_the_same_mail_twice_in_the_folder_is_one_message(side):
    post = a_post()
    raw = a_letter()
    side.put(raw)
    side.put(raw)
    look(side, post)
    assert (subjects(post), position(post)[1]) == (["Swap the banner"], 2)


def test_a_mail_too_large_to_fetch_is_noted_and_stays_in_its_folder(side):
    post = a_post()
    side.put(a_letter(subject="Huge", text="x" * 5000))
    side.put(a_letter(subject="Small"))
    with override_settings(MAIL_LIMIT=3000):
        look(side, post)
        look(side, post)
    [held] = [kept for kept in post.kept() if kept.state == "quarantined"]
    assert "more than the 3,000 that are taken. It stays in its folder." in held.reason
    assert (held.subject, bytes(held.raw).count(b"x" * 100), subjects(post)) == ("Huge", 0, ["Small"])
    with post.inside():
        [shown] = queries.held()
    assert (shown.size, shown.placeable, shown.word) == (held.size, False, "Still in its folder")
    assert shown.size > 5000


def test_a_mail_that_stays_in_its_folder_never_becomes_an_empty_ticket():
    post = a_post()
    with twin() as side, override_settings(MAIL_LIMIT=3000):
        side.put(a_letter(subject="Huge", text="x" * 5000))
        look(side, post)
    [held] = post.kept()
    for act in (mail.make_ticket_of, mail.read_again):
        with pytest.raises(Refused, match="Only the head of this mail is here"), post.inside():
            act(received_id=held.pk, by=post.cast.lead, at=MONDAY)
    with post.inside():
        mail.drop_held(received_id=held.pk, by=post.cast.lead, at=MONDAY)
        assert Ticket.objects.count() == 0


def stumbles(*args, **kwargs):
    raise ZeroDivisionError


def test_a_mail_that_cannot_be_kept_is_noted_before_the_next_one_is_taken(monkeypatch):
    post = a_post()
    with twin() as side:
        for subject in ("One", "Two", "Three"):
            side.put(a_letter(subject=subject))
        whole = Folder.whole
        monkeypatch.setattr(Folder, "whole", lambda box, uid: stumbles() if uid == 2 else whole(box, uid))
        look(side, post)
    assert (subjects(post), position(post)[1]) == (["One", "Three"], 3)
    [held] = [kept for kept in post.kept() if kept.state == "quarantined"]
    assert (held.subject, held.reason) == ("Two", polling.COULD_NOT.format(trouble="ZeroDivisionError"))


def test_where_not_even_a_note_can_be_kept_no_mail_passes_the_one_that_failed(monkeypatch):
    post = a_post()
    with twin() as side:
        for subject in ("One", "Two", "Three"):
            side.put(a_letter(subject=subject))
        with monkeypatch.context() as broken:
            whole = Folder.whole
            broken.setattr(Folder, "whole", lambda box, uid: stumbles() if uid == 2 else whole(box, uid))
            broken.setattr(polling, "remember", stumbles)
            with pytest.raises(ZeroDivisionError):
                look(side, post)
        assert (subjects(post), position(post)[1]) == (["One"], 1)
        look(side, post)
    assert subjects(post) == ["One", "Two", "Three"]


def test_whatever_goes_wrong_a_mailbox_is_read_again(monkeypatch):
    post = a_post()
    turns = iter(range(6))
    with twin() as side, monkeypatch.context() as broken:
        side.put(a_letter(subject="One"))
        side.place.name = post.address
        broken.setattr(polling, "take_new", stumbles)

        def pause(seconds: float) -> bool:
            turn = next(turns, None)
            if turn == 3:
                broken.undo()
            return turn is None

        polling.watch(side.place, pause=pause, clock=lambda: MONDAY, every=0.0)
    assert subjects(post) == ["One"]


def test_while_the_database_is_away_nothing_is_passed_over(side, monkeypatch):
    post = a_post()
    side.put(a_letter(subject="One"))

    def away(*args, **kwargs):
        raise OperationalError("away")

    with monkeypatch.context() as broken:
        broken.setattr(receiving, "lay", away)
        with pytest.raises(OperationalError):
            look(side, post)
    assert position(post)[1] == 0
    look(side, post)
    assert subjects(post) == ["One"]


def test_a_folder_whose_numbers_began_anew_is_read_again_and_nothing_comes_twice():
    post = a_post()
    with twin() as side:
        for subject in ("One", "Two"):
            side.put(a_letter(subject=subject))
        look(side, post)
        del side.twin.mails[1]
        side.twin.begin_anew()
        side.put(a_letter(subject="Three"))
        look(side, post)
    assert subjects(post) == ["One", "Two", "Three"]
    assert position(post) == (2, 2)


def test_the_folder_is_opened_to_read_only():
    post = a_post()
    with twin() as side:
        side.put(a_letter())
        look(side, post)
        asked = side.twin.asked
    assert "EXAMINE" in asked
    assert not {"SELECT", "STORE", "EXPUNGE", "COPY", "MOVE"} & {word for line in asked for word in line.split(" ")}
    assert not [line for line in asked if "FETCH" in line and "BODY[" in line]


def test_the_poller_finds_its_mailbox_by_name_and_is_patient_with_its_server(monkeypatch):
    post = a_post()
    rounds_left = iter(range(12))

    with twin() as side:
        side.put(a_letter(subject="One"))
        side.place.name = post.address

        def pause(seconds: float) -> bool:
            turn = next(rounds_left, None)
            side.twin.away = turn is not None and 4 <= turn < 7
            if turn == 7:
                side.put(a_letter(subject="Two"))
            return turn is None

        polling.watch(side.place, pause=pause, clock=lambda: MONDAY, every=0.0)
    assert subjects(post) == ["One", "Two"]


def test_a_wrong_password_and_an_unknown_name_only_make_it_wait():
    with twin() as side:
        side.put(a_letter())
        side.place.name = "nobody-knows-this"
        left = iter([False, False, False])
        polling.watch(side.place, pause=lambda _: next(left, True), clock=lambda: MONDAY, every=0.0)
        side.place.password = "wrong"
        left = iter([False, False])
        polling.watch(side.place, pause=lambda _: next(left, True), clock=lambda: MONDAY, every=0.0)
        assert not [line for line in side.twin.asked if "FETCH" in line]


def test_several_mailboxes_are_polled_side_by_side():
    first, second = a_post(), a_post()
    with twin() as one, twin() as two:
        for side, post in ((one, first), (two, second)):
            side.put(a_letter())
            side.place.name = post.address

        def pause(seconds: float) -> bool:
            return bool(subjects(first) and subjects(second))

        poll(pause=pause, clock=lambda: MONDAY, places=[one.place, two.place], every=0.01)
    assert subjects(first) == subjects(second) == ["Swap the banner"]


def test_a_folder_that_feeds_a_mailbox_under_two_names_is_one_position():
    post = a_post()
    with post.inside():
        slug = this_workspace().slug
    with twin() as one:
        one.put(a_letter(subject="One"))
        places = [replace(one.place, name=name) for name in (post.address, f"{slug}/support")]
        poll(pause=lambda _: bool(subjects(post)), clock=lambda: MONDAY, places=places, every=0.01)
    assert (subjects(post), position(post)[1]) == (["One"], 1)
