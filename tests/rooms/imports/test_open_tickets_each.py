"""A file of tickets gives nobody more open tickets of a queue than the manual lets them have; what has ended counts nothing.

Clause kind `queue`, key `open tickets each`.
"""

import threading

import pytest

from rounds.basics.problems import Refused
from rounds.desk import commands as desk
from rounds.desk.commands import TicketBatch, import_tickets
from rounds.desk.duties import HAND_OUT
from rounds.desk.imported import ComingTicket, PastState
from rounds.desk.models import Ticket
from rounds.engine.loop import one_round
from rounds.imports import bringing_in
from rounds.imports.commands import ask_to_try, take_back_import
from rounds.imports.models import Import
from rounds.imports.targets import What
from rounds.team.models import Notice
from rounds.team.queries import names_of
from rounds.timeline.models import TimelineEvent
from rounds.timeline.queries import of_subject, people_in, told
from rounds.timeline.rules import NamesById
from tests.rooms.desk.test_handing_out import a_desk_in_turn, come
from tests.rooms.imports.test_bringing_in import a_file, again, brought, counts
from tests.world import MANUAL, MONDAY, Cast, a_ticket, a_workspace, later

FRONT = "queue: front desk\n"
MAP = """
source: snow
columns:
  id: external id
  state: {becomes: state, values: {new: new, open: open, on hold: waiting, solved: solved, closed: closed}}
  since: {becomes: opened at, dates: year-month-day}
  who: assignee
always: {kind: question, subject: "Old {id}"}
"""


def a_desk_with_two_each() -> Cast:
    """A workspace whose front desk, given by hand, lets everybody have two open tickets."""
    return a_workspace(manual=MANUAL.read_text().replace(FRONT, f"{FRONT}open tickets each: 2\n", 1))


def tickets(*rows: tuple[str, str]) -> bytes:
    """Write a file with a row for each (state, assignee), numbered from 1."""
    lines = [f"{number},{state},2026-01-0{number},{who}" for number, (state, who) in enumerate(rows, start=1)]
    return "\n".join(["id,state,since,who", *lines]).encode() + b"\n"


def bring(cast: Cast, *rows: tuple[str, str], **more) -> Import:
    return brought(cast, tickets(*rows), MAP, What.TICKETS, **more)


def who_has_what(cast: Cast) -> list[tuple[str, int | None]]:
    with cast.inside():
        return list(Ticket.objects.order_by("number").values_list("state", "assignee_id"))


@pytest.mark.parametrize("batch", [1, 1_000])
def test_who_has_as_many_as_they_may_gets_no_more_by_import_and_the_rest_waits_in_its_queue(batch):
    cast = a_desk_with_two_each()
    hers, his = cast.teammate.id, cast.rep.id
    done = bring(
        cast,
        ("open", "Elin Berg"),
        ("on hold", "Elin Berg"),
        ("new", "Elin Berg"),
        ("open", "Teo Okafor"),
        ("open", "Elin Berg"),
        batch=batch,
    )
    assert (counts(done), done.waiting) == ((5, 0, 0, 0), 2)
    assert who_has_what(cast) == [("open", hers), ("open", hers), ("new", None), ("open", his), ("open", None)]


def test_tickets_that_have_ended_count_nothing_and_stay_hers_who_had_them():
    cast = a_desk_with_two_each()
    hers = cast.teammate.id
    ended = [("closed", "Elin Berg"), ("solved", "Elin Berg"), ("closed", "Elin Berg")]
    done = bring(cast, *ended, ("open", "Elin Berg"), ("open", "Elin Berg"), ("closed", "Elin Berg"))
    assert done.waiting == 0
    closed, live = ("closed", hers), ("open", hers)
    assert who_has_what(cast) == [closed, closed, closed, live, live, closed]


def test_what_somebody_has_here_already_counts_among_what_an_import_gives():
    cast = a_desk_with_two_each()
    with cast.inside():
        desk.assign(number=a_ticket().number, member_id=cast.teammate.id, by=cast.lead, at=MONDAY)
    assert bring(cast, ("open", "Elin Berg"), ("open", "Elin Berg")).waiting == 1
    assert [who for _, who in who_has_what(cast)] == [cast.teammate.id, cast.teammate.id, None]
    with pytest.raises(Refused, match="as many as the manual allows"), cast.inside():
        desk.assign(number=3, member_id=cast.teammate.id, by=cast.lead, at=later(1))


