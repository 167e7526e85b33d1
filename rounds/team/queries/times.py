"""When members work: their own hours, days away, and whether they are available; of many members in one statement."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from rounds.basics.hours import Hours
from rounds.basics.windows import Window
from rounds.policies.queries import book
from rounds.team.on_duty import Duty, Times, on_duty
from rounds.workspaces.rows import fetch

TIMES = """
    SELECT m.id, h.zone, h.windows, p.since_at, p.until_at,
        (SELECT array_agg(a.first_on ORDER BY a.id) FROM away a WHERE a.member_id = m.id AND a.last_on >= %(around)s - 1),
        (SELECT array_agg(a.last_on ORDER BY a.id) FROM away a WHERE a.member_id = m.id AND a.last_on >= %(around)s - 1)
    FROM member m
    LEFT JOIN own_hours h ON h.member_id = m.id
    LEFT JOIN LATERAL (
        SELECT since_at, least(until_at, ended_at) AS until_at FROM available
        WHERE member_id = m.id AND since_at <= %(at)s ORDER BY since_at DESC, id DESC LIMIT 1
    ) p ON true
    WHERE m.active AND m.id = ANY(%(members)s)
"""
"""Row-level security keeps each of these tables to its own company."""


PLACES = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)


def times_of(members: Iterable[int], *, at: datetime) -> dict[int, Times]:
    """Give what is known of these members' time at a moment, past or present; whoever left is missing. at: aware, UTC."""
    values = {"members": list(members), "at": at, "around": at.date()}
    return {member: _times(*known) for member, *known in fetch(TIMES, values)} if values["members"] else {}


def duty_of(members: Iterable[int], *, at: datetime) -> dict[int, Duty]:
    """Say of each of these members whether they may be given work at a moment, and if not, why. at: aware, UTC. Source: C3."""
    return {member: on_duty(times, at) for member, times in times_of(members, at=at).items()}


def at_work(members: Iterable[int], *, at: datetime) -> list[int]:
    """Pick those who may be given work at a moment, in the order asked. at: aware, UTC. Source: C3."""
    wanted = list(members)
    found = duty_of(wanted, at=at)
    return [member for member in wanted if found.get(member) is Duty.ON]


def own_hours(member_id: int) -> Hours | None:
    """Give a member's own hours, closed on the manual's holidays; None where they never said them."""
    found = fetch("SELECT zone, windows FROM own_hours WHERE member_id = %s", [member_id])
    return _hours(*found[0]) if found else None


@cache
def zones() -> frozenset[str]:
    """Give the names of all time zones."""
    return frozenset(available_timezones())


@cache
def zone_names() -> tuple[str, ...]:
    """List the zones to choose from: places, without the old and the technical names."""
    return tuple(sorted(name for name in zones() if name.partition("/")[0] in PLACES))


def _times(
    zone: str | None,
    windows: list[str] | None,
    since: datetime | None,
    until: datetime | None,
    firsts: list[date] | None,
    lasts: list[date] | None,
) -> Times:
    away: Any = zip(firsts or (), lasts or (), strict=True)
    return Times(_hours(zone, windows) if zone and windows else None, tuple(away), since, until)


def _hours(zone: str, windows: list[str]) -> Hours:
    return Hours(ZoneInfo(zone), _week(tuple(windows)), book().holidays)


@lru_cache(maxsize=4096)
def _week(windows: tuple[str, ...]) -> tuple[Window, ...]:
    return tuple(Window.parse(each) for each in windows)
