"""Two who wrote turn out to be one person, and mostly not after all: whoever holds an address has what was asked from it."""

from crash.deeds import Step
from crash.desk import Desk

TRACES = """
    with asked as (
        select t.requester_id, address.contact_id
        from ticket t
        join lateral (
            select m.id from message m where m.ticket_id = t.id and m.kind = 'customer' order by m.id limit 1) first on true
        join received r on r.message_id = first.id
        join contact_address address on address.address = r.sender),
    astray as (select contact_id from asked where requester_id <> contact_id)
    select 'join-' || j.kept_id || '-' || j.other_id,
        count(*) filter (where j.undone_at is null and other.joined_into_id = j.kept_id and held.many = 0 and wrong.many = 0),
        count(*) filter (where j.undone_at is not null and other.joined_into_id is null and held.many > 0 and wrong.many = 0),
        count(*) > 1 or max(told.times) > 1
    from contact_join j
    join contact other on other.id = j.other_id
    cross join lateral (select count(*) as many from contact_address where contact_id = other.id) held
    cross join lateral (select count(*) as many from astray where contact_id in (j.kept_id, other.id)) wrong
    left join (
        select payload ->> 'join' as id, count(*) as times from timeline_event
        where kind = 'accounts.contacts joined' group by 1) told on told.id = j.id::text
    group by 1"""

FAULTS = {
    "a joining that was done by half": """
        update contact set joined_into_id = null where id = (select min(other_id) from contact_join where undone_at is null)""",
    "a joining whose way back is lost": """
        update contact_join set undone_at = null where id = (select min(id) from contact_join where undone_at is not null)""",
    "a ticket that stayed with whom it was joined to": """
        update ticket set requester_id = (select kept_id from contact_join where undone_at is not null order by id limit 1)
        where requester_id = (select other_id from contact_join where undone_at is not null order by id limit 1)""",
}


def do(desk: Desk) -> None:
    """Join one stranger into another; mostly let each stand for itself again."""
    if len(found := desk.strangers(2)) < 2:
        return
    (first, kept), (second, other) = found
    deed = desk.deed("join", first, second, mark=f"{kept}-{other}")
    path = f"/contacts/{kept}/same?other={other}"
    done = deed.ask(Step.DO, desk.member.open(path).form("/joins"), path, too_late="Mails of theirs are coming in")
    if done and desk.chance.random() < 0.6:
        deed.ask(Step.UNDO, desk.member.open(done).form("/undoing"), done, too_late="Mails of theirs are coming in")
