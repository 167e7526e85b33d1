"""A member begins an answer, the page keeps it, and goes on: what was kept last is there."""

from crash.deeds import Step
from crash.desk import Desk

GOES_ON = "and it goes on"

TRACES = rf"""
    select substring(text from 'draft-[0-9a-f]{{12}}'),
        count(*) filter (where text not like '%{GOES_ON}%'), count(*) filter (where text like '%{GOES_ON}%'), count(*) > 1
    from ticket_draft where text ~ 'draft-[0-9a-f]{{12}}' group by 1"""

FAULTS = {
    "a draft that is lost": "delete from ticket_draft where id = (select min(id) from ticket_draft where text ~ '^draft-')"
}


def do(desk: Desk) -> None:
    """Keep a draft; then, mostly, more of it."""
    if (number := desk.untouched()) is None:
        return
    deed, path = desk.deed("draft", number), f"/desk/{number}"
    if not deed.ask(Step.DO, desk.member.open(path).form("/draft"), path, text=f"{deed.mark} begins"):
        return
    if desk.chance.random() < 0.7:
        deed.ask(Step.UNDO, desk.member.open(path).form("/draft"), path, text=f"{deed.mark} begins {GOES_ON}")
