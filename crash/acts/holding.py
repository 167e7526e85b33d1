"""A ticket waits for somebody: until it is released, or until its limit, which ends it by itself and once."""

from crash.deeds import Step
from crash.desk import Desk

SHORT, LONG = "1 minute", "1 week"

TRACES = """
    select substring(h.reason from '(?:hold|limit|many)-[0-9a-f]{12}'), count(*) filter (where h.ended_at is null),
        count(*) filter (where h.ended_at is not null), count(*) > count(distinct h.ticket_id) or max(told.ends) > 1
    from ticket_hold h
    left join (
        select (payload ->> 'hold')::bigint as hold, count(*) as ends from timeline_event
        where kind = 'desk.hold ended' group by 1) told on told.hold = h.id
    where h.reason ~ '(hold|limit|many)-[0-9a-f]{12}' group by 1"""

OVERDUE = """
    select t.number::text from ticket_hold h join ticket t on t.id = h.ticket_id
    where h.ended_at is null and h.until < now() - %s * interval '1 second'"""
"""Tickets whose hold should have ended by itself. One parameter: by how many seconds it may be late."""

FAULTS = {
    "a hold that is lost": """
        update ticket_hold set reason = 'gone' where id = (select min(id) from ticket_hold where reason ~ '^hold-')""",
    "a bulk act that was done by half": """
        delete from ticket_hold where id = (select min(id) from ticket_hold where reason ~ '^many-')""",
    "a hold whose limit ends nothing": """
        update ticket_hold set ended_at = null, how = '', until = now() - interval '1 hour'
        where id = (select max(id) from ticket_hold where reason ~ '^limit-' and ended_at is not null)""",
}


def do(desk: Desk) -> None:
    """Hold a ticket: for a minute and leave it to itself, or for long and mostly release it."""
    if (number := desk.untouched()) is None:
        return
    short, path = desk.chance.random() < 0.3, f"/desk/{number}"
    deed = desk.deed("limit" if short else "hold", number)
    form = desk.member.open(path).form("/hold")
    if short:
        deed.expect(Step.UNDO)  # its limit ends it, whenever that comes
    if not deed.ask(Step.DO, form, path, holder="supplier", reason=deed.mark, date=SHORT if short else LONG) or short:
        return
    if desk.chance.random() < 0.7:
        deed.ask(Step.UNDO, desk.member.open(path).form("/release"), path)
