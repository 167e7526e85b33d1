"""What figures suggest beside what somebody decided: it is what the manual gives, and where both differ for long, somebody hears (A7)."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from rounds_judge.calendar import span_after
from rounds_judge.figures import Figures, Suggested
from rounds_judge.guide import Guide
from rounds_judge.verdict import Broken, Findings
from rounds_judge.world import Event, Row, World

NOTICED = 8
"""Looks of the engine within which figures are asked once usage came in, which is once a day: of a weekday there are three."""

PATIENCE = 3
"""Looks within which somebody is told once the time is over."""


def usage_counts_once(world: World, guide: Guide) -> Findings:
    """A5: all that was told of firms that are known is there, each record once, however often it was sent; the others wait."""
    if guide.grading is None or not world.told:
        return
    sent = {record["id"] for telling in world.told for record in telling["usage"]}
    kept = [row["rows"] for row in world.tables["usage_segment"] if row["retired_at"] is None]
    here, apart = sum(kept) + len(world.tables["usage_row"]), len(world.tables["usage_apart"])
    known = Figures(world, guide.grading).many
    if (here, apart) != (known, len(sent) - known):
        text = (
            f"{here} records are here and {apart} wait; {known} were told of firms that are known, {len(sent)} in all"
        )
        yield Broken("A5 usage counts once", 0, None, text)


def suggestions_fit(world: World, guide: Guide) -> Findings:
    """A7: beside each grade that was given stands what the figures suggested then, and what they were."""
    if guide.grading is None:
        return
    figures, check_ins, tickets = Figures(world, guide.grading), world.by_id("check_in"), world.by_id("ticket")
    for row in world.tables["grade_given"]:
        check_in = check_ins.get(row["check_in_id"])
        ticket = tickets.get(check_in["ticket_id"]) if check_in else None
        if check_in is None or ticket is None:
            continue
        meant = figures.at(check_in["account_id"], row["at"])
        if row["suggested"] != meant.grade:
            text = f"“{row['suggested']}” was suggested; the figures are {meant.grade or 'none'}: {meant.numbers}"
            yield Broken("A7 the suggested grade", ticket["number"], row["at"], text)
        elif _numbers(row["seen"]) != sorted(meant.numbers):
            text = f"{_numbers(row['seen'])} stands behind it, not {meant.numbers}"
            yield Broken("A7 what stands behind it", ticket["number"], row["at"], text)


def _numbers(facts: list[Row]) -> list[str]:
    """Give the figures among facts, `3 of 4, 75 %` as `3 of 4`, in whatever order the tests are."""
    return sorted(fact["text"].split(", ")[0] for fact in facts if "text" in fact)


@dataclass
class Differ:
    """A time in which the given grade and the suggested one were not the same. given: it began as somebody graded, not as usage came in."""

    since: datetime
    grade: str
    given: bool
    until: datetime


def differences_are_told(world: World, guide: Guide) -> Findings:
    """A7: whoever has to hears of it once, when both have differed for as long as the manual says, and where they have not, nobody."""
    if guide.grading is None or not guide.grading.differ_for:
        return
    figures, tickets = Figures(world, guide.grading), world.by_id("ticket")
    given: dict[int, list[Row]] = defaultdict(list)
    for row in world.tables["grade_given"]:
        given[row["check_in_id"]].append(row)
    looked = sorted(world.looked)
    for check_in in world.tables["check_in"]:
        if (ticket := tickets.get(check_in["ticket_id"])) is None:
            continue
        history = world.histories.get(ticket["id"], [])
        times = _differences(check_in["account_id"], given[check_in["id"]], figures, looked[-1])
        for rule, at, said in _held_against(times, history, figures, check_in["account_id"], looked):
            yield Broken(rule, ticket["number"], at, said)


def _differences(account: int, given: list[Row], figures: Figures, end: datetime) -> list[Differ]:
    """List the times in which both differed, until `end`. A grade that is given anew begins another."""
    steps = sorted([(row["at"], row["grade"]) for row in given] + [(came, "") for came in figures.came])
    found: list[Differ] = []
    grade, open_ = "", False
    for at, decided in steps:
        grade = decided or grade
        differ = bool(grade) and figures.at(account, at).grade not in {"", grade}
        if open_ and (decided or not differ):
            found[-1].until, open_ = at, False
        if differ and not open_:
            found.append(Differ(at, grade, bool(decided), end))
            open_ = True
    return found


type Wrong = tuple[str, datetime, str]
"""The rule that is broken, when, and how."""


def _held_against(
    times: list[Differ], history: list[Event], figures: Figures, account: int, looked: list[datetime]
) -> list[Wrong]:
    alarms = [event for event in history if event.kind == "checkins.grade differs"]
    found = [wrong for time in times for wrong in _of_time(time, alarms, history, figures, looked)]
    for event in alarms:
        time = next((each for each in times if each.since < event.at <= each.until), None)
        meant = figures.at(account, event.at)
        if time is None:
            found.append(
                ("A7 differing grades, only then", event.at, f"the figures say {meant.grade}, as it was graded")
            )
        elif (event.said["grade"], event.said["suggested"]) != (time.grade, meant.grade):
            found.append(("A7 differing grades, which", event.at, f"it says {event.said}; the figures {meant.grade}"))
        elif not _says_why(event, figures, meant):
            found.append(("F2 differing grades say why", event.at, f"not by {meant.numbers}: {event.because}"))
    return found


def _of_time(
    time: Differ, alarms: list[Event], history: list[Event], figures: Figures, looked: list[datetime]
) -> list[Wrong]:
    """Hold one time in which both differed against what was told in it."""
    told = [event for event in alarms if time.since < event.at <= time.until]
    span, zone = figures.rules.differ_for, figures.rules.zone
    if told and told[0].at < span_after(time.since, span, zone):
        text = f"they differ since {time.since}, which is not {span}"
        return [("A7 differing grades, not before", told[0].at, text)]
    if len(told) > 1:
        return [("A7 differing grades, once", told[1].at, f"it was said at {told[0].at} already")]
    noticed = time.since if time.given else _look(looked, time.since, NOTICED)
    latest = noticed and _look(looked, span_after(noticed, span, zone), PATIENCE)
    rests = any(event.kind == "checkins.exempted" and event.at <= time.until for event in history)
    if latest and latest < time.until and not rests and (not told or told[0].at > latest):
        text = f"they differ since {time.since}, and nobody heard of it by {latest}"
        return [("A7 differing grades are told", latest, text)]
    return []


def _look(looked: list[datetime], at: datetime, many: int) -> datetime | None:
    """Give the moment at which the engine had looked so often behind another; None where it has not."""
    place = bisect_left(looked, at) + many
    return looked[place] if place < len(looked) else None


def _says_why(event: Event, figures: Figures, meant: Suggested) -> bool:
    """Say whether it names the clause, both grades, and the figures."""
    texts = _numbers((event.because or {}).get("facts", []))
    said = [event.said["grade"], meant.grade, *meant.numbers]
    return event.clause == figures.rules.clause and texts == sorted(said)
