"""Macros: several acts on a ticket under one name, as the manual declares them, and what one would do to a ticket now."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer

from rounds.basics.problems import Problem
from rounds.basics.text import listed
from rounds.desk.conditions import TicketCondition
from rounds.desk.rules import ENDED, LIVE, State
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Says
from rounds.policies.values import (
    Choice,
    HolderWord,
    MemberAddress,
    PriorityWord,
    RoleNames,
    SpanText,
    TemplateName,
    Text,
    TicketKindName,
    choice_or_member,
)
from rounds.timeline.rules import Because, Fact


class GiveTo(Choice):
    """Who has the ticket then."""

    RUNNER = "whoever runs it"
    QUEUE = "the queue"


Receiver = Annotated[GiveTo | MemberAddress, choice_or_member(GiveTo), PlainSerializer(str)]
"""Who is given the ticket: a word, or a member by their e-mail address."""


class Finally(Choice):
    """What becomes of the ticket in the end."""

    CLOSE = "close"
    OPEN = "open again"


class Waits(Keys):
    """A hold that a macro begins."""

    for_: Annotated[HolderWord, Says("for {}")] = Field(alias="for")
    until: Annotated[SpanText, Says("for {} at most")]
    reason: Annotated[Text, Says("with the reason “{}”")]


class Does(Keys):
    """The acts of a macro, in this order, whatever the order in which they are written."""

    kind: Annotated[TicketKindName | None, Says("make it a {}")] = None
    priority: Annotated[PriorityWord | None, Says("set its priority to {}")] = None
    give_to: Annotated[Receiver | None, Says("give it to {}")] = None
    note: Annotated[TemplateName | None, Says("write the note {}")] = None
    answer: Annotated[TemplateName | None, Says("answer with {}")] = None
    comes_back_in: Annotated[SpanText | None, Says("let it come back in {}")] = None
    sleep: Annotated[SpanText | None, Says("put it to sleep for {}")] = None
    hold: Annotated[Waits | None, Says("hold it {}")] = None
    then: Annotated[Finally | None, Says("{} it")] = None


class Macro(Clause):
    """Several acts on a ticket, run as one and taken back as one."""

    kind: ClassVar[str] = "macro"

    for_: Annotated[TicketCondition | None, Says("For tickets where {}.", absent="For every ticket.")] = Field(
        default=None, alias="for"
    )
    run_by: Annotated[
        RoleNames | None,
        Says(
            "Whoever is {} runs it; each act needs its own right too.",
            absent="Whoever may do each of its acts runs it.",
            joined="or",
        ),
    ] = None
    does: Annotated[Does, Says("It does this: {}.")]

    def may_be_run_by(self, roles: Collection[str]) -> bool:
        """Say whether a member with these roles may run it."""
        return self.run_by is None or any(role in roles for role in self.run_by)


class Verb(StrEnum):
    """One act of a macro, by the key that asks for it, in the order in which they are done."""

    KIND = "kind"
    PRIORITY = "priority"
    GIVE = "give to"
    NOTE = "note"
    ANSWER = "answer"
    DATE = "comes back in"
    SLEEP = "sleep"
    HOLD = "hold"
    THEN = "then"


RIGHTS: dict[Verb, str] = {
    Verb.KIND: "assign tickets",
    Verb.PRIORITY: "set priorities",
    Verb.GIVE: "answer customers",
    Verb.NOTE: "write notes",
    Verb.ANSWER: "answer customers",
    Verb.DATE: "set dates",
    Verb.SLEEP: "set dates",
    Verb.HOLD: "hold tickets",
    Verb.THEN: "close tickets",
}
"""What one must be allowed to do for each; a macro gives nobody a right."""


def right_for(verb: Verb, macro: Macro) -> str:
    """Name the right that an act of a macro needs: to give a ticket to somebody is more than to take it."""
    gives_away = verb is Verb.GIVE and isinstance(macro.does.give_to, MemberAddress)
    return "assign tickets" if gives_away else RIGHTS[verb]


def rights_for(macro: Macro) -> tuple[str, ...]:
    """Name the rights that all acts of a macro need, in the order of its acts."""
    does = macro.does
    verbs = (Verb(does.key_of(field)) for field, value in does if value is not None)
    return tuple(dict.fromkeys(right_for(verb, macro) for verb in verbs))


@dataclass(frozen=True, slots=True)
class Named:
    """The member whom a macro names by their address."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Before:
    """A ticket as a macro finds it. named: whom the macro names to be given it; None where it names none who is here."""

    number: int
    state: State
    kind: str
    priority: str | None
    assignee_id: int | None
    named: Named | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One act that a macro would do now. says: a sentence without its full stop."""

    verb: Verb
    says: str


def steps(macro: Macro, now: Before, *, runner_id: int) -> tuple[Step, ...]:
    """Say what a macro would do to a ticket as it is; what is so already is left out. Source: clause kind `macro`, key `does`."""
    does = macro.does
    found = (
        (Verb.KIND, does.kind and does.kind != now.kind and f"It becomes a {does.kind}, and goes to that kind’s queue"),
        (Verb.PRIORITY, does.priority and does.priority != now.priority and f"Its priority becomes {does.priority}"),
        (Verb.GIVE, _gives(does, now, runner_id)),
        (Verb.NOTE, does.note and f"A note is written: {does.note}"),
        (Verb.ANSWER, does.answer and f"The customer is answered: {does.answer}"),
        (Verb.DATE, does.comes_back_in and f"It comes back in {does.comes_back_in}"),
        (Verb.SLEEP, does.sleep and f"It sleeps for {does.sleep}"),
        (Verb.HOLD, does.hold and f"It waits for {does.hold.for_}, {does.hold.until} at most: “{does.hold.reason}”"),
        (Verb.THEN, _ends(does, now)),
    )
    return tuple(Step(verb, says) for verb, says in found if says)


def macro_problems(macro: Macro, now: Before, *, roles: Collection[str], meant: bool, runner_id: int) -> list[Problem]:
    """Say why a macro cannot be run on a ticket. meant: the ticket is one that it is for."""
    if not macro.may_be_run_by(roles):
        text = f"You may not run the macro “{macro.name}”."
        fix = f"Whoever is {listed(list(macro.run_by or ()))} may."
        return [Problem("not allowed", text, fix, "macro", macro.identity)]
    if not meant:
        text = f"The macro “{macro.name}” is not for #{now.number}: it is for tickets where {macro.for_}."
        return [Problem("not for it", text, None, "macro", macro.identity)]
    if isinstance(macro.does.give_to, MemberAddress) and now.named is None:
        text = f"The macro “{macro.name}” gives tickets to {macro.does.give_to}, and no member here has that address."
        return [Problem("nobody there", text, "Whoever adopts the manual can name another.", "macro", macro.identity)]
    if not steps(macro, now, runner_id=runner_id):
        text = f"The macro “{macro.name}” would change nothing on #{now.number}."
        return [Problem("nothing to do", text, None, "macro", macro.identity)]
    return []


def _kept(step: Step, macro: Macro) -> str:
    """Say what history keeps of a step: nobody's name, and no “you”, for others read it."""
    if step.verb is not Verb.GIVE or macro.does.give_to is GiveTo.QUEUE:
        return step.says
    return (
        "It is given to whoever ran it"
        if macro.does.give_to is GiveTo.RUNNER
        else "It is given to whom the manual names"
    )


