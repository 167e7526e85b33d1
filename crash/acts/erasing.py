"""Somebody who wrote is erased: every word of theirs at once, for good, by a worker once it is asked for, whoever dies meanwhile.

The marks of their mails go too: these are asked for no more.
"""

import psycopg

from crash.deeds import Step
from crash.desk import Desk

TRACES = """
    select mark, (told and subject and person and messages and mails)::int, 0,
        times > 1 or (told or subject or person or messages or mails) and not (told and subject and person and messages and mails)
    from (
        select 'erase-' || t.number as mark, erased.times,
            erased.times is not null as told,
            t.subject = 'erased' as subject,
            c.erased_at is not null and c.erasing_due_at is null and not exists (
                select 1 from contact_address a where a.contact_id = c.id and (a.key is not null or a.address <> 'erased')) as person,
            not exists (
                select 1 from message m where m.ticket_id = t.id and (m.text <> 'erased' or m.message_id <> '')) as messages,
            not exists (
                select 1 from received r where r.ticket_id = t.id and convert_from(r.raw, 'UTF8') <> 'erased') as mails
        from ticket t join contact c on c.id = t.requester_id
        left join (
            select subject_id, count(*) as times from timeline_event where kind = 'accounts.contact erased' group by 1
        ) erased on erased.subject_id = c.id
    ) parts
    where told or subject or person or messages or mails"""

FAULTS = {
    "an erased word that came back": "update message set text = 'dark' where id = (select min(id) from message where text = 'erased')",
    "an erased mail that is kept": """
        update received set raw = 'Subject: dark' where id = (select min(id) from received where subject = 'erased')""",
    "an erasing that was done by half": """
        update contact set erased_at = null where id = (select min(id) from contact where erased_at is not null)""",
}

ADDRESSES = "select address from contact_address where contact_id = %s"


def do(desk: Desk) -> None:
    """Ask that a stranger who wrote once be erased."""
    if not (found := desk.strangers(1)):
        return
    [(number, person)] = found
    with psycopg.connect(desk.place.owner_url, autocommit=True, connect_timeout=5) as owner:
        addresses = owner.execute(ADDRESSES, [person]).fetchall()
    for (address,) in addresses:
        desk.ledger.write("erased", person=address, sure=True)
    deed = desk.deed("erase", number, mark=number)
    path = f"/contacts/{person}/erasing"
    deed.ask(Step.DO, desk.member.open(path).form("/erased"), path, sure="yes")
