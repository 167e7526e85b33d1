"""A firm in another zone has its check-ins on its own mornings, by the manual's hours; no wrong zone comes in by any door (A1)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds.accounts.commands import add_account, change_account, place_contact
from rounds.accounts.models import Account
from rounds.checkins import commands as checkins
from rounds.checkins.commands.entering import follow_programmes
from rounds.checkins.models import CheckIn
from rounds.desk.models import Ticket
from rounds.imports import bringing_in
from rounds.imports.commands import bring_file, start, take_back_import
from rounds.imports.models import Import
from rounds.imports.targets import What
from rounds.timeline.rules import Actor
from tests.manuals import a_yearly_manual
from tests.rooms.api.program import codes, program
from tests.rooms.checkins.cast import Firm, a_firm, end_round
from tests.rooms.timeline.sealed import seal_all
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_customer, a_workspace, later

TOKYO, CHICAGO = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Chicago")
OPENS = 8


def in_tokyo(cast: Cast) -> Firm:
    with cast.inside():
        account = add_account(name="Sumida Radio", by=Actor.system(), at=MONDAY)
        words = {"lifecycle": "customer", "zone": "Asia/Tokyo"}
        change_account(account_id=account.pk, values=words, fields={}, by=cast.lead, at=MONDAY)
        contact = a_customer("Rin Mori")
        place_contact(contact_id=contact.contact_id, account_id=account.pk, by=Actor.system(), at=MONDAY)
    firm = Firm(cast, account.pk, contact)
    firm.passes(MONDAY)
    return firm


def bring_in(cast: Cast, table: bytes) -> Import:
    """Import firms with their zones."""
    with cast.inside():
        found = bring_file(
            what=What.ACCOUNTS,
            name="firms.csv",
            data=table,
            map_text="source: crm\ncolumns: {id: external id, name: name, tz: time zone}\n",
            by=cast.manager,
            at=MONDAY,
        )
        start(import_id=found.pk, by=cast.manager, at=MONDAY, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: MONDAY)
    return found


def test_each_date_of_a_round_lies_on_the_firms_own_morning_and_it_opens_at_that_moment_A1():
    firm = in_tokyo(a_workspace(manual=a_yearly_manual()))
    opens = firm.ticket.wakes_at
    assert opens
    assert opens.astimezone(TOKYO).hour == OPENS
    firm.passes(opens - timedelta(seconds=1))
    assert firm.happened("desk.woke") == []
    firm.passes(opens)
    assert firm.happened("checkins.came round", "desk.woke")
    with firm.cast.inside():
        checkins.start(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=opens)
    assert firm.ticket.wakes_at.astimezone(TOKYO).hour == OPENS
    firm.reach_out(opens + timedelta(hours=1))
    assert firm.ticket.wakes_at.astimezone(TOKYO).hour == OPENS
    with firm.cast.inside():
        end_round(check_in_id=firm.check_in.pk, chosen=None, by=firm.cast.rep, at=opens + timedelta(hours=3))
    assert firm.ticket.wakes_at.astimezone(TOKYO).hour == OPENS


def test_a_firm_whose_zone_becomes_known_has_the_same_days_own_morning_A1():
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    was = firm.ticket.wakes_at
    with firm.cast.inside():
        words = {"zone": "Asia/Tokyo"}
        change_account(account_id=firm.id, values=words, fields={}, by=firm.cast.lead, at=later(1))
    firm.passes(later(1))
    moved = firm.ticket.wakes_at
    assert (moved.astimezone(TOKYO).hour, moved.astimezone(TOKYO).date()) == (OPENS, was.astimezone(CHICAGO).date())
    assert firm.ticket.wake_clause == "programme: yearly check-in"
    firm.passes(later(2))
    assert firm.ticket.wakes_at == moved


def test_a_firm_whose_zone_becomes_known_while_an_answer_is_waited_for_has_its_own_morning_too_A1_A10():
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    firm.passes(later(365))
    firm.reach_out(later(365))
    was = firm.ticket.wakes_at
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"zone": "Asia/Tokyo"}, fields={}, by=firm.cast.lead, at=later(366))
    firm.passes(later(366))
    moved = firm.ticket.wakes_at
    assert (moved.astimezone(TOKYO).hour, moved.astimezone(TOKYO).date()) == (OPENS, was.astimezone(CHICAGO).date())
    assert not firm.ticket.wake_keeps, "an answer takes it away, as before"
    assert firm.last_reason()["next"].startswith("if nobody answers")
    firm.passes(moved)
    assert firm.happened("checkins.nobody answered")


def test_one_that_somebody_began_with_comes_back_on_its_own_morning_too_A1_A3():
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    firm.passes(later(365))
    with firm.cast.inside():
        checkins.start(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=later(365))
        change_account(account_id=firm.id, values={"zone": "Asia/Tokyo"}, fields={}, by=firm.cast.lead, at=later(366))
    firm.passes(later(366))
    assert firm.ticket.wakes_at.astimezone(TOKYO).hour == OPENS
    assert firm.ticket.state == "open"


def test_however_often_a_firms_zone_changes_its_check_in_keeps_its_day_A1():
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    day = firm.ticket.wakes_at.astimezone(CHICAGO).date()
    zones = (
        "Pacific/Auckland",
        "Australia/Sydney",
        "Pacific/Auckland",
        "America/Los_Angeles",
        "Pacific/Honolulu",
        "Asia/Tokyo",
        "UTC",
    )
    for days, zone in enumerate(zones, start=1):
        with firm.cast.inside():
            change_account(account_id=firm.id, values={"zone": zone}, fields={}, by=firm.cast.lead, at=later(days / 10))
        firm.passes(later(days / 10))
        opens = firm.ticket.wakes_at.astimezone(ZoneInfo(zone))
        assert (opens.hour, opens.date()) == (OPENS, day), zone


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati", "Pacific/Auckland"])
def test_at_the_ends_of_the_day_too_a_firm_whose_zone_becomes_known_keeps_its_day_A1(zone: str):
    cast = a_workspace(manual=a_yearly_manual().replace("zone: America/Chicago", f"zone: {zone}"))
    firm = a_firm(cast)
    day = firm.ticket.wakes_at.astimezone(ZoneInfo(zone)).date()
    with cast.inside():
        change_account(account_id=firm.id, values={"zone": "Asia/Tokyo"}, fields={}, by=cast.lead, at=later(1))
    firm.passes(later(1))
    assert firm.ticket.wakes_at.astimezone(TOKYO).date() == day


def test_a_zone_that_an_import_brought_and_that_is_taken_back_moves_a_check_in_there_and_back_A1():
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    was = firm.ticket.wakes_at
    found = bring_in(firm.cast, b"id,name,tz\n1,Harbour FM,Asia/Tokyo\n")
    firm.passes(later(1))
    assert firm.ticket.wakes_at.astimezone(TOKYO).hour == OPENS
    with firm.cast.inside():
        take_back_import(import_id=found.pk, by=firm.cast.manager, at=later(2))
    firm.passes(later(2))
    assert firm.ticket.wakes_at == was


def test_a_firm_whose_programme_is_gone_keeps_its_date_and_holds_up_no_other():
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"zone": "Asia/Tokyo"}, fields={}, by=firm.cast.lead, at=later(1))
        CheckIn.objects.update(programme="one that was")
    was = firm.ticket
    seal_all(firm.cast)
    with firm.cast.inside():
        assert follow_programmes(at=later(1))
        assert Ticket.objects.get(id=was.pk).wakes_at == was.wakes_at


def test_check_ins_that_are_spread_keep_their_firms_mornings_A4():
    firm = in_tokyo(a_workspace(manual=a_yearly_manual()))
    with firm.cast.inside():
        day = later(90).date()
        checkins.spread(
            programme="yearly check-in",
            condition=None,
            first=day,
            last=day + timedelta(days=6),
            by=firm.cast.manager,
            at=MONDAY,
        )
    assert firm.ticket.wakes_at.astimezone(TOKYO).hour == OPENS


def test_a_zone_that_is_none_is_refused_by_every_door():
    firm = in_tokyo(a_workspace(manual=a_yearly_manual()))
    asking = program(firm.cast)
    refused = asking.ask("PATCH", f"/accounts/{firm.id}", {"zone": "Asia/Tokio"}, If_Match="*")
    assert codes(refused) == ["unknown zone"]
    assert "Asia/Tokyo" in refused.json()["problems"][0]["fix"]
    assert (
        asking.ask("PATCH", f"/accounts/{firm.id}", {"zone": "Europe/Berlin"}, If_Match="*").json()["zone"]
        == "Europe/Berlin"
    )
    found = bring_in(firm.cast, b"id,name,tz\n1,Elbe FM,Europe/Berlin\n2,Oder FM,Europe/Berln\n")
    with firm.cast.inside():
        assert (Import.objects.get(id=found.pk).made, Import.objects.get(id=found.pk).turned) == (1, 1)
        elbe = Account.objects.get(name="Elbe FM")
    assert elbe.zone == "Europe/Berlin"
    assert "Europe/Berlin" in visitor(firm.cast, firm.cast.lead).get(f"/accounts/{elbe.pk}").content.decode()
