"""What is known of a check-in's firm: the figures on its page, and the rows behind every one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst

from rounds.basics.moments import MONTHS
from rounds.basics.problems import NotThere
from rounds.checkins.evidence.behind import Of, Which
from rounds.checkins.evidence.dates import Dates
from rounds.checkins.evidence.naming import day_named, figure_named, switched, used, wanted, words_of
from rounds.checkins.queries import (
    EvidencePage,
    Suggested,
    check_in_page,
    evidence_page,
    firm_of,
    rows_behind_figure,
    suggested_grade,
)
from rounds.telemetry.asking import UsageTrouble
from rounds.timeline.rules import Because
from rounds.web.charts import Amount, Pair, pairs, share
from rounds.web.doors import page
from rounds.web.happenings import Quote, quoted
from rounds.web.views.lists import Pager
from rounds.web.visit import Visit
from rounds.web.wording import ours

DO = "do check-ins"
A_PAGE = 50
MANY_MONTHS = 13
"""Months that a chart has room to label one by one; of more, every second or third is."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure of the first row. of: out of how many, empty where that is not said. before: the same a year before, empty where that is
    nothing to compare with."""

    label: str
    number: str
    url: str
    before: str = ""
    url_before: str = ""
    more: str = ""
    url_more: str = ""
    of: str = ""
    url_of: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line with a bar. share: of the longest, in a hundred."""

    label: str
    number: int
    url: str
    share: str


