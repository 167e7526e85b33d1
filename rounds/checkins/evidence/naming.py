"""How a figure is named in an address, so that the page and programs open the same rows by the same words."""

from collections.abc import Mapping
from datetime import date

from rounds.basics.problems import NotThere
from rounds.checkins.evidence.behind import Of, Which
from rounds.checkins.evidence.seen import Switch, Use

MOST = 200
"""Letters of a word in an address."""
EARLIEST, LATEST = date(1970, 1, 1), date(2100, 1, 1)


def words_of(which: Which) -> dict[str, str]:
    """Write which figure is meant as words of an address; what it does not say is left out."""
    words = {
        "figure": which.of.value,
        "name": which.name,
        "product": which.product,
        "month": which.month.isoformat() if which.month else "",
        "word": which.word,
        "person": "" if which.person is None else str(which.person),
        "before": "yes" if which.before else "",
    }
    return {key: value for key, value in words.items() if value}


def figure_named(words: Mapping[str, str]) -> Which:
    """Read which figure is meant. Raises NotThere."""
    if words.get("figure", "") not in Of:
        raise NotThere("figure")
    person = words.get("person", "")
    return Which(
        Of(words["figure"]),
        name=_word(words, "name"),
        product=_word(words, "product"),
        month=day_named(words.get("month", "")),
        word=_word(words, "word"),
        person=int(person) if person.isascii() and person.isdigit() and len(person) < 16 else None,
        before=bool(words.get("before")),
    )


def day_named(written: str) -> date | None:
    """Read a day; what is none is as if it were not there."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def used(use: Use) -> Which:
    """Open how often a feature was used."""
    return Which(Of.USED, name=use.feature, product=use.product)


def wanted(use: Use) -> Which:
    """Open how often a feature was wished for."""
    return Which(Of.WANTED, name=use.feature, product=use.product)


def switched(switch: Switch) -> Which:
    """Open what told that an integration is on or off."""
    return Which(Of.INTEGRATION, name=switch.name, product=switch.product)


def _word(words: Mapping[str, str], key: str) -> str:
    return words.get(key, "").replace("\x00", "")[:MOST]
