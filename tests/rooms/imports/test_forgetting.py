"""Whoever is erased is gone from imports too: the whole database is searched for their words, column by column."""

import pytest
from django.db import connection

from rounds.accounts import commands as accounts
from rounds.accounts.fields import Record
from rounds.accounts.models import Account
from rounds.accounts.queries import contact_at
from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.imports import bringing_in
from rounds.imports.commands import bring_file, start, stop
from rounds.imports.models import TurnedRow
from rounds.imports.targets import What
from rounds.mail.commands import erase_person
from rounds.timeline.rules import Actor
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace, later

NAME, ADDRESS = "Wilhelmina Querfurth", "wilhelmina@querfurth.example"
ROWS = f"id,name,address\n1,{NAME},no address of {NAME}\n2,Somebody Else,else@other.example\n".encode()
MAP = "source: crm\ncolumns: {id: external id, name: name, address: address}\n"

COLUMNS = """
    SELECT t.relname, a.attname, a.atttypid = 'bytea'::regtype FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
    WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND a.atttypid IN (SELECT oid FROM pg_type WHERE typcategory IN ('S', 'A') OR typname IN ('json', 'jsonb', 'bytea', 'tsvector'))
      AND has_column_privilege(t.oid, a.attnum, 'SELECT')
"""