@dataclass(frozen=True, slots=True)
class FeatureLine:
    """A feature: what it is, and the rows of its use and of the wishes for it."""

    product: str
    feature: str
    had: bool
    idle: bool
    used: int
    used_url: str
    wanted: int
    wanted_url: str


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """An integration with what told that it is on or off."""

    name: str
    on: bool
    since: object
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The evidence as the page shows it. it: what the query gave."""

    it: EvidencePage
    numbers: tuple[Number, ...]
    months: tuple[Pair, ...]
    media: tuple[Line, ...]
    features: tuple[FeatureLine, ...]
    switches: tuple[SwitchLine, ...]
    holders: tuple[tuple[str, int, str], ...]
    active_url: str
    quiet_url: str
    tickets_url: str
    imported_url: str
    says: str


@dataclass(frozen=True, slots=True)
class ShownReason:
    """The suggested grade with its reason, as the part that shows reasons takes it."""

    grade: str
    against: tuple[tuple[str, str], ...]
    because: Because
    quote: tuple[Quote, ...]
    sentence: str = ""
    until: None = None


def shown_evidence(visit: Visit, check_in_id: int) -> Shown | None:
    """Give what is known of a firm, in the dates that the address asks for; None where the manual asks for nothing."""
    first, last = _days(visit.request.GET)
    found = evidence_page(check_in_id, first=first, last=last, at=visit.now)
    return _shown(found) if found else None


def shown_reason(visit: Visit, check_in_id: int) -> ShownReason | None:
    """Give the suggested grade; None where the figures suggest none, or cannot be asked now: the evidence says so then."""
    try:
        found = suggested_grade(check_in_id, at=visit.now)
    except UsageTrouble:
        return None
    return _reason(found) if found else None


@page(DO)
def behind(visit: Visit, check_in_id: int) -> HttpResponse:
    """List the rows behind a figure."""
    words = visit.request.GET
    which, number = figure_named(words), _page(words)
    first, last = _days(words)
    try:
        found, dates = rows_behind_figure(
            check_in_id, which, first=first, last=last, at=visit.now, limit=A_PAGE, skip=(number - 1) * A_PAGE
        )
    except UsageTrouble as trouble:
        return visit.page(
            "check_ins/behind.html",
            trouble=str(trouble),
            firm=firm_of(check_in_id),
            heading=_heading(which),
            back=_back(check_in_id, words),
        )
    here = _url(check_in_id, which, dates)
    return visit.page(
        "check_ins/behind.html",
        firm=firm_of(check_in_id),
        heading=_heading(which),
        dates=dates,
        before=which.before and which.of is not Of.MONTH,
        month=which.of is Of.MONTH,
        found=found,
        back=_back(check_in_id, words),
        number=number,
        pager=Pager(
            newer=here if number > 1 else "",
            older=f"{here}&page={number + 1}" if number * A_PAGE < found.many else "",
        ),
    )


@page(DO)
def suggestion(visit: Visit, check_in_id: int) -> HttpResponse:
    """Say why the figures suggest a grade (F2)."""
    stands = check_in_page(check_in_id, member_id=visit.member.pk, at=visit.now).stands
    found = shown_reason(visit, check_in_id)
    if found is None:
        raise NotThere(f"suggested grade of check-in {check_in_id}")
    return visit.page("check_ins/suggestion.html", stands=stands, reason=found)


def _shown(found: EvidencePage) -> Shown:
    seen, dates, evidence = found.seen, found.dates, found.evidence

    def url(which: Which) -> str:
        return _url(found.check_in, which, dates)

    most = max((number for _, number in seen.media), default=0)
    return Shown(
        it=found,
        numbers=tuple(_numbers(found)),
        months=_months(found),
        media=tuple(
            Line(word or "not said", number, url(Which(Of.MEDIA, word=word)), share(number, most))
            for word, number in seen.media
        ),
        features=tuple(
            FeatureLine(
                product=each.product,
                feature=each.feature,
                had=each.had,
                idle=each.idle,
                used=each.used,
                used_url=url(used(each)),
                wanted=each.wanted,
                wanted_url=url(wanted(each)),
            )
            for each in seen.features
        ),
        switches=tuple(SwitchLine(each.name, each.on, each.since, url(switched(each))) for each in seen.integrations),
        holders=tuple(
            (each.name or "nobody named", each.items, url(Which(Of.DRAFTS, person=each.person or 0)))
            for each in found.holders
        ),
        active_url=url(Which(Of.ACTIVE)),
        quiet_url=url(Which(Of.QUIET)),
        tickets_url=url(Which(Of.TICKETS)),
        imported_url=url(Which(Of.IMPORTED)),
        says=_says(found) if evidence.by_month else "",
    )


def _numbers(found: EvidencePage) -> list[Number]:
    """List the figures at the top: those of the manual, then people, drafts and what they have of ours.

    Of a firm whose use nobody has told, only what is known by itself: not known is not zero.
    """
    seen, dates, check_in = found.seen, found.dates, found.check_in

    def url(which: Which) -> str:
        return _url(check_in, which, dates)

    numbers = []
    for name in (found.evidence.figures or ()) if seen.is_known else ():
        each = seen.figures[name]
        before = f"{each.before:,}" if each.before else ""
        figure = Which(Of.FIGURE, name=name)
        numbers.append(
            Number(
                capfirst(name),
                f"{each.number:,}",
                url(figure),
                before,
                url(Which(Of.FIGURE, name=name, before=True)),
            )
        )
    if found.evidence.users and seen.is_known:
        more = f"{seen.quiet:,} quiet for {found.evidence.users.quiet_after}"
        active, quiet = url(Which(Of.ACTIVE)), url(Which(Of.QUIET))
        known = {"of": f"{seen.users:,}", "url_of": url(Which(Of.USERS))}
        numbers.append(Number("Active users", f"{seen.active:,}", active, more=more, url_more=quiet, **known))
    for kind, number in seen.assets.items():
        numbers.append(Number(f"{capfirst(kind)}s", f"{number:,}", url(Which(Of.ASSETS, name=kind))))
    if found.evidence.drafts and seen.is_known:
        more = f"{seen.most:,} are one person’s" if seen.most else ""
        whose = next((each.person for each in found.holders if each.person), None)
        theirs = url(Which(Of.DRAFTS, person=whose)) if seen.most else ""
        numbers.append(Number("Drafts left", f"{seen.drafts:,}", url(Which(Of.DRAFTS)), more=more, url_more=theirs))
    if found.evidence.earlier_tickets:
        more = f"{seen.imported:,} from another system" if seen.imported else ""
        numbers.append(
            Number(
                ours("Earlier tickets"),
                f"{seen.tickets:,}",
                url(Which(Of.TICKETS)),
                more=more,
                url_more=url(Which(Of.IMPORTED)),
            )
        )
    return numbers


def _months(found: EvidencePage) -> tuple[Pair, ...]:
    seen = found.seen
    every = -(-len(seen.months) // MANY_MONTHS)
    return pairs(
        [
            Amount(
                _month(each.first) if place % every == 0 else "",
                each.number,
                each.before,
                _url(found.check_in, Which(Of.MONTH, month=each.first), found.dates),
                _url(found.check_in, Which(Of.MONTH, month=each.first, before=True), found.dates),
            )
            for place, each in enumerate(seen.months)
        ]
    )


def _says(found: EvidencePage) -> str:
    """Say what the chart shows, for whoever does not see it."""
    months = found.seen.months
    what = capfirst(f"{found.evidence.by_month} by month, {_month(months[0].first)} to {_month(months[-1].first)}")
    highest = max(months, key=lambda each: each.number)
    return f"{what}. Highest {_month(highest.first)} with {highest.number:,}." if highest.number else f"{what}. None."


def _month(first: date) -> str:
    return f"{MONTHS[first.month - 1]} {first.year}" if first.month == 1 else MONTHS[first.month - 1]


def _reason(found: Suggested) -> ShownReason:
    return ShownReason(found.grade, found.against, found.because, quoted(found.because))


def _url(check_in_id: int, which: Which, dates: Dates) -> str:
    """Write the address of the rows behind a figure."""
    said = words_of(which) | {"from": dates.first_day.isoformat(), "to": dates.last_day.isoformat()}
    return f"{reverse('check-in-evidence', args=[check_in_id])}?{urlencode(said)}"


def _back(check_in_id: int, words: Mapping[str, str]) -> str:
    kept = {key: words[key] for key in ("from", "to") if day_named(words.get(key, ""))}
    return f"{reverse('check-in', args=[check_in_id])}{f'?{urlencode(kept)}' if kept else ''}"


def _days(words: Mapping[str, str]) -> tuple[date | None, date | None]:
    """Read the dates; what is no day is as if it were not there."""
    return day_named(words.get("from", "")), day_named(words.get("to", ""))


def _page(words: Mapping[str, str]) -> int:
    written = words.get("page", "1")
    return max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 6 else 1


def _heading(which: Which) -> str:
    said = {
        Of.FIGURE: which.name,
        Of.MONTH: f"{MONTHS[which.month.month - 1]} {which.month.year - which.before}" if which.month else "a month",
        Of.MEDIA: which.word or "no media kind said",
        Of.USED: f"{which.name}, used",
        Of.WANTED: f"{which.name}, wished for",
        Of.ASSETS: which.name,
        Of.INTEGRATION: f"{which.name}, on and off",
        Of.TICKETS: ours("earlier tickets"),
    }.get(which.of, which.of.value)
    return said[:1].upper() + said[1:]
