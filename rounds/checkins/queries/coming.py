"""What a file says of check-ins before this system, held against the manual and what stands here before anything is noted of it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial

from rounds.accounts.models import Account
from rounds.basics.localtime import day_of
from rounds.basics.problems import Problem
from rounds.checkins.brought import WHY_LEFT, Past, past_problem, programme_problem, whose_is_it
from rounds.checkins.clauses import Programme
from rounds.checkins.models import Brought, CheckIn
from rounds.checkins.queries.brought import SHOWN, BroughtReport, LeftLine, check_ins_of, judged, news_of
from rounds.checkins.queries.standing import grades_of, hours_of
from rounds.policies.book import Book
from rounds.policies.queries import book


def past_problems(pasts: Mapping[int, Past], *, at: datetime) -> dict[int, Problem]:
    """Say of what is brought what cannot be, by the same keys. at: aware, UTC."""
    manual = book()
    scales = {each.name: grades_of(each, manual) for each in manual.all(Programme)}
    today = day_of(at, manual.zone)

    def problem(past: Past) -> Problem | None:
        its_own = [grades for name, grades in scales.items() if grades and past.is_of(name)]
        return programme_problem(past, list(scales)) or past_problem(past, its_own, today=today)

    found = {key: problem(past) for key, past in pasts.items()}
    return {key: problem for key, problem in found.items() if problem}


def names_are_asked() -> bool:
    """Say whether a past may have to name its programme: the manual has several."""
    return len(book().all(Programme)) > 1


def unclear_pasts(pasts: Mapping[int, Past], firms: Mapping[int, Account], *, at: datetime) -> dict[int, Problem]:
    """Say of pasts that name no programme where their firms have several, by the same keys.

    firms: as they will be, unsaved perhaps, by the same keys. at: aware, UTC. Source: A1.
    """
    ids, meant_by = [firm.pk for firm in firms.values() if firm.pk], _meant_by(book(), at=at)
    on, needs_none, waits = defaultdict(list), defaultdict(set), defaultdict(list)
    names = list(meant_by)
    theirs = CheckIn.objects.filter(account__in=ids, programme__in=names).order_by("id")
    for account_id, name, exempt_at in theirs.values_list("account_id", "programme", "exempt_at"):
        if exempt_at:
            needs_none[account_id].add(name)
        else:
            on[account_id].append(name)
    named = Brought.objects.filter(account__in=ids, outcome="").exclude(programme="").order_by("id")
    for account_id, name in named.values_list("account_id", "programme"):
        waits[account_id].append(name)
    found = {}
    for key, firm in firms.items():
        meant = [name for name, holds in meant_by.items() if holds(firm) and name not in needs_none[firm.pk]]
        if problem := whose_is_it(pasts[key], meant=meant, on=on[firm.pk], waits=waits[firm.pk]):
            found[key] = problem
    return found


def _meant_by(manual: Book, *, at: datetime) -> dict[str, Callable[[Account], bool]]:
    """Give by what it is seen whether a programme is for a firm, by the programmes' names in the order of the manual."""
    return {
        each.name: partial(each.for_.holds, when=manual.when(at, hours_of(each, manual)))
        for each in manual.all(Programme)
    }


def pasts_tried(pasts: Mapping[int, Past], firms: Mapping[int, Account], *, at: datetime) -> BroughtReport:
    """Say what would become of pasts, were they noted now, and their firms as they will be; in few statements, whatever their number.

    firms: unsaved perhaps, by the same keys. A firm that comes onto a programme by it takes its past there. at: aware, UTC.
    """
    here = {firm.pk: pasts[key] for key, firm in firms.items() if firm.pk}
    new = news_of(here)
    rows = [Brought(account_id=account_id, **asdict(past)) for account_id, past in new.items()]
    found = judged(rows, check_ins_of(rows))
    stands, left = {each.brought.account_id for each in found}, [each for each in found if each.left]
    meant_by = _meant_by(book(), at=at)
    comes = sum(
        any(holds(firm) for name, holds in meant_by.items() if pasts[key].is_of(name))
        for key, firm in firms.items()
        if firm.pk not in stands and (firm.pk is None or firm.pk in new)
    )
    return BroughtReport(
        taken=len(found) - len(left) + comes,
        waiting=len(firms) - (len(here) - len(new)) - len(found) - comes,
        left=len(left),
        replaced=0,
        lines=tuple(
            LeftLine(each.check_in.pk, each.check_in.account.name, WHY_LEFT[each.left])
            for each in left[:SHOWN]
            if each.left
        ),
        same=len(here) - len(new),
    )
