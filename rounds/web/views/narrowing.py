"""What narrows a list of check-ins, as choices of a form: its words stand in the address, and so in each link of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rounds.checkins.clauses import Grades, Programme
from rounds.team.queries import names_of
from rounds.web.visit import Visit

type Options = tuple[tuple[str, str], ...]
"""What the address says, and its word, for each."""


@dataclass(frozen=True, slots=True)
class Select:
    """A choice. typed: what the address says; options: what it could."""

    name: str
    label: str
    typed: str
    options: Options


def of_member(visit: Visit, many: Mapping[int, int], *, typed: str) -> Select:
    """Offer whoever has any, with how many, by name; what nobody has stands last. many: member id, 0 for nobody → how many."""
    many = {**({int(typed): 0} if typed else {}), **many}
    names = names_of(many)
    named = [(names.get(who, "Somebody who left"), who) for who in many if who]
    named.sort(key=lambda one: one[0].casefold())
    nobody = [("Nobody", 0)] if 0 in many else []
    found = ((str(who), f"{name} ({many[who]:,})") for name, who in (*named, *nobody))
    return Select("member", visit.speech.said("Member"), typed, (("", visit.speech.said("Any member")), *found))


def of_programme(visit: Visit, *, typed: str, any_: bool = True) -> Select:
    """Offer the programmes of the manual. any_: none of them may be chosen."""
    named = ((each.name, each.name) for each in visit.book.all(Programme))
    none = (("", visit.speech.said("Any programme")),) if any_ else ()
    return Select("programme", visit.speech.said("Programme"), typed, (*none, *named))


def of_grade(words: Iterable[str], *, typed: str, first: Options = (), last: Options = ()) -> Select:
    """Offer grades, and the typed one in any case. first, last: what stands before and behind them."""
    beside = {value for value, _ in (*first, *last)}
    grades = dict.fromkeys((*words, *(() if typed in beside else (typed,))))
    return Select("grade", "Grade", typed, (*first, *((word, word) for word in grades), *last))


def scales(visit: Visit, programme: str) -> list[str]:
    """Give the grades of a programme's scale, or those of all programmes where none is named."""
    named = (each.grades for each in visit.book.all(Programme) if programme in {"", each.name})
    found = [scale for name in dict.fromkeys(named) if name and (scale := visit.book.find(Grades, name))]
    return list(dict.fromkeys(each.word for scale in found for each in scale.scale))
