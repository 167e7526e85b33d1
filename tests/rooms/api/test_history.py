"""`GET /events` shows a program what the page's Why shows its member, and nothing else: one table says who reads which history."""

import pytest

from rounds.accounts.commands import add_account
from rounds.desk import commands as desk
from rounds.desk.rules import MessageKind
from rounds.team.commands import set_roles
from rounds.team.histories import OWN, READS
from rounds.timeline import registry
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.rooms.api.program import program
from tests.rooms.timeline.sealed import numbers, seal_all
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_ticket, a_workspace


def what_happened(cast) -> None:
    """Let something happen to records of several kinds, by several people."""
    with cast.inside():
        number = a_ticket().number
        add_account(name="Harbour Tile & Stone", by=cast.manager, at=MONDAY)
        set_roles(member_id=cast.teammate.id, roles=["lead"], by=cast.manager, at=MONDAY)
        for who in (cast.rep, cast.lead):
            desk.keep_draft(number=number, kind=MessageKind.NOTE, text="Begun", by=who, at=MONDAY)
    seal_all(cast)


def events(asking) -> list[dict]:
    found, last = [], -1
    while True:
        page = asking.get(f"/events?since={max(last, 0)}&limit=3").json()
        found += page["items"]
        if not page["items"]:
            return found
        last = page["last"]


def test_every_kind_of_record_says_who_reads_its_history():
    assert {registry.kind_of(kind).subject_kind for kind in registry.kinds()} == set(READS) | OWN


@pytest.mark.parametrize("role", ["rep", "lead", "production", "manager"])
def test_a_program_reads_what_the_page_shows_its_member(role):
    cast = a_workspace()
    what_happened(cast)
    who = getattr(cast, role)
    with cast.inside():
        every = list(TimelineEvent.objects.order_by("id"))
    page = visitor(cast, who)
    shown = {row.pk for row in every if page.get(f"/why/{row.pk}").status_code == 200}
    told = {(each["kind"], each["about"]["kind"], each["about"]["id"]) for each in events(program(cast, who))}
    assert told == {(row.kind, row.subject_kind, row.subject_id) for row in every if row.pk in shown}
    assert told, "and that is something"


def test_a_token_reads_no_more_of_the_history_than_it_is_for():
    cast = a_workspace()
    what_happened(cast)
    kinds = {each["about"]["kind"] for each in events(program(cast, cast.manager, scopes=("read the desk",)))}
    assert kinds <= {"ticket"} | OWN


def test_of_what_is_somebodys_own_only_they_read_the_history():
    cast = a_workspace()
    what_happened(cast)
    for who in (cast.rep, cast.lead):
        begun = [each for each in events(program(cast, who)) if each["about"]["kind"] == "unsent"]
        assert [each["by"]["id"] for each in begun] == [who.id]


def test_reading_on_ends_where_nothing_more_is_for_the_token_and_misses_nothing_after():
    cast = a_workspace()
    what_happened(cast)
    asking = program(cast, cast.rep, scopes=("read the desk",))
    last_number = numbers(cast)[-1]
    last = asking.get("/events?since=0&limit=500").json()["last"]
    assert last == last_number
    assert asking.get(f"/events?since={last}").json() == {"items": [], "last": last}
    with cast.inside():
        add_account(name="Another", by=Actor.system(), at=MONDAY)
        ticket = a_ticket()
    seal_all(cast)
    after = asking.get(f"/events?since={last}").json()["items"]
    assert [each["about"]["id"] for each in after if each["kind"] == "desk.ticket opened"] == [ticket.pk]
