"""The list of check-ins: by what they need, one's own or everybody's, narrowed as the address says, a page of each part at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpResponse

from rounds.checkins.clauses import Programme
from rounds.checkins.queries import FREE, Listing, Only, Part, Row, Standing, listing, programmes_gone, was_any_ended
from rounds.telemetry.asking import be_ready
from rounds.web.addresses import url
from rounds.web.doors import page
from rounds.web.marks import PHASES
from rounds.web.views.lists import Choice, Pager
from rounds.web.views.narrowing import Select, of_grade, of_member, of_programme, scales
from rounds.web.visit import Visit

DO, PLAN = "do check-ins", "assign tickets"

A_PAGE = 50
FIRST = 25
"""Rows of a part on its own page, and on the page of all parts; what is open stands there as far as its own page goes."""

NO_GRADE = "–"
"""What the address says of firms that nobody graded, as the board does."""


@dataclass(frozen=True, slots=True)
class Words:
    """How a part is written. short: beside the other parts. said: behind the number. marked: whether each row says how it stands.

    when: before a row's moment, None where that is how late it is.
    """

    key: str
    short: str
    heading: str
    said: str
    when: str | None = ""
    marked: bool = False

    @property
    def late(self) -> bool:
        return self.when is None


WORDS: Mapping[str, Words] = {
    Standing.ASKED: Words(
        "asked",
        "Asked about",
        "Asked about",
        ", no longer on the programme’s terms; each comes round until somebody says otherwise",
        marked=True,
    ),
    Standing.OPEN: Words("open", "Open", "Open now", ", the longest open first", when=None, marked=True),
    FREE: Words(
        "free", "With nobody", "Open, with nobody", "; whoever takes one has it, and keeps it", when=None, marked=True
    ),
    Standing.WAITING: Words(
        "waits", "Waiting", "Waiting for an answer", ", an answer opens each at once", when="until"
    ),
    Standing.ASLEEP: Words("next", "Asleep", "Next", " asleep, the soonest first"),
    Standing.EXEMPT: Words(
        "exempt", "Not needed", "No check-in needed", ", the latest first; none comes back by itself", when="since"
    ),
}
"""Each part in the order in which it stands on the page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. show: a part, "" for all of them. who: whose of everybody's, "" for anybody's."""

    everybody: bool
    show: str
    who: str
    programme: str
    grade: str
    after: str

    @property
    def narrowed(self) -> bool:
        """Say whether it leaves any of them out."""
        return bool(self.who or self.programme or self.grade)

    @property
    def only(self) -> Only:
        """Say it to the query."""
        return Only(
            who=int(self.who) if self.who else None,
            programme=self.programme,
            grade=("" if self.grade == NO_GRADE else self.grade) if self.grade else None,
        )

    def at(self, **other: str) -> str:
        """Give the address of this list, some of its words changed; what is as always is left out."""
        own = {"of": "everybody" if self.everybody else "", "show": self.show, **self.narrows, "after": ""}
        kept = {name: value for name, value in {**own, **other}.items() if value}
        return url("check-ins") + (f"?{urlencode(kept)}" if kept else "")

    @property
    def narrows(self) -> dict[str, str]:
        """Give the words that narrow it, as the form has them."""
        return {"member": self.who, "programme": self.programme, "grade": self.grade}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part as the page draws it. said: how many there are, with what is said of them. all: the address of its page, where it goes on."""

    words: Words
    many: int
    said: str
    rows: tuple[Row, ...]
    all: str = ""


@page(DO)
def check_ins(visit: Visit) -> HttpResponse:
    """List one's own check-ins, or everybody's; whoever has none is shown what the team has."""
    if any(programme.evidence for programme in visit.book.all(Programme)):
        be_ready()  # one of these is opened next
    ask = asked(visit)
    found = listing(
        member_id=None if ask.everybody else visit.member.pk,
        only=ask.only,
        part=ask.show,
        after=ask.after,
        most=A_PAGE,
    )
    alone = not ask.everybody and not ask.narrowed and not any(part.many for part in found.parts)
    plans = visit.may(PLAN)
    return visit.page(
        "check_ins/list.html",
        ask=ask,
        whose=_whose(ask),
        parts=tuple(_parts(found, ask)),
        choices=_choices(found, ask),
        selects=_selects(visit, found, ask),
        kept={"of": "everybody" if ask.everybody else "", "show": ask.show},
        team=tuple(_of_the_team(listing(most=FIRST))) if alone else (),
        alone=alone,
        pager=_pager(found, ask),
        nothing=not any(part.many for part in found.parts),
        first=found.coming.rows[0] if found.coming.rows and not found.open.many else None,
        wide=ask.at(member="", programme="", grade=""),
        marks=PHASES,
        gone=sum(each.many for each in programmes_gone()) if plans else 0,
        ended=bool(plans and found.exempt.many and was_any_ended()),
    )


