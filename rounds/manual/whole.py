"""What only shows when the clauses of a manual are read side by side.

A check that something is missing waits until no clause of the kinds it asks for is broken: else one error would
report itself a second time.
"""

from collections.abc import Iterable, Iterator, Mapping

from rounds.basics.spans import Span
from rounds.basics.text import listed, nearest
from rounds.checkins.clauses import Grades, Programme, grade_contradictions
from rounds.checkins.clauses import contradictions as programme_contradictions
from rounds.checkins.evidence.clauses import Evidence, misread, says_nothing, two_spans
from rounds.desk.clauses import Given, Holds, Priorities, PromisedDates, Queue, Sending, Template, TicketKind
from rounds.desk.macros import Macro, contradictions, rights_for
from rounds.lists.clauses import NamedList
from rounds.lists.clauses import contradictions as list_contradictions
from rounds.manual.findings import Finding, Place, found
from rounds.manual.sheets import Sheets
from rounds.policies.conditions import Condition, implies
from rounds.policies.conditions import contradictions as never_met
from rounds.policies.rules import Clause, Keys
from rounds.policies.values import NameIn, Path
from rounds.targets.clauses import Target
from rounds.targets.clocks import at_once
from rounds.team.rules import HoursClause, Role
from rounds.telemetry.clauses import NamedFact, fact_contradictions

ADOPT = "adopt the manual"
_HEAD = Place(1, 1)


def whole_findings(sheets: Sheets) -> Iterator[Finding]:
    """Check the clauses against each other."""
    yield from _kinds_claimed_twice(sheets)
    yield from _kinds_nobody_takes(sheets)
    yield from _several_promises(sheets)
    yield from _said_twice(sheets, Priorities)
    yield from _said_twice(sheets, Holds)
    yield from _said_twice(sheets, Sending)
    yield from _beginnings_that_are_none(sheets)
    yield from _nobody_adopts(sheets)
    yield from _own_stand_ins(sheets)
    yield from _macros_that_cannot_be(sheets)
    yield from _macros_with_a_gap(sheets)
    yield from _answers_without_words(sheets)
    yield from _lists_that_cannot_be(sheets)
    yield from _programmes_that_cannot_be(sheets)
    yield from _facts_that_cannot_be(sheets)
    yield from _names_that_two_have(sheets)
    yield from _letters_that_know_no_firm(sheets)
    yield from _conditions_that_nobody_meets(sheets)


def _conditions_that_nobody_meets(sheets: Sheets) -> Iterator[Finding]:
    """What a condition asks can be at once: of two days, of two distances from now, of a number, and beside its “not”."""
    for sheet in sheets:
        for path, condition in _conditions(sheet.clause):
            for inside, problem in never_met(condition):
                yield sheet.found(problem, *path, *inside)


def _programmes_that_cannot_be(sheets: Sheets) -> Iterator[Finding]:
    """A ladder leads somewhere, and is over before the next round; grades are those of the scale; evidence can be counted so."""
    for sheet in sheets.of(Programme):
        for path, problem in programme_contradictions(sheet.clause):
            yield sheet.found(problem, *path)
    for scale in sheets.of(Grades):
        for path, problem in grade_contradictions(scale.clause):
            yield scale.found(problem, *path)
    yield from _parts_that_no_finding_has(sheets)
    facts = {sheet.clause.name: sheet.clause for sheet in sheets.of(NamedFact)}
    for looked_at in sheets.of(Evidence):
        for path, problem in misread(looked_at.clause, facts):
            yield looked_at.found(problem, *path)


def _facts_that_cannot_be(sheets: Sheets) -> Iterator[Finding]:
    """What goes again is something that was there."""
    for sheet in sheets.of(NamedFact):
        for path, problem in fact_contradictions(sheet.clause):
            yield sheet.found(problem, *path)