def test_a_try_counts_what_would_wait_and_writes_nothing():
    cast = a_desk_with_two_each()
    found = a_file(cast, tickets(*[("open", "Elin Berg")] * 5), MAP, What.TICKETS)
    with cast.inside():
        ask_to_try(import_id=found.pk, by=cast.manager, at=MONDAY)
    bringing_in.try_it(workspace_id=cast.workspace_id, import_id=found.pk, clock=lambda: later(0.1))
    assert again(cast, found).tried["waiting"] == 3
    assert who_has_what(cast) == []


def test_the_history_of_a_ticket_says_who_had_it_and_why_it_waits():
    cast = a_desk_with_two_each()
    bring(cast, *[("open", "Elin Berg")] * 3)
    with cast.inside():
        last = Ticket.objects.get(number=3)
        events = of_subject("ticket", last.pk)
        names = NamesById(names_of(people_in(events)[0]), {})
        [line] = told(events, names)
        assert (
            line.sentence
            == "brought the ticket in by import; Elin Berg has as many as they may, so it waits in its queue"
        )
        ended = TimelineEvent.objects.get(kind="imports.ended")
        assert ended.payload["waiting"] == 1


def test_a_ticket_that_waited_comes_to_her_when_more_of_it_comes_and_she_may_have_one():
    cast = a_desk_with_two_each()
    bring(cast, *[("open", "Elin Berg")] * 3)
    again_ = bring(cast, ("closed", "Elin Berg"), ("open", "Elin Berg"), ("on hold", "Elin Berg"))
    assert (counts(again_), again_.waiting) == ((0, 2, 1, 0), 0)
    assert [who for _, who in who_has_what(cast)] == [cast.teammate.id] * 3


def test_what_she_had_already_stays_hers_when_more_of_it_comes():
    """The key's own words: one that comes back to whoever has it may go over."""
    cast = a_desk_with_two_each()
    bring(cast, ("closed", "Elin Berg"), ("open", "Elin Berg"), ("open", "Elin Berg"))
    done = bring(cast, ("open", "Elin Berg"), ("on hold", "Elin Berg"), ("open", "Elin Berg"))
    assert done.waiting == 0
    assert who_has_what(cast) == [("open", cast.teammate.id)] * 3


def test_what_waits_is_given_in_turn_by_its_queue_or_the_named_role_is_told():
    cast = a_desk_in_turn()
    come(cast, cast.rep)
    assert bring(cast, *[("open", "Elin Berg")] * 5).waiting == 3
    for _ in range(3):
        one_round((HAND_OUT,), now=later(0.2))
    assert [who for _, who in who_has_what(cast)] == [cast.teammate.id] * 2 + [cast.rep.id] * 2 + [None]
    with cast.inside():
        [unfit] = TimelineEvent.objects.filter(kind="desk.nobody fitted")
        assert unfit.payload["told"] == "lead"
        assert Notice.objects.filter(event=unfit, member_id=cast.lead.id).exists()


def test_an_import_and_somebody_who_gives_cannot_both_take_the_last_place():
    cast = a_desk_with_two_each()
    with cast.inside():
        number = a_ticket().number
    said: list[object] = []

    def give() -> None:
        try:
            with cast.inside():
                desk.assign(number=number, member_id=cast.teammate.id, by=cast.lead, at=later(0.1))
            said.append("given")
        except Refused as refused:
            said.append(refused.problems[0].code)

    coming = tuple(
        ComingTicket(key, str(key), "Old", "question", MONDAY, PastState.OPEN, assignee="Elin Berg") for key in (1, 2)
    )
    other = threading.Thread(target=give)
    with cast.inside():
        import_tickets(batch=TicketBatch("snow", 1, coming), by=cast.manager, at=MONDAY)
        other.start()
        other.join(0.5)
        assert other.is_alive(), "it waits until the import has come to its end"
    other.join(20)
    assert said == ["full"]


def test_taking_the_import_back_takes_what_waited_too():
    cast = a_desk_with_two_each()
    done = bring(cast, *[("open", "Elin Berg")] * 3)
    with cast.inside():
        assert take_back_import(import_id=done.pk, by=cast.manager, at=later(1)).removed == 3
    assert who_has_what(cast) == []
