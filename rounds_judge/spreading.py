"""Many check-ins are spread over days: on mornings within them, and no day that the office opens gets two more than another (A4)."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from rounds_judge.calendar import Office
from rounds_judge.guide import Guide
from rounds_judge.verdict import Broken, Findings
from rounds_judge.world import World


def spread_evenly(world: World, guide: Guide) -> Findings:
    """A4: each act that spread check-ins, unless it was taken back since, for then only some have those days."""
    days = _set_by(world, guide)
    for act in world.tables["check_in_spread"]:
        if act["undone_at"]:
            continue
        office = guide.office_at(act["at"])
        opens = list(_days(act["first_on"], act["last_on"], office))
        many = Counter(dict.fromkeys(opens, 0))
        many.update(days.get(act["id"], []))
        if stray := sorted(set(many) - set(opens)):
            yield Broken("A4 spread evenly", 0, None, f"{stray[0]} is none of the days of spreading {act['id']}")
        elif opens and max(many.values()) - min(many.values()) > 1:
            text = f"a day of spreading {act['id']} has {max(many.values())}, another {min(many.values())}"
            yield Broken("A4 spread evenly", 0, None, text)


def _days(first: date, last: date, office: Office) -> Iterator[date]:
    """List the days on which the office opens."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if office.day(office.opening(day)) == day:
            yield day


def _set_by(world: World, guide: Guide) -> dict[int, list[date]]:
    """Give the days that each act set, by its id: each on the clocks of its firm."""
    found: dict[int, list[date]] = {}
    offices = world.by_firm(guide.office.on_clocks_of)
    for row in world.tables["check_in"]:
        history, office = world.histories.get(row["ticket_id"], []), offices[row["account_id"]]
        set_by = {event.act: event.said["wakes_at"] for event in history if event.kind == "desk.date set"}
        for event in history:
            if event.kind == "checkins.spread" and not event.said["back"]:
                at = datetime.fromisoformat(set_by[event.act])
                found.setdefault(event.said["spreading"], []).append(office.day(at))
    return found