def _parts_that_no_finding_has(sheets: Sheets) -> Iterator[Finding]:
    """What a part of a finding begins with is known by the part's name, which some programme that looks at it asks for."""
    asked: dict[str, set[str]] = {}
    for sheet in sheets.of(Programme):
        if sheet.clause.evidence:
            asked.setdefault(sheet.clause.evidence, set()).update(sheet.clause.note_needs)
    for looked_at in sheets.of(Evidence):
        needs = asked.get(looked_at.clause.name)
        for each in looked_at.clause.in_the_finding or ():
            if needs is not None and each.word not in needs:
                known = listed([f"“{need}”" for need in sorted(needs)], last="and")
                problem = f"No finding has a part “{each.word}”: “note needs” of the programme names {known}"
                yield looked_at.found(problem, "in the finding", each.word)


def _names_that_two_have(sheets: Sheets) -> Iterator[Finding]:
    """A programme goes on with check-ins of another name only where no other programme has it or had it."""
    names: dict[str, str] = {sheet.clause.name: "a programme of its own here" for sheet in sheets.of(Programme)}
    for sheet in sheets.of(Programme):
        for place, was in enumerate(sheet.clause.was or ()):
            if was != sheet.clause.name and was in names:
                yield sheet.found(f"“{was}” is {names[was]}: its check-ins cannot go on with two", "was", place)
            names.setdefault(was, f"what “{sheet.clause.name}” was called")


def _letters_that_know_no_firm(sheets: Sheets) -> Iterator[Finding]:
    """What is known of a firm is said by the letters of its check-in alone: nobody else looks at it as they write."""
    asked = {
        name
        for sheet in sheets.of(Programme)
        if sheet.clause.evidence
        for name in (sheet.clause.starts_with.send, *(step.send for step in sheet.clause.unanswered))
    }
    answering = {sheet.clause.answers_with for sheet in sheets.of(TicketKind)}
    if not sheets.complete(Programme, TicketKind):
        return
    for sheet in sheets.of(Template):
        if sheet.clause.speaks_of_evidence and (sheet.clause.name not in asked or sheet.clause.name in answering):
            problem = (
                "Only a letter that a programme with “evidence” sends can say what goes well, what is not used, training, or "
                "quiet users"
            )
            yield sheet.found(problem, "body")


def _lists_that_cannot_be(sheets: Sheets) -> Iterator[Finding]:
    """A list asks of tickets what tickets have, and of accounts what accounts have."""
    for sheet in sheets.of(NamedList):
        for key, problem in list_contradictions(sheet.clause):
            yield sheet.found(problem, key)


def _kinds_claimed_twice(sheets: Sheets) -> Iterator[Finding]:
    """A ticket waits in one queue."""
    first: dict[str, str] = {}
    for sheet in sheets.of(Queue):
        for place, kind in enumerate(sheet.clause.takes.ticket_kind):
            earlier = first.setdefault(kind, sheet.clause.name)
            if earlier != sheet.clause.name:
                problem = f"Two queues take “{kind}”: this one, and “{earlier}”"
                yield sheet.found(problem, "takes", "ticket kind", place)


def _kinds_nobody_takes(sheets: Sheets) -> Iterator[Finding]:
    """A ticket of each kind has a queue to wait in."""
    if not sheets.complete(Queue):
        return
    taken = {kind for sheet in sheets.of(Queue) for kind in sheet.clause.takes.ticket_kind}
    for sheet in sheets.of(TicketKind):
        if sheet.clause.name not in taken:
            yield sheet.found(f"No queue takes tickets of the kind “{sheet.clause.name}”")


def _several_promises(sheets: Sheets) -> Iterator[Finding]:
    """The desk keeps one set of promised dates."""
    several = list(sheets.of(PromisedDates))
    for sheet in several[1:]:
        yield sheet.found(f"Only one clause may say the promised dates, and “{several[0].clause.identity}” does")
    if not several and sheets.complete(PromisedDates):
        yield found(_HEAD, "No clause says which dates the desk promises; it begins with “promised dates:”")


