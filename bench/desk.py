"""What the page costs: each request of a signed-in member, through HTTP, in processor time of server and database.

One web process (one granian worker) and nothing else runs. Requests come one after another over a kept connection.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle

import psycopg

from bench.wiretap import Heard, Wiretap, heard
from outside.page import Form
from outside.visitor import Answer, Visitor

DESK = "/desk"


@dataclass(frozen=True)
class Act:
    """One thing a member does. do: does it once."""

    name: str
    do: Callable[[], object]


def acts(member: Visitor, numbers: list[int]) -> Iterator[Act]:
    """Give everything that is measured. numbers: of tickets that can be opened and answered."""
    pages, asked = cycle(numbers), iter(numbers)
    yield Act("list, whole page", lambda: well(member.get(DESK)))
    yield Act("list, partial", lambda: well(member.get(DESK, HX_Request="true", HX_Target="list")))
    yield Act("ticket, whole page", lambda: well(member.get(f"{DESK}/{next(pages)}")))
    creating = member.open(f"{DESK}/new").form("/opening")
    yield Act("create a ticket", lambda: moved(create(member, creating)))
    answering = member.open(f"{DESK}/{numbers[-1]}").form("/answer")
    yield Act("answer a ticket", lambda: moved(answer(member, answering, next(asked))))


def create(member: Visitor, form: Form) -> Answer:
    """Open a ticket for a customer who is known."""
    said = "The lift stood again this morning. Could somebody look at it before the weekend?"
    return sent(member, form, address="Ann1@mill.test", kind="question", subject="The lift stands", text=said)


def answer(member: Visitor, form: Form, number: int) -> Answer:
    """Answer a ticket, with the form of another: their fields are alike but for address and version."""
    form.action = f"{DESK}/{number}/answer"
    return sent(member, form, text="We had a look: it was the fuse. Does it hold?", version="4")


def sent(member: Visitor, form: Form, **values: str) -> Answer:
    """Send a form as a browser does that has shown the last act's notice: else notices pile up in the cookie."""
    member.cookies.pop("messages", None)
    return member.submit(form, **values)


def well(answer: Answer) -> Answer:
    """Insist on a page."""
    assert answer.status == 200, f"{answer.status}: {answer.page.text[:300]}"
    return answer


def moved(answer: Answer) -> Answer:
    """Insist on an act that was done: a redirect."""
    assert answer.status in {302, 303}, f"{answer.status}: {answer.page.text[:300]}"
    return answer


def overheard(acts: Iterator[Act], tap: Wiretap) -> dict[str, Heard]:
    """Listen to each act, done once when all is warm."""
    found: dict[str, Heard] = {}
    for act in acts:
        for _ in range(3):
            act.do()
        tap.said.clear()
        act.do()
        found[act.name] = heard(tap.said)
    return found


def untouched(owner_url: str) -> list[int]:
    """List the numbers of live tickets that nobody has written to since they were loaded, oldest first."""
    with psycopg.connect(owner_url) as owner:
        rows = owner.execute(
            "select number from ticket where state in ('new', 'open') and version = 4 order by opened_at"
        )
        return [number for (number,) in rows.fetchall()]
