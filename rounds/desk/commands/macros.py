"""A macro is run on a ticket: each act by its own command, so that nothing is possible which would not be without it."""

from collections.abc import Callable
from datetime import datetime

from rounds.basics.problems import Problem, Refused, refuse_if
from rounds.desk.clauses import Template
from rounds.desk.commands.answering import answer, note
from rounds.desk.commands.assigning import assign, change_kind, give_back, take
from rounds.desk.commands.correspondents import envelope
from rounds.desk.commands.dating import put_to_sleep, set_reopen_date
from rounds.desk.commands.ending import close, reopen
from rounds.desk.commands.framing import Framed, words_of, written_under
from rounds.desk.commands.holding import hold
from rounds.desk.commands.loading import change, locked
from rounds.desk.commands.prioritising import set_priority
from rounds.desk.dates import Wish
from rounds.desk.events.giving import Assigned
from rounds.desk.events.macros import MacroRun
from rounds.desk.macros import Before, Finally, GiveTo, Macro, Named, Step, Verb, because_run, macro_problems, steps
from rounds.desk.models import Message, Ticket
from rounds.desk.queries.facts import facts_of
from rounds.desk.rules import State
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.policies.values import MemberAddress
from rounds.team.models import Member
from rounds.team.queries import require, roles_of
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor

type Doing = Callable[[Ticket, Macro, Actor, datetime], object]


def apply_macro(*, number: int, name: str, many_id: int, by: Actor, at: datetime) -> list[int]:
    """Run a macro on one ticket, inside an act that can be taken back; gives the messages that it wrote. Raises Refused."""
    ticket, manual = locked(number), book()
    macro = macro_named(manual, name)
    now = before_of(ticket, macro)
    meant = is_for(macro, ticket, manual, at)
    refuse_if(macro_problems(macro, now, roles=roles_of(by), meant=meant, runner_id=by.id or 0))
    todo = steps(macro, now, runner_id=by.id or 0)
    ran = MacroRun(ticket=ticket.pk, account=ticket.account_id, many=many_id, macro=macro.name)
    record(ran, by=by, at=at, because=because_run(macro, manual.version, todo))
    said = [_done(step, ticket, macro, by=by, at=at) for step in todo]
    return [message.pk for message in said if isinstance(message, Message)]


def macro_named(manual: Book, name: str) -> Macro:
    """Give the macro of this name. Raises Refused where the manual in force has none."""
    if (macro := manual.find(Macro, name)) is None:
        raise Refused([Problem("no such macro", f"The manual has no macro “{name}”.", "Choose another.", "macro")])
    return macro


def before_of(ticket: Ticket, macro: Macro) -> Before:
    """Give what a macro has to know of a ticket, and of the member whom it names."""
    named = _named(macro)
    return Before(ticket.number, State(ticket.state), ticket.kind, ticket.priority, ticket.assignee_id, named)


def _named(macro: Macro) -> Named | None:
    if not isinstance(macro.does.give_to, MemberAddress):
        return None
    rows = Member.objects.filter(email__iexact=macro.does.give_to, active=True).values_list("id", "name")
    return next((Named(id_, name) for id_, name in rows), None)


def is_for(macro: Macro, ticket: Ticket, manual: Book, at: datetime) -> bool:
    """Say whether a ticket is one that the macro is for. Source: clause kind `macro`, key `for`."""
    return macro.for_ is None or macro.for_.holds(facts_of(ticket, asked=[macro.for_]), manual.when(at))


def macro_words(ticket: Ticket, name: str, manual: Book, *, by: Actor) -> Framed:
    """Give the words that a macro would say on a ticket: the template's, filled in."""
    template = manual.get(Template, name)
    return words_of(template, ticket, envelope(ticket).parties, member_id=by.id, more=written_under(ticket))


def _done(step: Step, ticket: Ticket, macro: Macro, *, by: Actor, at: datetime) -> object:
    return DOING[step.verb](ticket, macro, by, at)


def _give(ticket: Ticket, macro: Macro, by: Actor, at: datetime) -> object:
    """Give it to whoever runs the macro, as they might take it, or be given it by themselves; to whom it names; or back."""
    now = locked(ticket.number)
    if macro.does.give_to is GiveTo.QUEUE:
        return _return(now, by, at)
    if named := _named(macro):
        return assign(number=ticket.number, member_id=named.id, by=by, at=at)
    if now.assignee_id in (None, by.id):
        return take(number=ticket.number, by=by, at=at)
    return assign(number=ticket.number, member_id=by.id or 0, by=by, at=at)


def _return(ticket: Ticket, by: Actor, at: datetime) -> object:
    if ticket.assignee_id == by.id:
        return give_back(number=ticket.number, by=by, at=at)
    if ticket.assignee_id is None:
        return None
    require(by, "assign tickets")
    had = ticket.assignee_id
    change(ticket, assignee_id=None)
    gone = Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=None, from_member=had)
    record(gone, by=by, at=at)
    return ticket


def _answer(ticket: Ticket, macro: Macro, by: Actor, at: datetime) -> object:
    words = macro_words(locked(ticket.number), str(macro.does.answer), book(), by=by)
    return answer(number=ticket.number, text=words.text, subject=words.subject, by=by, at=at)


def _note(ticket: Ticket, macro: Macro, by: Actor, at: datetime) -> object:
    words = macro_words(locked(ticket.number), str(macro.does.note), book(), by=by)
    return note(number=ticket.number, text=words.text, by=by, at=at)


def _hold(ticket: Ticket, macro: Macro, by: Actor, at: datetime) -> object:
    asked = macro.does.hold
    assert asked, "a step of this verb comes from this key"
    wish = Wish(span=asked.until)
    return hold(number=ticket.number, holder=asked.for_, reason=asked.reason, wish=wish, by=by, at=at)


def _then(ticket: Ticket, macro: Macro, by: Actor, at: datetime) -> object:
    ends = close if macro.does.then is Finally.CLOSE else reopen
    return ends(number=ticket.number, by=by, at=at)


DOING: dict[Verb, Doing] = {
    Verb.KIND: lambda ticket, macro, by, at: change_kind(number=ticket.number, kind=str(macro.does.kind), by=by, at=at),
    Verb.PRIORITY: lambda ticket, macro, by, at: set_priority(
        number=ticket.number, priority=str(macro.does.priority), by=by, at=at
    ),
    Verb.GIVE: _give,
    Verb.NOTE: _note,
    Verb.ANSWER: _answer,
    Verb.DATE: lambda ticket, macro, by, at: set_reopen_date(
        number=ticket.number, wish=Wish(span=macro.does.comes_back_in), by=by, at=at
    ),
    Verb.SLEEP: lambda ticket, macro, by, at: put_to_sleep(
        number=ticket.number, wish=Wish(span=macro.does.sleep), by=by, at=at
    ),
    Verb.HOLD: _hold,
    Verb.THEN: _then,
}
"""The command of each act."""
