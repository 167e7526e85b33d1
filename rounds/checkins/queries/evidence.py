"""What is known of a check-in's firm, as its page and programs see it: the figures, the people behind some, the suggested grade."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rounds.basics.localtime import day_of
from rounds.basics.problems import NotThere
from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.evidence.behind import Behind, BehindRow, Of, Opened, Which, behind
from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.evidence.dates import Dates, dates_between
from rounds.checkins.evidence.gathering import evidence_of
from rounds.checkins.evidence.kept import Suggestion
from rounds.checkins.evidence.naming import EARLIEST, LATEST
from rounds.checkins.evidence.noting import as_kept, days_counted, offered
from rounds.checkins.evidence.saying import letter_words
from rounds.checkins.evidence.seen import Seen
from rounds.checkins.evidence.suggesting import suggested
from rounds.checkins.models import CheckIn, ReachOut
from rounds.checkins.queries.brought import last_brought_on
from rounds.checkins.queries.people import Unseen, never_seen, with_roles
from rounds.checkins.queries.standing import hours_of, in_a_round, programme_of
from rounds.checkins.queries.this_round import goes_on, is_noted, was_over_earlier
from rounds.policies.book import Book
from rounds.telemetry.asking import UsageTrouble
from rounds.telemetry.figures import Told
from rounds.telemetry.queries import Holder, User, known_until
from rounds.telemetry.queries.holding import as_holders
from rounds.telemetry.queries.people import as_users
from rounds.timeline.rules import Because, Fact

MOST_DAYS = 5
"""Pairs of days that the lines of one finding are counted again for; lines of more are their writer's own."""