def asked(visit: Visit) -> Asked:
    """Read which check-ins are wanted; a word that means nothing is as if it were not there."""
    words = visit.request.GET
    everybody = words.get("of") == "everybody"
    show, who, programme = (words.get(name, "") for name in ("show", "member", "programme"))
    return Asked(
        everybody=everybody,
        show=show if show in WORDS and not (everybody and show == FREE) else "",
        who=str(int(who)) if everybody and who.isascii() and who.isdigit() and len(who) < 16 else "",
        programme=programme if visit.book.find(Programme, programme) else "",
        grade=words.get("grade", "").replace("\x00", "")[:100],
        after=words.get("after", "")[:80],
    )


def _part(found: Listing, name: str) -> Part:
    return {
        Standing.OPEN: found.open,
        FREE: found.free,
        Standing.WAITING: found.waiting,
        Standing.ASLEEP: found.coming,
        Standing.ASKED: found.asked,
        Standing.EXEMPT: found.exempt,
    }[name]


def _parts(found: Listing, ask: Asked) -> Iterator[ShownPart]:
    """Give the parts that the page shows: the one that is asked for, or all that have any; what is open stands there in any case."""
    for name, words in WORDS.items():
        part = _part(found, name)
        if ask.show == name:
            yield ShownPart(words, part.many, _said(words, part), part.rows)
        elif not ask.show and (part.many or name == Standing.OPEN):
            first = A_PAGE if words.late else FIRST
            more = part.many > len(part.rows[:first])
            yield ShownPart(words, part.many, _said(words, part), part.rows[:first], ask.at(show=name) if more else "")


def _of_the_team(found: Listing) -> Iterator[ShownPart]:
    """Give the first of what the team has, to whoever has none."""
    for name, heading in ((Standing.OPEN, "Open in the team"), (Standing.ASLEEP, "Next in the team")):
        part, words = _part(found, name), WORDS[name]
        if part.many:
            yield ShownPart(replace(words, heading=heading), part.many, _said(words, part), part.rows[:5])


def _said(words: Words, part: Part) -> str:
    """Say how many there are, and what there is to say of any; in which order they stand only of several that are open."""
    return f"{part.many:,}{words.said if part.many > (words.key == 'open') else ''}"


def _whose(ask: Asked) -> tuple[Choice, ...]:
    show = "" if ask.show == FREE else ask.show
    narrows = {"programme": ask.programme, "grade": ask.grade}
    mine, all_ = (Asked(everybody, show, "", after="", **narrows) for everybody in (False, True))
    return (Choice("Mine", mine.at(), not ask.everybody), Choice("Everybody’s", all_.at(), ask.everybody))


def _choices(found: Listing, ask: Asked) -> tuple[Choice, ...]:
    """Offer each part that has any by itself; nothing where there is but one."""
    some = [name for name in WORDS if _part(found, name).many or name == ask.show]
    if len(some) < 2 and not ask.show:
        return ()
    return (
        Choice("All", ask.at(show=""), not ask.show),
        *(
            Choice(WORDS[name].short, ask.at(show=name), ask.show == name, f"{_part(found, name).many:,}")
            for name in some
        ),
    )


def _selects(visit: Visit, found: Listing, ask: Asked) -> tuple[Select, ...]:
    """Offer by what the list can be narrowed; nothing by which it cannot."""
    words = scales(visit, ask.programme)
    no_grade = ((NO_GRADE, "No grade"),) if words else ()
    programme = of_programme(visit, typed=ask.programme)
    return (
        *((of_member(visit, found.members, typed=ask.who),) if ask.everybody else ()),
        *((programme,) if len(programme.options) > 2 else ()),
        *((of_grade(words, typed=ask.grade, first=(("", "Any grade"),), last=no_grade),) if words or ask.grade else ()),
    )


def _pager(found: Listing, ask: Asked) -> Pager:
    if not ask.show:
        return Pager("", "")
    more = _part(found, ask.show).next
    return Pager(newer=ask.at() if ask.after else "", older=ask.at(after=more) if more else "")
