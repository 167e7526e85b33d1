"""What the head of a manual decides: its name, its zone, its holidays, its words."""

import re
from datetime import date

from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.manual.comparing import HEAD
from tests.rooms.desk.date_rules import sleeping
from tests.rooms.manual.proofs import Proof, Proofs
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_ticket

THANKSGIVING = Wish(day=date(2026, 11, 26))


def over_thanksgiving(cast: Cast) -> object:
    """Say when a ticket comes back that sleeps until a day that is free in the United States."""
    with cast.inside():
        return desk.put_to_sleep(number=a_ticket().number, wish=THANKSGIVING, by=cast.rep, at=MONDAY).wakes_at


def title_of_the_manual(cast: Cast) -> list[str]:
    """Give what the manual is called where people read it."""
    page = visitor(cast, cast.rep).get("/manual").content.decode()
    return re.findall(r"<h1[^>]*>(.*?)</h1>", page)


def act_on_a_ticket(cast: Cast) -> list[str]:
    """Give what the page calls that which is opened."""
    page = visitor(cast, cast.rep).get("/desk/new").content.decode()
    return re.findall(r"<h1[^>]*>(.*?)</h1>", page)


HEAD_RULES: Proofs = {
    (HEAD, "manual"): Proof([("manual: How our help desk works", "manual: How we help")], title_of_the_manual),
    (HEAD, "zone"): Proof([("zone: America/Chicago", "zone: Europe/Berlin")], lambda cast: sleeping(cast).wakes_at),
    (HEAD, "holidays"): Proof([("holidays: [US]", "holidays: [DE]")], over_thanksgiving),
    (HEAD, "words"): Proof([("holidays: [US]\n", "holidays: [US]\nwords: {ticket: case}\n")], act_on_a_ticket),
}
