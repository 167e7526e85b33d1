"""C5: tickets held long come up by themselves; whoever is named hears of one that stands in a list too long, once."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.lists.clauses import NamedList
from rounds.lists.commands import look_at_lists
from rounds.lists.duties import DUTIES
from rounds.lists.models import Looked, Standing
from rounds.lists.queries import named_page
from rounds.manual.commands import adopt
from rounds.policies.queries import _read, _read_kinds, book
from rounds.team.models import Notice
from rounds.timeline.models import TimelineEvent
from tests.manuals import SHIPPED
from tests.rooms.passing import rounds_to
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_ticket, a_workspace, later


def held(cast, *, at=MONDAY, holder="engineering"):
    """Hold a ticket for two weeks."""
    with cast.inside():
        number = a_ticket(at=at).number
        wish = Wish(span=Span.parse("1 month"))
        desk.hold(number=number, holder=holder, reason="A defect.", wish=wish, by=cast.rep, at=at)
    return number


def shown(cast, now, name="long holds"):
    """Give the numbers on a list of the manual."""
    with cast.inside():
        manual = book()
        page = named_page(manual.get(NamedList, name), manual, manual.when(now))
        return [row.number for row in page.rows]


def pass_to(cast, moment):
    rounds_to(cast, DUTIES, now=moment)


def told(cast):
    with cast.inside():
        return list(Notice.objects.filter(event__kind="lists.stood too long").values_list("member_id", flat=True))


def standing(cast):
    with cast.inside():
        return {row.ticket.number: row for row in Standing.objects.select_related("ticket")}


def test_a_hold_comes_up_by_itself_on_its_fifth_working_day_the_longest_first():
    cast = a_workspace()
    second, first = held(cast, at=later(1)), held(cast)
    held(cast, at=later(9))
    assert shown(cast, later(4)) == []
    assert shown(cast, later(7, hours=-0.5)) == []  # a Monday: the Thursday before it was a holiday
    assert shown(cast, later(8)) == [first]
    assert shown(cast, later(9, hours=1)) == [first, second]


def test_whoever_is_named_hears_once_of_what_stands_there_too_long_with_the_reason():
    cast = a_workspace()
    number = held(cast)
    pass_to(cast, later(8))
    assert standing(cast)[number].since == later(8)
    for hours in range(24 * 10):
        pass_to(cast, later(8, hours=hours))
    assert told(cast) == [cast.lead.id]
    with cast.inside():
        event = TimelineEvent.objects.get(kind="lists.stood too long")
    assert event.clause == "list: long holds"
    assert event.at - later(8) >= timedelta(days=7)
    assert [fact["label"] for fact in event.because["facts"]] == ["it stands in the list since", "that is longer than"]
    page = visitor(cast, cast.lead).get(f"/desk/{number}").content.decode()
    assert "saw it stand in the list long holds too long; whoever is lead was told" in page
    why = visitor(cast, cast.lead).get(f"/why/{event.pk}").content.decode()
    assert "5 working days" in why


def test_what_leaves_the_list_in_time_is_told_to_nobody_and_begins_anew():
    cast = a_workspace()
    number = held(cast)
    pass_to(cast, later(8))
    with cast.inside():
        desk.release(number=number, by=cast.rep, at=later(9))
    pass_to(cast, later(9, hours=1))
    assert standing(cast) == {}
    pass_to(cast, later(20))
    assert told(cast) == []


def test_what_left_a_moment_before_is_told_to_nobody():
    cast = a_workspace()
    number = held(cast)
    pass_to(cast, later(8))
    with cast.inside():
        desk.release(number=number, by=cast.rep, at=later(15))
        Looked.objects.update(looks_at=later(30))  # nobody has looked since
    pass_to(cast, later(16))
    assert told(cast) == []


def test_another_span_in_the_manual_counts_for_what_stands_there_already():
    cast = a_workspace()
    number = held(cast)
    pass_to(cast, later(8))
    before = standing(cast)[number].too_long_at
    with cast.inside():
        shorter = SHIPPED.replace("longer than: 5 working days", "longer than: 1 working day")
        adopt(text=shorter, by=cast.manager, at=later(8, hours=1))
    pass_to(cast, later(8, hours=2))
    after = standing(cast)[number]
    assert (after.since, after.version) == (later(8), 2)
    assert after.too_long_at < before


def test_a_list_that_the_manual_drops_keeps_nothing():
    cast = a_workspace()
    held(cast)
    pass_to(cast, later(8))
    with cast.inside():
        adopt(
            text=SHIPPED.replace("stays: {longer than: 5 working days, tell: lead}\n", ""), by=cast.manager, at=later(9)
        )
    pass_to(cast, later(9, hours=1))
    assert standing(cast) == {}


def test_looking_again_or_twice_at_once_changes_nothing():
    cast = a_workspace()
    number = held(cast)
    pass_to(cast, later(8))
    first = standing(cast)[number]
    for minutes in (0, 1, 5):
        pass_to(cast, later(8, hours=minutes / 60))
    again = standing(cast)[number]
    assert (again.pk, again.since, again.too_long_at) == (first.pk, first.since, first.too_long_at)


def test_a_list_of_each_sort_shows_its_own_and_goes_on_from_page_to_page():
    clauses = "".join(
        f"\n```clause\nlist: all {sort}\nof: {sort}\nwhere: {{ticket kind: question}}\n```\n"
        for sort in ("open tickets", "closed tickets", "tickets")
    )
    cast = a_workspace(manual=SHIPPED + clauses)
    with cast.inside():
        numbers = [a_ticket(at=later(hours=place)).number for place in range(7)]
        desk.close(number=numbers[0], by=cast.lead, at=later(1))
    assert shown(cast, later(2), "all open tickets") == numbers[1:]
    assert shown(cast, later(2), "all closed tickets") == numbers[:1]
    with cast.inside():
        manual = book()
        clause, seen, after = manual.get(NamedList, "all tickets"), [], ""
        while after is not None:
            page = named_page(clause, manual, manual.when(later(2)), after=after, limit=3)
            seen, after = seen + [row.number for row in page.rows], page.next
    assert seen == numbers


def test_a_process_of_thousands_of_companies_reads_no_manual_again_each_minute():
    """Lists are looked at each minute in every company: what is read for it is small, and kept for all of them."""
    cast = a_workspace()
    number = held(cast)
    pass_to(cast, later(8))
    assert _read_kinds.cache_parameters()["maxsize"] >= 10_000
    _read.cache_clear()  # as if other companies' manuals had been read since
    with cast.inside(), CaptureQueriesContext(connection) as asked:
        assert look_at_lists(at=later(8, hours=1))
    assert not [each["sql"] for each in asked if 'FROM "manual"' in each["sql"] or 'FROM "clause"' in each["sql"]]
    assert len(asked) <= 9, [each["sql"] for each in asked]
    assert number in standing(cast)


def test_another_manual_is_read_once_it_is_adopted():
    cast = a_workspace()
    held(cast)
    pass_to(cast, later(8))
    with cast.inside():
        adopt(text=SHIPPED.replace("list: long holds", "list: holds"), by=cast.manager, at=later(8, hours=1))
    pass_to(cast, later(8, hours=2))
    with cast.inside():
        assert set(Standing.objects.values_list("named", flat=True)) == {"holds"}
