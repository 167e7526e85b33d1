"""Imports that bring check-ins' past, and how these stand then."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from rounds.checkins.duties import DUTIES
from rounds.checkins.models import CheckIn
from rounds.desk.models import Ticket
from rounds.imports import bringing_in
from rounds.imports.commands import ask_to_try, bring_file, start
from rounds.imports.models import Import
from rounds.imports.targets import What
from rounds.timeline.models import TimelineEvent
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.two_programmes import OF_PARTNERS, two_programmes
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, Cast, a_workspace

CHICAGO = ZoneInfo("America/Chicago")
OF_CUSTOMERS_TOO = OF_PARTNERS.replace("{lifecycle: partner}", "{lifecycle: [customer, partner]}")
ON_BOTH = two_programmes(of_partners=OF_CUSTOMERS_TOO)
HEAD = "id,name,stage,tz,last on,grade,next on\n"
MAP = (
    "source: crm\ncolumns: {id: external id, name: name, stage: lifecycle stage, tz: time zone, last on: last check-in, "
    "grade: check-in grade, next on: next check-in}\n"
)


def a_company() -> Cast:
    return a_workspace(manual=a_yearly_manual())


def import_of(cast: Cast, *rows: str, at: datetime = MONDAY, head: str = HEAD, by_map: str = MAP) -> Import:
    """Bring firms in to the end of their file; the engine has not looked yet."""
    with cast.inside():
        data = (head + "\n".join(rows)).encode()
        found = bring_file(what=What.ACCOUNTS, name="firms.csv", data=data, map_text=by_map, by=cast.manager, at=at)
        start(import_id=found.pk, by=cast.manager, at=at, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: at)
    with cast.inside():
        return Import.objects.get(id=found.pk)


def passes(cast: Cast, now: datetime) -> None:
    seal_all(cast)
    rounds_to(cast, DUTIES, now=now)


def brought(cast: Cast, *rows: str, at: datetime = MONDAY) -> Import:
    """Bring firms in, and let the engine see them."""
    found = import_of(cast, *rows, at=at)
    passes(cast, at)
    return found


def comes(cast: Cast, name: str, zone: ZoneInfo = CHICAGO) -> str:
    with cast.inside():
        wakes_at = Ticket.objects.get(account__name=name).wakes_at
    return f"{wakes_at.astimezone(zone):%Y-%m-%d %H:%M}"


def of(cast: Cast, name: str) -> CheckIn:
    with cast.inside():
        return CheckIn.objects.select_related("account", "ticket").get(account__name=name)


def events(cast: Cast, kind: str) -> list[TimelineEvent]:
    with cast.inside():
        return list(TimelineEvent.objects.filter(kind=kind).order_by("id"))


def tried(cast: Cast, *rows: str, at: datetime = MONDAY, head: str = HEAD, by_map: str = MAP) -> Import:
    """Bring a file and try it; nothing comes in."""
    with cast.inside():
        data = (head + "\n".join(rows)).encode()
        found = bring_file(what=What.ACCOUNTS, name="firms.csv", data=data, map_text=by_map, by=cast.manager, at=at)
        ask_to_try(import_id=found.pk, by=cast.manager, at=at)
    bringing_in.try_it(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: at)
    with cast.inside():
        return Import.objects.get(id=found.pk)


NAMED = "id,name,stage,last on,grade,of\n"
BY_NAME = (
    "source: crm\ncolumns: {id: external id, name: name, stage: lifecycle stage, last on: last check-in, grade: check-in grade, "
    "of: check-in programme}\n"
)


def by_name(cast: Cast, *rows: str, at: datetime = MONDAY) -> Import:
    """Bring firms in by a file that names programmes, and let the engine see them."""
    found = import_of(cast, *rows, at=at, head=NAMED, by_map=BY_NAME)
    passes(cast, at)
    return found


def by_programme(cast: Cast, name: str) -> dict[str, tuple[date | None, str]]:
    """Say of a firm's check-ins, by their programmes, when the last was and how it was graded."""
    with cast.inside():
        rows = CheckIn.objects.filter(account__name=name).values_list("programme", "last_on", "grade")
        return {programme: (last_on, grade) for programme, last_on, grade in rows}
