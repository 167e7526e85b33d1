"""Tickets are given in turn, to whoever is at work: each once, and none is left lying."""

GIVEN_AGAIN = """
    select t.number::text, count(*) from timeline_event e join ticket t on t.id = e.subject_id
    where e.kind = 'desk.assigned' and e.subject_kind = 'ticket' and e.actor_kind = 'clause' group by 1 having count(*) > 1"""

LEFT_LYING = """
    select t.number::text from ticket t
    where t.state in ('new', 'open') and t.assignee_id is null
    and exists (
        select 1 from available where ended_at is null and until_at > now() and since_at < now() - %(grace)s * interval '1 second')
    and not exists (
        select 1 from timeline_event e where e.subject_kind = 'ticket' and e.subject_id = t.id
        and e.at > now() - %(grace)s * interval '1 second')"""
"""Tickets that nobody has though somebody is at work, and with which nothing happened for a while. Parameter: that while, in seconds."""

FAULTS = {
    "a ticket that is left lying": """
        update ticket set assignee_id = null where id = (
            select min(t.id) from ticket t where t.state in ('new', 'open') and t.assignee_id is not null)""",
}