def contradictions(does: Does) -> list[tuple[str, str]]:
    """Say what in a macro cannot be done together: pairs of the key at fault and the reason."""
    if not any(getattr(does, field) for field in type(does).model_fields):
        return [("", "This macro does nothing")]
    found = []
    if does.sleep and does.comes_back_in:
        found.append(("comes back in", "A ticket that is put to sleep comes back on that day, and on no other"))
    if does.hold and does.sleep:
        found.append(("hold", "A sleeping ticket cannot be held"))
    if does.then and does.sleep:
        found.append(("then", "A sleeping ticket is neither closed nor opened in the same breath"))
    if does.hold and does.then is Finally.CLOSE:
        found.append(("then", "A ticket on hold is not closed in the same breath"))
    return found


def because_run(macro: Macro, version: int, done: Collection[Step]) -> Because:
    """Say what a macro did, and by which clause (F2)."""
    facts = tuple(Fact(step.verb, _kept(step, macro)) for step in done)
    return Because(macro.identity, version, facts, "all of it can be taken back with one act", keys=("does",))


def _gives(does: Does, now: Before, runner_id: int) -> str:
    if does.give_to is GiveTo.RUNNER and now.assignee_id != runner_id:
        return "It is given to you"
    if does.give_to is GiveTo.QUEUE and now.assignee_id is not None:
        return "It waits in its queue again, with nobody"
    if isinstance(does.give_to, MemberAddress) and now.named and now.assignee_id != now.named.id:
        return "It is given to you" if now.named.id == runner_id else f"It is given to {now.named.name}"
    return ""


def _ends(does: Does, now: Before) -> str:
    becomes_live = bool(does.answer)
    if does.then is Finally.CLOSE and (now.state not in ENDED or becomes_live):
        return "It is closed"
    if does.then is Finally.OPEN and now.state not in LIVE and not becomes_live:
        return "It is open again, and our turn"
    return ""
