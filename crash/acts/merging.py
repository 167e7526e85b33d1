"""Tickets of one customer become one, and part again: each of them stands in one place, whole."""

from crash.deeds import Step
from crash.desk import Desk

TRACES = """
    select 'merge-' || into_.number, count(r.id),
        count(t.id) filter (where r.id is null and t.state <> 'merged' and m.undone_at is not null),
        count(distinct m.id) > 1 or max(told.times) > 1
    from ticket_merge m
    join ticket into_ on into_.id = m.into_id
    cross join lateral jsonb_array_elements_text(m.numbers) as went(number)
    join ticket t on t.number = went.number::int
    left join ticket_merged r on r.ticket_id = t.id and r.survivor_id = m.into_id and t.state = 'merged'
    left join (
        select subject_id, count(*) as times from timeline_event where kind = 'desk.merged' and subject_kind = 'ticket' group by 1
    ) told on told.subject_id = t.id
    group by 1"""

FAULTS = {
    "a merge that was done by half": "delete from ticket_merged where id = (select min(id) from ticket_merged)",
    "a merge whose way back is lost": """
        update ticket_merge set undone_at = null where id = (select min(id) from ticket_merge where undone_at is not null)""",
}


def do(desk: Desk) -> None:
    """Merge what one customer wrote into the oldest of it; mostly take that back."""
    numbers = sorted(desk.of_one_customer(), key=int)
    if len(numbers) < 2:
        return
    into, *others = numbers
    deed = desk.deed("merge", *numbers, of=len(others), mark=into)
    path = "/desk/merge?" + "&".join(f"number={number}" for number in numbers)
    done = deed.ask(Step.DO, desk.member.open(path).form("/merging"), path, number=others, into=into)
    if done and desk.chance.random() < 0.6:
        deed.ask(Step.UNDO, desk.member.open(done).form("/undoing"), done)
