"""An answer is sent and taken back within its seconds: then it never leaves, and its text is there to write on."""

from crash.deeds import Step
from crash.desk import Desk

TRACES = """
    with sent as (
        select substring(text from 'answer-[0-9a-f]{12}') as mark, count(*) as times from message where kind = 'staff' group by 1),
    kept as (
        select substring(text from 'answer-[0-9a-f]{12}') as mark, count(*) as times from ticket_draft where kind = 'staff' group by 1)
    select mark, coalesce(sent.times, 0), coalesce(kept.times, 0), false
    from sent full join kept using (mark) where mark is not null"""

FAULTS = {
    "an answer taken back whose words are lost": """
        delete from ticket_draft where id = (select min(id) from ticket_draft where text like '%answer-%')""",
}


def do(desk: Desk) -> None:
    """Send an answer; mostly take it back, which may come too late."""
    if (number := desk.untouched()) is None:
        return
    deed, path = desk.deed("answer", number), f"/desk/{number}"
    if not deed.ask(Step.DO, desk.member.open(path).form("/answer"), path, text=f"Too early? {deed.mark}"):
        return
    page = desk.member.open(path)
    if desk.chance.random() < 0.8 and page.has_form("/taking-back"):
        deed.ask(Step.UNDO, page.form("/taking-back"), path, too_late="left already")