MOST = 10
"""People and tickets that stand beside their figure; the others are opened by it."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """The grade that the figures suggest, with its reason. against: grades before it, with what each asks for and what there is."""

    grade: str
    against: tuple[tuple[str, str], ...]
    because: Because


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """What is known of a firm. trouble: why usage could not be asked, empty where it could.

    active: who did something in the dates, the latest first; quiet: who did not since the manual's span; holders: who has the most
    drafts. All are the first ones; the figures say how many there are. offers: what each part of a finding begins with, until one of this
    round is written. unseen: people whom we know there and who were never seen to use it there.
    """

    check_in: int
    clause: str
    evidence: Evidence
    dates: Dates
    seen: Seen
    trouble: str = ""
    active: tuple[User, ...] = ()
    quiet: tuple[User, ...] = ()
    holders: tuple[Holder, ...] = ()
    tickets: tuple[BehindRow, ...] = ()
    offers: Mapping[str, str] = field(default_factory=dict)
    unseen: tuple[Unseen, ...] = ()


def evidence_page(check_in_id: int, *, first: date | None, last: date | None, at: datetime) -> EvidencePage | None:
    """Give what is known of a check-in's firm; None where its programme asks for nothing.

    first, last: days of the team's calendar; left out, since the last check-in until today. at: aware, UTC. Raises NotThere, Refused.
    """
    check_in, opened = _opened(check_in_id, first, last, at, limit=MOST, skip=0)
    if opened is None:
        return None
    evidence, dates, account = opened.evidence, opened.dates, check_in.account_id
    tickets = behind(Which(Of.TICKETS), opened).rows if evidence.earlier_tickets else ()
    try:
        seen = evidence_of([account], evidence, dates, opened.manual, listed=MOST)[account]
        there = [row["person"] for rows in (seen.active_people, seen.busy_people, seen.quiet_people) for row in rows]
        unseen = never_seen(account, there=there, limit=MOST) if evidence.users and seen.is_known else ()
    except UsageTrouble as trouble:
        return EvidencePage(
            check_in_id, evidence.identity, evidence, dates, Seen(account), str(trouble), tickets=tickets
        )
    active, busy, quiet = _called(account, seen.active_people, seen.busy_people, seen.quiet_people)
    holders = tuple(as_holders(seen.holders))
    offers = {} if is_noted(check_in_id) else offered(seen, evidence, dates, busy=busy, quiet=quiet, holders=holders)
    asked = (check_in_id, evidence.identity, evidence, dates, seen, "")
    return EvidencePage(*asked, active, quiet, holders, tickets, offers, unseen)


def as_programs_write(check_in_id: int, said: Mapping[str, str], *, at: datetime) -> dict[str, str]:
    """Give a finding as it is kept that a program wrote: a counted line that is not what it was offered is the writer's own (A6).

    A form says what it began with; a program does not, so the days that the line names are counted again. Where usage cannot be asked,
    no line is taken for one that was offered: kept as somebody's own, it is never lost. at: aware, UTC. Raises NotThere, Refused.
    """
    lines = {line for text in said.values() for line in text.splitlines()}
    days = [(first, last) for first, last in sorted(days_counted(lines)) if EARLIEST <= first <= last <= LATEST]
    known = "\n".join(text for pair in days[:MOST_DAYS] for text in _offered_of(check_in_id, *pair, at=at))
    return {need: as_kept(text, known) for need, text in said.items()}


def _offered_of(check_in_id: int, first: date, last: date, *, at: datetime) -> Iterable[str]:
    """Give what a finding is offered of these days."""
    check_in, opened = _opened(check_in_id, first, last, at, limit=MOST, skip=0)
    if opened is None:
        return ()
    evidence, dates, account = opened.evidence, opened.dates, check_in.account_id
    try:
        seen = evidence_of([account], evidence, dates, opened.manual, listed=MOST)[account]
    except UsageTrouble:
        return ()
    _, busy, quiet = _called(account, seen.active_people, seen.busy_people, seen.quiet_people)
    return offered(seen, evidence, dates, busy=busy, quiet=quiet, holders=tuple(as_holders(seen.holders))).values()


def _called(account: int, *lists: Sequence[Mapping[str, Any]]) -> list[tuple[User, ...]]:
    """Give lists of people with their names and what they are, in one look at each."""
    rows = {row["person"]: row for those in lists for row in those}
    users = {each.person: each for each in with_roles(account, as_users(list(rows.values())))}
    return [tuple(users[row["person"]] for row in those) for those in lists]


def rows_behind_figure(
    check_in_id: int, which: Which, *, first: date | None, last: date | None, at: datetime, limit: int, skip: int
) -> tuple[Behind, Dates]:
    """Give a page of the rows that a figure counts, and the dates. Raises NotThere, Refused, UsageTrouble. Arguments as above."""
    _, opened = _opened(check_in_id, first, last, at, limit=limit, skip=skip)
    if opened is None:
        raise NotThere(f"evidence of check-in {check_in_id}")
    return behind(which, opened), opened.dates


def suggested_grade(check_in_id: int, *, at: datetime) -> Suggested | None:
    """Give the grade that the figures suggest; None where none is suggested. at: aware, UTC. Raises NotThere, UsageTrouble."""
    check_in = _check_in(check_in_id)
    programme, manual = programme_of(check_in)
    grades = manual.find(Grades, programme.grades) if programme.grades else None
    if grades is None or not grades.suggest:
        return None
    found = suggested([check_in.account_id], grades, manual, at=at)[check_in.account_id]
    return Suggested(found.grade, tuple(_against(found)), _because(check_in, programme, grades, manual, found))


@dataclass(frozen=True, slots=True)
class GradeStands:
    """How the grade that was given stands to what the figures suggest now. given: empty where none was.

    trouble: why usage could not be asked; nothing is suggested then. differs_since: by the comparison of each day, since when the two
    differ; told_at: when whoever has to know was told of that.
    """

    given: str
    suggested: Suggested | None
    trouble: str
    differs_since: datetime | None
    told_at: datetime | None


def grade_stands(check_in_id: int, *, at: datetime) -> GradeStands | None:
    """Say that; None where the programme's grades are not suggested. at: aware, UTC. Raises NotThere, Refused. Source: A7."""
    check_in = _check_in(check_in_id)
    stands = (check_in.differs_since, check_in.told_at)
    try:
        found = suggested_grade(check_in_id, at=at)
    except UsageTrouble as trouble:
        return GradeStands(check_in.grade, None, str(trouble), *stands)
    return GradeStands(check_in.grade, found, "", *stands) if found else None