def _said_twice(sheets: Sheets, kind: type[Clause]) -> Iterator[Finding]:
    """The desk has one clause of this kind at most."""
    several = list(sheets.of(kind))
    for sheet in several[1:]:
        yield sheet.found(f"Only one clause may say the {kind.kind}, and “{several[0].clause.identity}” does")


def _beginnings_that_are_none(sheets: Sheets) -> Iterator[Finding]:
    """A ticket begins with a priority that it could also be given."""
    for sheet in sheets.of(Priorities):
        known, first = sheet.clause.highest_first, sheet.clause.to_begin_with
        if first not in known:
            near = nearest(first, known)
            problem = f"“{first}” is none of the priorities that stand above it"
            place = sheet.place("to begin with")
            yield found(place, problem, clause=sheet.clause.identity, nearest=near, written=first)


def _nobody_adopts(sheets: Sheets) -> Iterator[Finding]:
    """A manual that nobody may replace would be in force for ever."""
    roles = list(sheets.of(Role))
    if sheets.complete(Role) and not any(ADOPT in sheet.clause.may for sheet in roles):
        problem = f"No role may “{ADOPT}”, so nobody could ever change this one"
        yield roles[0].found(problem) if roles else found(_HEAD, problem)


def _own_stand_ins(sheets: Sheets) -> Iterator[Finding]:
    """Nobody stands in for themselves: while none of a role is at work, that role is nobody."""
    queues = {
        str(kind): sheet.clause.worked_by for sheet in sheets.of(Queue) for kind in sheet.clause.takes.ticket_kind
    }
    for role in sheets.of(Role):
        if role.clause.stand_in == role.clause.name:
            yield role.found(f"The role “{role.clause.name}” cannot stand in for itself", "stand-in")
    for kind in sheets.of(TicketKind):
        worked_by = kind.clause.worked_by or queues.get(kind.clause.name)
        if kind.clause.stand_in and kind.clause.stand_in == worked_by:
            yield kind.found(f"Whoever is “{worked_by}” works it already, and cannot stand in", "stand-in")


def _macros_that_cannot_be(sheets: Sheets) -> Iterator[Finding]:
    """The acts of a macro can be done one after another."""
    for sheet in sheets.of(Macro):
        for key, problem in contradictions(sheet.clause.does):
            yield sheet.found(problem, "does", *([key] if key else []))


def _macros_with_a_gap(sheets: Sheets) -> Iterator[Finding]:
    """What a macro says, nobody types: its text has no place for more."""
    for sheet in sheets.of(Macro):
        for key, name in (("answer", sheet.clause.does.answer), ("note", sheet.clause.does.note)):
            template = next((each.clause for each in sheets.of(Template) if each.clause.name == name), None)
            if template and "{text}" in template.body + template.subject:
                yield sheet.found(f"“{name}” has a place for “{{text}}”, and a macro types none", "does", key)


def _answers_without_words(sheets: Sheets) -> Iterator[Finding]:
    """The template of an answer has a place for what the answer says."""
    kinds: dict[str, list[str]] = {}
    for kind in sheets.of(TicketKind):
        kinds.setdefault(kind.clause.answers_with, []).append(kind.clause.name)
    for sheet in sheets.of(Template):
        used = kinds.get(sheet.clause.name)
        if used and "{text}" not in sheet.clause.body:
            problem = f"Answers to “{listed(used)}” go out in this text, and it has no place for “{{text}}”"
            yield sheet.found(problem, "body")


def whole_doubts(sheets: Sheets) -> Iterator[Finding]:
    """Find what can do nothing: what nothing names, though it is there to be named, and what no ticket comes to."""
    named = {name.clause for sheet in sheets for name in _names(sheet.clause)}
    for model in (Template, HoursClause):
        for place, sheet in enumerate(sheets.of(model)):
            first_hours = model is HoursClause and place == 0  # conditions count in them
            if sheet.clause.identity not in named and not first_hours:
                yield sheet.doubt(f"Nothing names “{sheet.clause.identity}”, so nothing uses it")
    yield from _targets_out_of_reach(sheets)
    yield from _warnings_at_once(sheets)
    yield from _runners_without_rights(sheets)
    yield from _said_again(sheets)
    yield from _evidence_to_look_at(sheets)
    for queue in sheets.of(Queue):
        if queue.clause.if_nobody_fits and queue.clause.given is Given.BY_HAND:
            problem = "This queue is given by hand, where nobody looks for who fits, so this never happens"
            yield queue.doubt(problem, "if nobody fits")


