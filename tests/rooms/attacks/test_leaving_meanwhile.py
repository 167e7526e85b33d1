"""Somebody is taken off the team while others work with what they have: each waits for the other at most once, and nothing stays theirs."""

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from rounds.basics.problems import NotThere, Refused
from rounds.desk import commands as desk
from rounds.desk.commands.loading import locked
from rounds.desk.many import ManyAct, Verb
from rounds.desk.models import Ticket
from rounds.desk.rules import ENDED
from rounds.team import commands as team
from rounds.team.models import Member
from tests.database import owner_url
from tests.world import MONDAY, Cast, a_ticket, a_workspace, later

GONE_AT = later(0.2)


class Doing(threading.Thread):
    """An act of another transaction. broke: what it ended with, but for a refusal."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self._act = act
        self.broke: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self._act()
        except (Refused, NotThere):
            pass
        except Exception as broke:
            self.broke = broke
        finally:
            connection.close()


def until_waiting(many: int = 1) -> None:
    """Wait until so many transactions wait for another one."""
    end = time.monotonic() + 10
    with psycopg.connect(owner_url(), autocommit=True) as looking:
        while time.monotonic() < end:
            [(waiting,)] = looking.execute(
                "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND datname = current_database()"
            ).fetchall()
            if waiting >= many:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")


@contextmanager
def held_by_another(cast: Cast, number: int):
    """Let another transaction hold a ticket."""
    with psycopg.connect(owner_url()) as other:
        other.execute(
            "SELECT 1 FROM ticket WHERE workspace_id = %s AND number = %s FOR UPDATE", [cast.workspace_id, number]
        )
        yield
        other.rollback()


def tickets_of(cast: Cast, *whose: int | None) -> list[int]:
    with cast.inside():
        made = [a_ticket() for _ in whose]
        for ticket, member_id in zip(made, whose, strict=True):
            if member_id:
                desk.assign(number=ticket.number, member_id=member_id, by=cast.lead, at=MONDAY)
        return [ticket.number for ticket in made]


def leaving(cast: Cast) -> Doing:
    def leave() -> None:
        with cast.inside():
            desk.end_membership(member_id=cast.rep.id, by=cast.manager, at=GONE_AT)

    return Doing(leave)


def nothing_is_with_somebody_gone(cast: Cast) -> None:
    with cast.inside():
        gone = Member.objects.filter(active=False).values("id")
        assert not Ticket.objects.filter(assignee_id__in=gone).exclude(state__in=ENDED).exists()


def given_to_them_again(cast: Cast, number: int) -> None:
    desk.assign(number=number, member_id=cast.rep.id, by=cast.lead, at=GONE_AT)


def given_to_somebody_else(cast: Cast, number: int) -> None:
    desk.assign(number=number, member_id=cast.teammate.id, by=cast.lead, at=GONE_AT)


def noted_by_them(cast: Cast, number: int) -> None:
    desk.note(number=number, text="Hm", by=cast.rep, at=GONE_AT)


def followed_by_them(cast: Cast, number: int) -> None:
    desk.follow(number=number, by=cast.rep, at=GONE_AT)


@pytest.mark.parametrize("act", [given_to_them_again, given_to_somebody_else, noted_by_them, followed_by_them])
def test_an_act_on_their_ticket_that_has_begun_ends_before_they_leave(act):
    cast = a_workspace()
    [number] = tickets_of(cast, cast.rep.id)
    with cast.inside():
        locked(number)
        gone = leaving(cast)
        until_waiting()
        act(cast, number)
    gone.join()
    assert gone.broke is None
    nothing_is_with_somebody_gone(cast)


def test_many_tickets_are_given_to_somebody_who_leaves_without_waiting_in_a_ring():
    """Both come to a ticket that a third one holds, the leaving first."""
    cast = a_workspace()
    numbers = tickets_of(cast, None, cast.rep.id, None)
    act = ManyAct(Verb.ASSIGN, member_id=cast.rep.id)

    def give() -> None:
        with cast.inside():
            desk.do_to_many(numbers=numbers, act=act, by=cast.lead, at=GONE_AT)

    with held_by_another(cast, numbers[1]):
        gone = leaving(cast)
        until_waiting()
        giving = Doing(give)
        until_waiting(2)
    gone.join()
    giving.join()
    assert (gone.broke, giving.broke) == (None, None)
    nothing_is_with_somebody_gone(cast)


def test_an_act_on_many_is_taken_back_while_whoever_had_them_leaves():
    cast = a_workspace()
    numbers = tickets_of(cast, cast.rep.id, cast.rep.id)
    with cast.inside():
        to_another = ManyAct(Verb.ASSIGN, member_id=cast.teammate.id)
        many = desk.do_to_many(numbers=numbers, act=to_another, by=cast.lead, at=MONDAY)

    def undo() -> None:
        with cast.inside():
            desk.undo_many(many_id=many.pk, by=cast.lead, at=GONE_AT)

    with cast.inside():
        desk.end_membership(member_id=cast.rep.id, by=cast.manager, at=GONE_AT)
        undoing = Doing(undo)
        until_waiting()
    undoing.join()
    assert undoing.broke is None
    nothing_is_with_somebody_gone(cast)


def test_roles_are_set_while_the_same_member_leaves():
    cast = a_workspace()

    def set_roles() -> None:
        with cast.inside():
            team.set_roles(member_id=cast.rep.id, roles=["lead"], by=cast.manager, at=GONE_AT)

    with held_by_another(cast, *tickets_of(cast, cast.rep.id)):
        gone = leaving(cast)
        until_waiting()
        setting = Doing(set_roles)
    gone.join()
    setting.join()
    assert (gone.broke, setting.broke) == (None, None)
    nothing_is_with_somebody_gone(cast)


def test_whoever_gives_and_takes_back_and_leaves_at_once_never_waits_in_a_ring():
    cast = a_workspace()
    numbers = tickets_of(cast, cast.rep.id, None, cast.rep.id, None)

    def gives(order: list[int]) -> Callable[[], None]:
        def give() -> None:
            for number in order:
                with cast.inside():
                    desk.assign(number=number, member_id=cast.rep.id, by=cast.lead, at=GONE_AT)

        return give

    def gives_all() -> None:
        with cast.inside():
            act = ManyAct(Verb.ASSIGN, member_id=cast.rep.id)
            many = desk.do_to_many(numbers=numbers, act=act, by=cast.lead, at=GONE_AT)
        with cast.inside():
            desk.undo_many(many_id=many.pk, by=cast.lead, at=GONE_AT)

    for _ in range(6):
        doing = [Doing(gives(numbers)), Doing(gives_all), leaving(cast), Doing(gives(numbers[::-1]))]
        for each in doing:
            each.join()
        assert [each.broke for each in doing] == [None] * 4
        nothing_is_with_somebody_gone(cast)
        with cast.inside():
            team.let_back(member_id=cast.rep.id, by=cast.manager, at=GONE_AT)
