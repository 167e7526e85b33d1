"""What a change touches of check-ins: firms that sleep until their day, ladders that run, grades that were given."""

from collections.abc import Iterator, Mapping

from rounds.basics.text import counted
from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.evidence.clauses import Evidence
from rounds.manual.comparing import Difference, How
from rounds.manual.sides import Side
from rounds.manual.touching.here import Here, of_kind


def programmes(found: Mapping[str, Difference], after: Side, here: Here) -> Iterator[str]:
    """A running ladder keeps the words that it began with; what sleeps keeps its day, and takes the new words on it.

    One that goes is gone on with where another says that it `was` it; else its firms get no check-in of another meanwhile.
    """
    heirs = {was: clause.name for clause in after.clauses if isinstance(clause, Programme) for was in clause.was or ()}
    for name, each in of_kind(found, Programme):
        asleep, waiting = here.on_programmes.get(name, (0, 0))
        if each.how is How.GONE and name in heirs:
            if asleep + waiting:
                goes, its = ("goes", "its") if asleep + waiting == 1 else ("go", "their")
                yield f"{counted(asleep + waiting, 'check-in')} of “{name}” {goes} on with “{heirs[name]}”, on {its} day."
            continue
        if each.how is How.GONE and asleep + waiting and any(isinstance(clause, Programme) for clause in after.clauses):
            firm, gets = ("Its firm", "gets") if asleep + waiting == 1 else ("Their firms", "get")
            yield f"{firm} {gets} no check-in of another programme; if one goes on with “{name}”, write “was: {name}” there."
        stay = asleep - (0 if each.how is How.GONE else _moves_at_once(name, here))
        if stay > 0 and each.how is not How.ADDED:
            _, moved = here.opening.get(name, (0, 0))
            then = _opens(stay) if each.how is How.GONE else _goes_on(stay, moved)
            yield f"{counted(stay, 'check-in')} of “{name}” {then}."
        if waiting and each.how is not How.ADDED:
            waits = "waits" if waiting == 1 else "wait"
            yield f"{counted(waiting, 'check-in')} of “{name}” {waits} for an answer in the words that it began with."


def moving(here: Here) -> Iterator[str]:
    """A firm that another programme is for, and its own no more, takes its check-in along; a ladder that runs is gone through first."""
    for (was, now), (at_once, later) in here.moving.items():
        number = at_once + later
        goes = "moves to “{}” with its check-in" if number == 1 else "move to “{}” with their check-ins"
        over = "its ladder is over" if later == 1 else "their ladders are over"
        behind = f", {'' if later == number else f'{later:,} of them '}once {over}" if later else ""
        yield f"{counted(number, 'firm')} of “{was}” {goes.format(now)}{behind}."


def on_two(here: Here) -> Iterator[str]:
    """A firm that meets the conditions of two programmes is on both."""
    for (one, other), number in here.on_two.items():
        meets, gets = ("meets", "it gets a check-in by each") if number == 1 else ("meet", "each gets two check-ins")
        yield f"{counted(number, 'firm')} {meets} the conditions of both “{one}” and “{other}”: {gets}."


def mornings(here: Here) -> Iterator[str]:
    """What sleeps opens by the new hours, on the day that it has; where nobody is there on it, on the next on which somebody is.

    A ladder that runs keeps the hours that it began with.
    """
    for name, (opening, moved) in here.opening.items():
        opens = "opens" if opening == 1 else "open"
        others = (
            "" if not moved else ", on another day" if moved == opening == 1 else f", {moved:,} of them on another day"
        )
        yield f"{counted(opening, 'check-in')} of “{name}” {opens} by the new hours{others}."
        _, waiting = here.on_programmes.get(name, (0, 0))
        if waiting:
            keeps = (
                "waits for an answer keeps the hours that it"
                if waiting == 1
                else "wait for an answer keep the hours that they"
            )
            yield f"{counted(waiting, 'check-in')} of “{name}” that {keeps} began with."


def grades(found: Mapping[str, Difference], after: Side, here: Here) -> Iterator[str]:
    """A grade that was given stays."""
    changed = {name for name, each in of_kind(found, Grades) if each.how is not How.ADDED}
    graded = sum(
        here.graded.get(clause.name, 0)
        for clause in after.clauses
        if isinstance(clause, Programme) and clause.grades in changed
    )
    if graded:
        keeps = "keeps the grade that it was" if graded == 1 else "keep the grades that they were"
        yield f"{counted(graded, 'firm')} {keeps} given."


def titles(here: Here) -> Iterator[str]:
    """What a grade says, and what a programme is called, stands in titles; what is on no scale any more stays until it is graded anew."""
    for (was, now), number in here.called.items():
        yield f"{counted(number, 'title')} {_says(number)} “{now}” in place of “{was}”."
    for (grade, was, now), number in here.titles.items():
        whose = "The title of 1 firm" if number == 1 else f"The titles of {number:,} firms"
        yield f"{whose} graded {grade} {_says(number)} {_otherwise(was, now)}."
    for (grade, scale), number in here.off_scale.items():
        has = "has" if number == 1 else "have"
        yield f"{counted(number, 'firm')} {has} the grade {grade}, which “{scale}” has no more, until somebody grades anew."


def _otherwise(was: str, now: str) -> str:
    if was and now:
        return f"“{now}” in place of “{was}”"
    return f"“{now}” from then on" if now else f"“{was}” no more"


def _says(number: int) -> str:
    return "says" if number == 1 else "say"


def evidence(found: Mapping[str, Difference], after: Side, here: Here) -> Iterator[str]:
    """Evidence is asked anew whenever a page is opened; letters that have left stay as they are."""
    for name, each in of_kind(found, Evidence):
        using = [clause.name for clause in after.clauses if isinstance(clause, Programme) and clause.evidence == name]
        firms = sum(sum(here.on_programmes.get(programme, (0, 0))) for programme in using)
        if firms and each.how is not How.ADDED:
            shows = "shows" if firms == 1 else "show"
            yield f"{counted(firms, 'check-in')} {shows} “{name}” in the new words from the next look on."


def _moves_at_once(name: str, here: Here) -> int:
    """Count the check-ins of a programme that another takes on at once: they keep no day, and are said of by themselves."""
    return sum(at_once for (was, _), (at_once, _) in here.moving.items() if was == name)


def _opens(number: int) -> str:
    return (
        "opens on its day, and then waits for somebody"
        if number == 1
        else "open on their day, and then wait for somebody"
    )


def _goes_on(number: int, moved: int) -> str:
    """Say what becomes of those that sleep. moved: those that get another day, of which is said which they are."""
    new = "on in the new words from then"
    if moved:
        return f"goes {new}" if number == 1 else f"go {new}"
    return f"keeps its day, and goes {new}" if number == 1 else f"keep their day, and go {new}"