def _evidence_to_look_at(sheets: Sheets) -> Iterator[Finding]:
    """Find figures of a finding that hold none, and people who are quiet after another time than the figure of them says."""
    facts = [sheet.clause for sheet in sheets.of(NamedFact)]
    for looked_at in sheets.of(Evidence):
        for path, problem in (*says_nothing(looked_at.clause), *two_spans(looked_at.clause, facts)):
            yield looked_at.doubt(problem, *path)


def _targets_out_of_reach(sheets: Sheets) -> Iterator[Finding]:
    """Find targets before which another one stands that is for all that they are for: the first that fits counts."""
    before: list[Target] = []
    for sheet in sheets.of(Target):
        same = (each for each in before if each.until is sheet.clause.until)
        if first := next((each for each in same if implies(sheet.clause.for_, each.for_)), None):
            problem = (
                f"Every ticket that this is for has “{first.identity}” before it, and the first that fits counts: "
                "this one never does. Put it before that one"
            )
            yield sheet.doubt(problem, "for")
        before.append(sheet.clause)


def _warnings_at_once(sheets: Sheets) -> Iterator[Finding]:
    """Find warnings that come as the clock begins."""
    for sheet in sheets.of(Target):
        within, early = sheet.clause.within, sheet.clause.warn
        if early and at_once(within, early):
            problem = f"{early} before the end of {within} it has only begun: whoever is told hears of every ticket as it comes"
            yield sheet.doubt(problem, "warn")


def _said_again(sheets: Sheets) -> Iterator[Finding]:
    """Find words that stand twice in one list: the second says nothing, or something else was meant."""
    for sheet in sheets:
        for field in type(sheet.clause).model_fields:
            value = getattr(sheet.clause, field)
            words = [each for each in value if isinstance(each, str | Span)] if isinstance(value, tuple) else []
            for place, word in enumerate(words):
                if len(words) == len(value) and word in words[:place]:
                    yield sheet.doubt(f"“{word}” stands in this list already", sheet.clause.key_of(field), place)


def _runners_without_rights(sheets: Sheets) -> Iterator[Finding]:
    """Find roles that a macro names as its runners, and that may not do what it does: it gives nobody a right."""
    roles = {role.clause.name: role.clause for role in sheets.of(Role)}
    for sheet in sheets.of(Macro):
        for place, name in enumerate(sheet.clause.run_by or ()):
            if role := roles.get(name):
                lacks = [right for right in rights_for(sheet.clause) if right not in role.may]
                if lacks:
                    problem = f"Whoever is only “{name}” cannot run it: that role may not {listed(lacks)}"
                    yield sheet.doubt(problem, "run by", place)


def _conditions(value: object) -> Iterator[tuple[Path, Condition]]:
    """Find every condition in a value, however deep, with the keys and places that lead to it."""
    if isinstance(value, Condition):
        yield (), value
    elif isinstance(value, tuple):
        yield from _led_to(enumerate(value))
    elif isinstance(value, Mapping):
        yield from _led_to(value.items())
    elif isinstance(value, Keys):
        yield from _led_to((value.key_of(field), getattr(value, field)) for field in type(value).model_fields)


def _led_to(values: Iterable[tuple[str | int, object]]) -> Iterator[tuple[Path, Condition]]:
    return (((step, *path), found) for step, value in values for path, found in _conditions(value))


def _names(value: object) -> Iterator[NameIn]:
    """Find every name of another clause in a value, however deep."""
    if isinstance(value, NameIn):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _names(one)
    elif isinstance(value, Keys):
        for field in type(value).model_fields:
            yield from _names(getattr(value, field))
