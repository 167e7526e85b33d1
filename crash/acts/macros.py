"""A macro is run: all of its acts or none, once; and, of the one that sends nothing, all taken back or none."""

from crash.deeds import Step
from crash.desk import Desk

QUIET, SAYING = "look into it", "say and close"
REASON = "the macro holds it"

TRACES = f"""
    with run as (
        select t.*, d.word, count(*) filter (where i.undone) as undone,
            (select count(*) from message m where m.ticket_id = t.id and m.kind = 'note') as notes,
            (select count(*) from message m where m.ticket_id = t.id and m.kind = 'staff') as answers,
            (select count(*) from ticket_hold h where h.ticket_id = t.id and h.ended_at is null) as holds,
            (select count(*) from timeline_event e
             where e.subject_kind = 'ticket' and e.subject_id = t.id and e.kind = 'desk.macro run') as runs
        from ticket t join many_item i on i.ticket_id = t.id join many_do d on d.id = i.many_id
        where d.verb = 'macro' group by t.id, d.word)
    select 'macro-' || number, (priority = 'urgent')::int + notes + holds, 3 * undone, runs > 1 from run where word = '{QUIET}'
    union all
    select 'said-' || number, (state = 'closed')::int + answers, 0, runs > 1 from run where word = '{SAYING}'"""

FAULTS = {
    "a macro that was run by half": f"""
        delete from ticket_hold where id = (
            select min(id) from ticket_hold where reason = '{REASON}' and ended_at is null)""",
    "a macro whose answer is lost": f"""
        update message set kind = 'note' where id = (
            select min(m.id) from message m join many_item i on i.ticket_id = m.ticket_id join many_do d on d.id = i.many_id
            where d.word = '{SAYING}' and m.kind = 'staff')""",
}


def do(desk: Desk) -> None:
    """Run one of the two; mostly take the quiet one back."""
    if (number := desk.untouched()) is None:
        return
    says, path = desk.chance.random() < 0.4, f"/desk/{number}"
    name, traces = (SAYING, 2) if says else (QUIET, 3)
    deed = desk.deed("said" if says else "macro", number, of=traces, mark=number)
    form = desk.member.open(f"{path}/macros?name={name.replace(' ', '+')}").form("/macro")
    done = deed.ask(Step.DO, form, path, macro=name)
    if done and not says and desk.chance.random() < 0.6:
        deed.ask(Step.UNDO, desk.member.open(done).form("/undoing"), done)
