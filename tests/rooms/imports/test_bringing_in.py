"""A file comes in batch by batch: tried first, whole records only, safe to run twice, by two at once, and after a kill."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.accounts.commands import add_account
from rounds.accounts.models import Account, Asset, Contact
from rounds.basics.problems import NotThere, Refused
from rounds.desk.models import PastChange, Ticket
from rounds.imports import bringing_in
from rounds.imports.commands import (
    ask_to_try,
    bring_file,
    bring_in_batch,
    choose_columns,
    start,
    stop,
    take_back_import,
)
from rounds.imports.models import Import, ImportFile, TurnedRow
from rounds.imports.rejected import as_csv
from rounds.imports.rules import Stage
from rounds.imports.targets import What
from rounds.team import commands as team
from rounds.timeline.models import TimelineEvent
from tests.at_once import at_once, refused_of
from tests.world import MONDAY, Cast, a_member, a_workspace, later

FIRMS = b"id,name,tier,stations\n1,Linden Row,gold,12\n2,Tamsin & Cole,silver,many\n3,,gold,1\n4,Vantage,gold,\n"
FIRM_MAP = "source: hubspot\ncolumns: {id: external id, name: name, tier: tier, stations: field stations}\nfields: {stations: number}\n"


def a_file(cast: Cast, data: bytes = FIRMS, map_text: str = FIRM_MAP, what: What = What.ACCOUNTS) -> Import:
    with cast.inside():
        return bring_file(what=what, name="firms.csv", data=data, map_text=map_text, by=cast.manager, at=MONDAY)


def brought(cast: Cast, *words, batch: int = 1_000, **more) -> Import:
    """Bring a file in to its end."""
    found = a_file(cast, *words, **more)
    with cast.inside():
        start(import_id=found.pk, by=cast.manager, at=MONDAY, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.1), batch=batch)
    return again(cast, found)


def again(cast: Cast, found: Import) -> Import:
    with cast.inside():
        return Import.objects.get(id=found.pk)


def counts(found: Import) -> tuple[int, int, int, int]:
    return found.made, found.changed, found.same, found.turned


def many_firms(many: int) -> bytes:
    return b"id,name\n" + b"".join(b"%d,Firm %d\n" % (number, number) for number in range(many))


MANY_MAP = "columns: {id: external id, name: name}"


def test_rows_come_in_and_those_that_cannot_are_kept_with_line_and_reason():
    cast = a_workspace()
    done = brought(cast)
    assert (done.stage, counts(done)) == (Stage.DONE, (2, 0, 0, 2))
    with cast.inside():
        assert set(Account.objects.values_list("name", "tier")) == {("Linden Row", "gold"), ("Vantage", "gold")}
        assert Account.objects.get(name="Linden Row").fields == {"stations": 12}
        turned = list(TurnedRow.objects.order_by("line").values_list("line", "reason"))
        assert turned == [(3, "“stations”: “many” is no number."), (4, "No name.")]
        assert not ImportFile.objects.exists(), "what people wrote about people is not kept longer than needed"


def test_a_try_says_exactly_what_a_run_then_does_and_writes_nothing():
    cast = a_workspace()
    with cast.inside():
        add_account(name="Vantage", by=cast.manager, at=MONDAY)
    found = a_file(cast)
    with cast.inside():
        ask_to_try(import_id=found.pk, by=cast.manager, at=MONDAY)
        before = list(Account.objects.values())
    bringing_in.try_it(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.1))
    tried = again(cast, found)
    with cast.inside():
        assert list(Account.objects.values()) == before
        assert TurnedRow.objects.count() == 2
        start(import_id=found.pk, by=cast.manager, at=MONDAY, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.2))
    done = again(cast, found)
    assert [tried.tried[name] for name in ("made", "changed", "same", "turned")] == list(counts(done)) == [1, 1, 0, 2]


def test_the_same_file_twice_makes_nothing_twice_and_leaves_no_event_of_a_record():
    cast = a_workspace()
    brought(cast)
    with cast.inside():
        before = TimelineEvent.objects.filter(subject_kind="account").count()
    assert counts(brought(cast)) == (0, 0, 2, 2)
    with cast.inside():
        assert TimelineEvent.objects.filter(subject_kind="account").count() == before


class Killed(BaseException):
    """Ends a worker where it stands, as kill -9 does to the transaction."""


@pytest.mark.parametrize("moment", range(4))
def test_a_killed_import_goes_on_at_its_batch_and_nothing_is_in_half_or_twice(moment, monkeypatch):
    cast = a_workspace()
    found = a_file(cast, many_firms(35), MANY_MAP)
    with cast.inside():
        start(import_id=found.pk, by=cast.manager, at=MONDAY, here_and_now=True)
    calls = []

    def dies_in_the_batch(**words):
        after = bring_in_batch(**words)
        calls.append(words["position"])
        if len(calls) == moment + 1:
            raise Killed  # inside the transaction: this batch is gone
        return after

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(bringing_in, "bring_in_batch", dies_in_the_batch)
        bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.1), batch=10)
    half = again(cast, found)
    with cast.inside():
        assert Account.objects.count() == half.position == half.made == moment * 10
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.2), batch=10)
    done = again(cast, found)
    assert (done.stage, counts(done)) == (Stage.DONE, (35, 0, 0, 0))
    with cast.inside():
        assert TimelineEvent.objects.filter(kind="accounts.account imported").count() == 35


def test_the_last_batch_waits_for_the_disk_and_those_before_it_do_not():
    """Commits reach the disk in their order: who hears that an import is done has all of it there."""
    cast = a_workspace()
    with CaptureQueriesContext(connection) as asked:
        brought(cast, many_firms(25), MANY_MAP, batch=10)
    said = [each["sql"] for each in asked if "synchronous_commit" in each["sql"] or '"stage" = ' in each["sql"]]
    assert [sql == "SET LOCAL synchronous_commit = off" for sql in said if not sql.startswith("SELECT")] == [
        False,  # it begins
        True,
        False,
        True,
        False,
        False,  # it is done
    ]


def test_two_workers_at_one_import_bring_each_record_once():
    cast = a_workspace()
    found = a_file(cast, many_firms(200), MANY_MAP)
    with cast.inside():
        start(import_id=found.pk, by=cast.manager, at=MONDAY, here_and_now=True)
    _at_once(cast, [found, found])
    done = again(cast, found)
    assert (done.stage, counts(done)) == (Stage.DONE, (200, 0, 0, 0))


def test_two_imports_of_one_file_at_once_make_each_record_once():
    cast = a_workspace()
    both = [a_file(cast, many_firms(200), MANY_MAP) for _ in range(2)]
    with cast.inside():
        for each in both:
            start(import_id=each.pk, by=cast.manager, at=MONDAY, here_and_now=True)
    _at_once(cast, both)
    first, second = (again(cast, each) for each in both)
    assert first.stage == second.stage == Stage.DONE
    assert (first.made + second.made, first.same + second.same) == (200, 200)
    with cast.inside():
        assert Account.objects.count() == 200


def _at_once(cast: Cast, imports: list[Import]) -> None:
    def work(found: Import) -> None:
        bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.1), batch=10)

    came = at_once(*(partial(work, each) for each in imports))
    assert refused_of(came) == []


def test_a_stopped_import_goes_on_where_it_stopped():
    cast = a_workspace()
    found = a_file(cast, many_firms(30), MANY_MAP)
    with cast.inside():
        start(import_id=found.pk, by=cast.manager, at=MONDAY, here_and_now=True)

    def stops_after_the_first(done: int, of: int) -> None:
        if done == 10:
            with cast.inside():
                stop(import_id=found.pk, by=cast.manager, at=later(0.1))

    job = {"workspace_id": cast.workspace_id, "import_id": found.pk, "clock": lambda: later(0.1), "batch": 10}
    bringing_in.run(**job, say=stops_after_the_first)
    assert (again(cast, found).stage, again(cast, found).position) == (Stage.STOPPED, 10)
    with cast.inside():
        start(import_id=found.pk, by=cast.manager, at=later(0.2), here_and_now=True)
    bringing_in.run(**job)
    assert counts(again(cast, found)) == (30, 0, 0, 0)


def test_an_import_stops_with_its_reason_when_its_member_may_not_any_more():
    cast = a_workspace()
    found = a_file(cast)
    with cast.inside():
        start(import_id=found.pk, by=cast.manager, at=MONDAY, here_and_now=True)
        a_member("Nina Roy", ["manager"], f"second-{cast.workspace_id}")
        team.set_roles(member_id=cast.manager.id, roles=["rep"], by=cast.manager, at=later(0.1))
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.2))
    assert again(cast, found).stage == Stage.STOPPED
    assert "may not import data" in again(cast, found).trouble
    with cast.inside():
        assert not Account.objects.exists()


def test_taking_an_import_back_leaves_what_was_there_before():
    cast = a_workspace()
    with cast.inside():
        add_account(name="Vantage", by=cast.manager, at=MONDAY)
    done = brought(cast)
    with cast.inside():
        undone = take_back_import(import_id=done.pk, by=cast.manager, at=later(1))
        assert (undone.removed, undone.undone, undone.stays) == (1, 1, 0)
        assert list(Account.objects.values_list("name", "tier")) == [("Vantage", "")]
    assert again(cast, done).stage == Stage.TAKEN_BACK


def test_a_refused_map_changes_nothing():
    cast = a_workspace()
    found = a_file(cast)
    with pytest.raises(Refused, match="no column “nme”"), cast.inside():
        choose_columns(import_id=found.pk, map_text="columns: {nme: name}", by=cast.manager, at=later(0.1))
    assert again(cast, found).map == FIRM_MAP


def test_another_workspaces_import_is_not_there():
    ours, theirs = a_workspace(), a_workspace()
    found = a_file(ours)
    for act in (ask_to_try, start, stop, take_back_import):
        with pytest.raises(NotThere), theirs.inside():
            act(import_id=found.pk, by=theirs.manager, at=MONDAY)
    bringing_in.run(workspace_id=theirs.workspace_id, import_id=found.pk, clock=lambda: MONDAY)
    with theirs.inside():
        assert not Account.objects.exists()


def test_ids_of_another_workspace_name_nobody_here():
    ours, theirs = a_workspace(), a_workspace()
    brought(ours)
    people = b"id,name,firm\n1,Dana,1\n"
    map_text = "source: hubspot\ncolumns: {id: external id, name: name, firm: account id}"
    assert counts(brought(theirs, people, map_text, What.CONTACTS)) == (0, 0, 0, 1)
    assert counts(brought(ours, people, map_text, What.CONTACTS)) == (1, 0, 0, 0)


def test_people_assets_and_tickets_come_in_beside_their_firms():
    cast = a_workspace()
    brought(cast)
    source = "source: hubspot\n"
    people = b"id,first,last,mails,firm\n1,Dana,Whitlock,dana@l.example; d@home.example,1\n2,No,Body,nobody at all,1\n"
    columns = "columns: {id: external id, first: first name, last: last name, mails: address, firm: account id}"
    assert counts(brought(cast, people, source + columns, What.CONTACTS)) == (1, 0, 0, 1)
    drones = b"id,model,sn,firm,hours\n1,X8,SN-1,1,12\n2,X8,SN-1,4,1\n"
    columns = "columns: {id: external id, model: kind, sn: serial, firm: account id, hours: field hours}"
    assert counts(brought(cast, drones, source + columns, What.ASSETS)) == (1, 0, 0, 1)
    tickets = b"id,what,state,since,who\n7,It stands,on hold,3/4/2026,1\n8,Well,done,13/4/2026,1\n9,Odd,?,14/4/2026,1\n"
    columns = (
        "columns: {id: external id, what: subject, since: opened at, who: requester id, "
        "state: {becomes: state, values: {on hold: waiting, done: closed}}}\nalways: {kind: question}"
    )
    done = brought(cast, tickets, source + columns, What.TICKETS)
    assert counts(done) == (2, 0, 0, 1)
    with cast.inside():
        person = Contact.objects.get()
        assert (person.name, person.account.name) == ("Dana Whitlock", "Linden Row")
        assert Asset.objects.get().fields == {"hours": "12"}
        ticket = Ticket.objects.get(subject="It stands")
        assert (ticket.requester_id, ticket.account_id, ticket.our_turn) == (person.pk, person.account_id, False)
        assert TurnedRow.objects.get(of=done).reason == "“state” is “?”, which the map does not know."


def test_a_ticket_with_one_change_that_cannot_be_read_does_not_come_in_half():
    cast = a_workspace()
    log = b"id,at,state\n1,2026-01-01 10:00,new\n1,nonsense,open\n1,2026-01-03 10:00,closed\n2,2026-01-01 10:00,new\n"
    map_text = "rows are: changes\ncolumns: {id: external id, at: changed at, state: state}\nalways: {kind: question, subject: 'Old {id}'}"
    assert counts(brought(cast, log, map_text, What.TICKETS)) == (1, 0, 0, 1)
    with cast.inside():
        assert Ticket.objects.get().subject == "Old 2"
        assert PastChange.objects.count() == 1
        turned = TurnedRow.objects.get()
        assert (turned.line, turned.key) == (3, "1")
        assert "Its 3 rows wait for this one." in turned.reason


def test_distributors_come_before_their_customers_and_a_circle_is_turned_away():
    cast = a_workspace()
    firms = b"id,name,over\n1,Customer,3\n2,Sub,3\n3,Distributor,4\n4,Top,\n5,A,6\n6,B,5\n7,C,5\n"
    done = brought(cast, firms, "columns: {id: external id, name: name, over: parent id}", batch=2)
    assert counts(done) == (4, 0, 0, 3)
    with cast.inside():
        above = {
            each.name: each.parent.name if each.parent else "" for each in Account.objects.select_related("parent")
        }
        assert above == {"Customer": "Distributor", "Sub": "Distributor", "Distributor": "Top", "Top": ""}
        assert set(TurnedRow.objects.values_list("line", flat=True)) == {6, 7, 8}


def test_rejected_rows_can_be_mended_and_a_spreadsheet_runs_none_of_them():
    cast = a_workspace()
    done = brought(cast, b"id,name\n1,\"=cmd|' /C calc'!A0\"\n1,+again\n", MANY_MAP)
    with cast.inside():
        assert Account.objects.get().name.startswith("=cmd")
        _, text = as_csv(done)
    assert text.splitlines()[0] == "id,name,row,why not,what helps"
    assert text.splitlines()[1].startswith("1,'+again,3,“1” is in row 2 already.")
