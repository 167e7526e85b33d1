"""Where a key takes one of several words, each of them decides otherwise than each other: no word of the language is an empty one.

Of two words, the line of the key in `test_every_key_rules.py` goes from one to the other; here stand those that have more.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from rounds.basics import clock
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.lists.clauses import NamedList, Of
from rounds.lists.queries import accounts_page, named_page
from rounds.manual.checking import check
from rounds.policies.queries import book
from rounds.targets import duties as targets
from tests.manuals import SHIPPED, a_yearly_manual
from tests.rooms.manual.proofs import Decide, Path, declared, rewritten
from tests.rooms.passing import rounds_to
from tests.rooms.telemetry.key_rules import ITEMS, told
from tests.rooms.timeline.sealed import seal_all
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_ticket, a_workspace, later

WEEK = Wish(span=Span.parse("1 week"))


def with_a_list(keys: str) -> str:
    return f"{SHIPPED}\n```clause\nlist: mine\n{keys}\n```\n"


def on_it(cast: Cast, *, days: int = 3) -> list[object]:
    """Say which tickets stand on the list after some days, or which firms."""
    with cast.inside():
        manual = book()
        clause, when = manual.get(NamedList, "mine"), manual.when(later(days))
        if clause.of is Of.ACCOUNTS:
            return [row.name for row in accounts_page(clause, when).rows]
        return [row.number for row in named_page(clause, manual, when).rows]


def of_what(cast: Cast) -> object:
    """Let a firm have a ticket that is open, one that sleeps and a closed one."""
    with cast.inside():
        numbers = [a_ticket().number for _ in range(3)]
        for number in numbers:
            desk.name_account(number=number, name="Harbour Tile", by=cast.lead, at=MONDAY)
        desk.put_to_sleep(number=numbers[1], wish=WEEK, by=cast.rep, at=MONDAY)
        desk.close(number=numbers[2], by=cast.rep, at=MONDAY)
    return on_it(cast)


def in_which_order(cast: Cast) -> object:
    """Open one ticket that nothing is promised of, and three more: the last is held, the one before it is high."""
    with cast.inside():
        for place, kind in enumerate(["website change", "question", "question", "question"]):
            a_ticket(kind=kind, at=later(hours=place / 10))
    seal_all(cast)
    rounds_to(cast, targets.DUTIES, now=later(hours=1))
    with cast.inside():
        desk.set_priority(number=3, priority="high", by=cast.rep, at=later(hours=2))
        desk.hold(number=4, holder="supplier", reason="They move.", wish=WEEK, by=cast.rep, at=later(hours=2))
    return on_it(cast, days=1)


def what_rows_say(cast: Cast) -> object:
    """Give what stands beside a ticket that is held and comes back, and beside one that is closed."""
    since = clock.now() - timedelta(days=20)
    with cast.inside():
        held, closed = a_ticket(at=since), a_ticket(at=since)
        month = Wish(span=Span.parse("1 quarter"))
        desk.set_reopen_date(number=held.number, wish=month, by=cast.rep, at=since + timedelta(hours=1))
        desk.hold(
            number=held.number,
            holder="supplier",
            reason="They move.",
            wish=month,
            by=cast.rep,
            at=since + timedelta(hours=2),
        )
        desk.close(number=closed.number, by=cast.rep, at=since + timedelta(hours=3))
    page = visitor(cast, cast.rep).get("/desk?list=mine", headers={"HX-Request": "true", "HX-Target": "list"})
    said = re.findall(r'<span class="ticket-x" dir="auto">(.*?)</span>', page.content.decode(), re.DOTALL)
    return [re.sub(r"<[^>]*>|\s+", " ", each) for each in said]


def counted(word: str) -> str:
    """Let the fact count this; of people is asked what they did last."""
    now = ITEMS.replace("count: usage", f"count: {word}")
    if word == "users":
        now = now.replace("{event: item submitted}", "{last activity: {at least: 1 day ago}}")
    by = [("by month: items", "by month: past due"), ("by media kind: items", "by media kind: past due")]
    return rewritten(a_yearly_manual(), [(ITEMS, now), *by])


WORDS: dict[Path, tuple[Callable[[str], str], Decide]] = {
    ("list", "of"): (lambda word: with_a_list(f"of: {word}\nwhere: {{firm: Harbour Tile}}"), of_what),
    ("list", "order"): (
        lambda word: with_a_list(f"of: open tickets\nwhere: {{opened: {{at most: 1 year ago}}}}\norder: {word}"),
        in_which_order,
    ),
    ("list", "shows"): (
        lambda word: with_a_list(f"of: tickets\nwhere: {{opened: {{at most: 1 year ago}}}}\nshows: {word}"),
        what_rows_say,
    ),
    ("fact", "count"): (counted, told),
}
"""A manual with each word, and what comes of it."""


def test_every_key_with_more_than_two_words_stands_here():
    assert {path for path, key in declared().items() if len(key.shape.words) > 2} == set(WORDS)


@pytest.mark.parametrize("path", list(WORDS), ids=", ".join)
def test_each_word_decides_otherwise_than_each_other(path):
    """F1: a word that is written changes what the system does."""
    manual, decide = WORDS[path]
    found = {}
    for word in declared()[path].shape.words:
        assert check(manual(word)) == []
        found[word] = decide(a_workspace(manual=manual(word)))
    assert all(found[one] != found[other] for one in found for other in found if one != other), found