def where_it_stands(word: str) -> list[str]:
    """Search every column of every table that can hold words, as the catalogue lists them."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column, is_bytes in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if is_bytes else f'"{column}"::text'
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {text} ILIKE %s', [f"%{word}%"])
            found += [f"{table}.{column}"] if cursor.fetchone()[0] else []
    return found


def a_file(cast: Cast) -> int:
    return bring_file(what=What.CONTACTS, name="people.csv", data=ROWS, map_text=MAP, by=cast.manager, at=MONDAY).pk


def a_person(cast: Cast) -> None:
    """Let them ask for something, and let us write about them."""
    ticket = a_ticket(by=a_customer(NAME, address=ADDRESS))
    desk.note(number=ticket.number, text=f"{NAME} called.", by=cast.rep, at=later(0.1))
    other = a_ticket()
    desk.note(number=other.number, text=f"Ask {NAME}, {ADDRESS}.", by=cast.rep, at=later(0.1))


def test_rows_that_were_turned_away_and_everything_else_forget_the_person():
    cast = a_workspace()
    with cast.inside():
        a_person(cast)
        number = a_file(cast)
        start(import_id=number, by=cast.manager, at=MONDAY, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=number, clock=lambda: later(0.2))
    with cast.inside():
        there = {"import_turned.cells", "contact.name", "contact.searched", "message.text", "message.words"}
        assert len(there & set(where_it_stands("Querfurth"))) >= 4, "the search finds what is there"
        erase_person(contact_id=contact_at(ADDRESS), by=cast.manager, at=later(1))
    with cast.inside():
        assert where_it_stands("Querfurth") == []
        assert where_it_stands("Somebody Else"), "others stay"


@pytest.mark.parametrize(
    "name", [NAME, 'Wilhelmina "Mina" Querfurth', "Wilhelmina \\ Querfurth"], ids=["plain", "quotes", "backslash"]
)
@pytest.mark.parametrize("before", ["", "Called by\n", "Called by\t", "Called by\r\n", "“"], ids=repr)
def test_what_is_kept_as_json_forgets_the_person_wherever_in_a_text_they_stand(name, before):
    """In JSON an end of line is a letter behind a backslash, and a quote has one before it."""
    cast, words = a_workspace(), f"{before}{name}\nsaid so, {before}{ADDRESS}\n"
    cell = words.replace('"', '""')
    rows = f'id,name,address\n1,"{cell}",no address\n'.encode()
    with cast.inside():
        her = a_customer(name, address=ADDRESS).contact_id
        accounts.declare_field(record_kind=Record.ACCOUNT, name="owner", type_="text", by=Actor.system(), at=MONDAY)
        firm = accounts.add_account(name="Harbour Tile", by=cast.lead, at=MONDAY)
        Account.objects.filter(id=firm.pk).update(fields={"owner": words, "since": 1, "is new": True})
        number = bring_file(what=What.CONTACTS, name="p.csv", data=rows, map_text=MAP, by=cast.manager, at=MONDAY).pk
        start(import_id=number, by=cast.manager, at=MONDAY, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=number, clock=lambda: later(0.2))
    with cast.inside():
        assert {"import_turned.cells", "account.fields"} <= set(where_it_stands("Querfurth"))
        erase_person(contact_id=her, by=cast.manager, at=later(1))
        assert where_it_stands("Querfurth") == []
        kept = Account.objects.get(id=firm.pk).fields
        assert kept == {"owner": f"{before}erased\nsaid so, {before}erased\n", "since": 1, "is new": True}


def test_a_row_about_somebody_who_waits_to_be_erased_is_rejected_and_not_kept():
    """It may call them what nothing here does, so nobody would find it when they are erased."""
    cast, row = a_workspace(), f"id,name,address\n1,Mina Tischbein,{ADDRESS}\n2,Somebody Else,no address\n"
    told = {"what": What.CONTACTS, "name": "people.csv", "map_text": MAP, "by": cast.manager, "at": MONDAY}
    with cast.inside():
        a_person(cast)
        her = contact_at(ADDRESS)
        accounts.ask_to_erase(contact_id=her, by=cast.manager, at=MONDAY)
        number = bring_file(**told, data=row.encode()).pk
        start(import_id=number, by=cast.manager, at=MONDAY, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=number, clock=lambda: later(0.2))
    with cast.inside():
        assert list(TurnedRow.objects.order_by("line").values_list("line", "key", "cells")) == [
            (2, "erased", []),
            (3, "2", ["2", "Somebody Else", "no address"]),
        ]
        assert TurnedRow.objects.get(line=2).reason == "This person is being erased."
        erase_person(contact_id=her, by=cast.manager, at=later(1))
        assert where_it_stands("Tischbein") == []


def test_a_file_that_waits_and_names_the_person_is_settled_first():
    cast = a_workspace()
    with cast.inside():
        a_person(cast)
        number = a_file(cast)
    with pytest.raises(Refused, match="waits to come in"), cast.inside():
        erase_person(contact_id=contact_at(ADDRESS), by=cast.manager, at=later(1))
    with cast.inside():
        stop(import_id=number, by=cast.manager, at=later(1.1))
        erase_person(contact_id=contact_at(ADDRESS), by=cast.manager, at=later(1.2))
        assert where_it_stands("Querfurth") == []


def test_what_a_source_said_of_others_forgets_the_person_too():
    """Whoever brings the same file again has nothing changed by it: what stands and what was given say the same."""
    cast = a_workspace()
    files = {
        What.ACCOUNTS: (f"id,name,owner\n1,Harbour Tile,{NAME}\n", "owner: field owner}\nfields: {owner: text}\n"),
        What.CONTACTS: (f"id,name,title\n2,Bo Ek,Assistant of {NAME}\n", "title: title}\n"),
        What.TICKETS: (
            f"id,name,opened,state,caller\n3,Printer,2026-01-05 10:00,open,{NAME}\n",
            "opened: opened at, state: state, caller: fact caller}\nalways: {kind: question}\n",
        ),
    }
    with cast.inside():
        her = a_customer(NAME, address=ADDRESS).contact_id
    for what, (rows, more) in files.items():
        name = "subject" if what is What.TICKETS else "name"
        said = f"source: crm\ncolumns: {{id: external id, name: {name}, {more}"
        with cast.inside():
            number = bring_file(
                what=what, name="f.csv", data=rows.encode(), map_text=said, by=cast.manager, at=MONDAY
            ).pk
            start(import_id=number, by=cast.manager, at=MONDAY, here_and_now=True)
        bringing_in.run(workspace_id=cast.workspace_id, import_id=number, clock=lambda: later(0.2))
    with cast.inside():
        assert {"account_known_as.given", "contact_known_as.given", "ticket_known_as.facts"} <= set(
            where_it_stands("Querfurth")
        )
        erase_person(contact_id=her, by=cast.manager, at=later(1))
        assert where_it_stands("Querfurth") == []