def words_for_letter(check_in: CheckIn, programme: Programme, manual: Book, *, at: datetime) -> dict[str, str]:
    """Give what a letter to the firm says of the evidence; nothing where it is not asked for, or cannot be asked now."""
    evidence = manual.find(Evidence, programme.evidence) if programme.evidence else None
    if evidence is None:
        return {}
    dates = _dates(check_in, programme, manual, None, None, at)
    try:
        seen = evidence_of([check_in.account_id], evidence, dates, manual, listed=MOST)  # what the page asks too
        theirs = seen[check_in.account_id]
        return letter_words(theirs, evidence, quiet=as_users(theirs.quiet_people))
    except UsageTrouble:
        return {}  # the page says so beside the letter, where the evidence would stand


def _opened(
    check_in_id: int, first: date | None, last: date | None, at: datetime, *, limit: int, skip: int
) -> tuple[CheckIn, Opened | None]:
    check_in = _check_in(check_in_id)
    programme, manual = programme_of(check_in)
    evidence = manual.find(Evidence, programme.evidence) if programme.evidence else None
    if evidence is None:
        return check_in, None
    dates = _dates(check_in, programme, manual, first, last, at)
    return check_in, Opened(check_in.account_id, evidence, dates, manual, limit, skip)


def _check_in(check_in_id: int) -> CheckIn:
    found = CheckIn.objects.filter(id=check_in_id).first()
    if found is None:
        raise NotThere(f"check-in {check_in_id}")
    return found


def _dates(
    check_in: CheckIn, programme: Programme, manual: Book, first: date | None, last: date | None, at: datetime
) -> Dates:
    zone = hours_of(programme, manual).zone
    begin = first or _since(check_in, programme, manual, at)
    return dates_between(begin, last or day_of(at, zone), now=at, known_until=known_until(at), zone=zone)


def _since(check_in: CheckIn, programme: Programme, manual: Book, at: datetime) -> date:
    """Say on which day the last check-in was, before the round that runs now; where there was none, one cadence ago.

    One in another system counts, where an import brought its day.

    Beginning with a round sets "last check-in" to that day at once (A3), so it is the one before that counts then. So it does where a
    round goes on that was over, for the customer wrote, and where one was cut off, since no check-in was needed.
    """
    hours = hours_of(programme, manual)
    was_over = check_in.exempt_at is not None or (in_a_round(check_in, check_in.ticket) and goes_on(check_in))
    if check_in.started_at is None and check_in.last_on and not was_over:
        return check_in.last_on
    before = was_over_earlier(check_in) if was_over else check_in.started_at or at
    last = _reached_before(check_in, before) if before else None
    if last is None and (brought := last_brought_on(check_in.pk)):
        return brought
    return day_of(last or programme.every.before(at, hours=hours), hours.zone)


def _reached_before(check_in: CheckIn, before: datetime) -> datetime | None:
    done = ReachOut.objects.filter(check_in=check_in, void_at=None, at__lt=before)
    return done.order_by("-at").values_list("at", flat=True).first()


def _against(found: Suggestion) -> list[tuple[str, str]]:
    """Say what grades before the suggested one ask for that is not so."""
    return [(grade, f"{each.said}; {_there(each)}") for grade, missing in found.against for each in missing]


def _there(told: Told) -> str:
    return "there is 1" if told.there == "1" else f"there are {told.there}"


def _because(check_in: CheckIn, programme: Programme, grades: Grades, manual: Book, found: Suggestion) -> Because:
    """Say why: the figures, and what follows where the given grade is another one for long."""
    next_, next_at = "a person decides", None
    rule, differ = grades.if_they_differ, check_in.differs_since
    if rule and differ and not check_in.told_at and found.grade not in {"", check_in.grade}:
        next_ = f"a person decides; while it stays {check_in.grade}, whoever is {rule.tell} is told"
        next_at = rule.for_.after(differ, hours=hours_of(programme, manual))
    given = (Fact.called("the grade that was given last", check_in.grade),) if check_in.grade else ()
    return Because(grades.identity, manual.version, (*found.facts(), *given), next_, next_at, ("suggest",))
