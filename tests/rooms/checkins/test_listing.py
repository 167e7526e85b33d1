"""The list of check-ins has each where its standing says, whosever it is, and in the order that its part promises (A2)."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Q

from rounds.checkins.models import CheckIn
from rounds.checkins.queries.listing import FREE, MOST, OPEN, Listing, Only, Part, listing
from rounds.checkins.queries.narrowing import OPEN_SINCE, STANDING, Standing
from rounds.checkins.rules.states import Phase
from rounds.desk.models import Ticket
from rounds.desk.rules import LastWord
from rounds.policies.queries import book
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.many import many_firms
from tests.rooms.checkins.two_programmes import HALF, two_programmes
from tests.world import MONDAY, Cast, a_workspace

SPOKE = (LastWord.CLOCK, LastWord.STAFF)
ORDER = {
    Standing.OPEN: (OPEN_SINCE.asc(), "id"),
    Standing.WAITING: ("ticket__wakes_at", "id"),
    Standing.ASLEEP: ("ticket__wakes_at", "id"),
    Standing.ASKED: ("left_at", "id"),
    Standing.EXEMPT: ("-exempt_at", "-id"),
}


def firms_of_every_kind(cast: Cast) -> None:
    """Every turn of step, state, date, last word, exemption and leaving, half of them somebody's."""
    firms, version = many_firms(64), book().version
    for place, firm in enumerate(firms):
        has_step, is_open, dated, other, odd, mine = (bool(place >> bit & 1) for bit in range(6))
        at = MONDAY - timedelta(hours=place * 7 % 64)
        CheckIn.objects.filter(id=firm.pk).update(
            step=0 if has_step else None,
            version=version if has_step else None,
            started_at=at if has_step or other else None,
            left_at=at if odd else None,
        )
        Ticket.objects.filter(id=firm.ticket_id).update(
            state="open" if is_open else "asleep",
            last_word=LastWord.POST if other else LastWord.CUSTOMER if odd else SPOKE[place % 5 % 2],
            said_at=at,
            woke_at=at + timedelta(minutes=5) if place % 3 else None,
            assignee=cast.rep.id if mine else None,
        )
        if is_open and not dated:
            Ticket.objects.filter(id=firm.ticket_id).update(
                wakes_at=None, wake_clause="", wake_version=None, wake_set_at=None
            )
    gone = firms[5]
    CheckIn.objects.filter(id=gone.pk).update(exempt_at=MONDAY, step=None, version=None, started_at=None)


ANY = Q()


def stand(part: Standing, member_id: int | None, narrowed: Q = ANY) -> list[int]:
    those = CheckIn.objects.filter(STANDING[part] & narrowed)
    mine = those.filter(ticket__assignee=member_id) if member_id else those
    return list(mine.order_by(*ORDER[part]).values_list("id", flat=True))


def parts_of(found: Listing) -> dict[str, Part]:
    return {
        Standing.OPEN: found.open,
        Standing.WAITING: found.waiting,
        Standing.ASLEEP: found.coming,
        Standing.ASKED: found.asked,
        Standing.EXEMPT: found.exempt,
        FREE: found.free,
    }


def paged(part: str, *, member_id: int | None, only: Only, most: int) -> list[int]:
    """Go through a part page by page, to its end; its number, and those of the others, are the same on each."""
    whole = parts_of(listing(member_id=member_id, only=only))
    seen: list[int] = []
    after = ""
    while True:
        found = parts_of(listing(member_id=member_id, only=only, part=part, after=after, most=most))
        assert {name: each.many for name, each in found.items()} == {name: each.many for name, each in whole.items()}
        assert all(not each.rows for name, each in found.items() if name != part)
        seen += [row.id for row in found[part].rows]
        after = found[part].next
        if not after:
            return seen
        assert len(found[part].rows) == most


@pytest.mark.parametrize("mine", [True, False])
def test_each_stands_in_the_parts_that_its_standing_says_A2(*, mine: bool):
    cast = a_workspace(manual=a_yearly_manual())
    with cast.inside():
        firms_of_every_kind(cast)
        member_id = cast.rep.id if mine else None
        found = listing(member_id=member_id)
        parts = parts_of(found)
        for standing in (Standing.OPEN, Standing.WAITING, Standing.ASLEEP, Standing.ASKED):
            part = parts[standing]
            assert [row.id for row in part.rows] == stand(standing, member_id), standing
            assert part.many == len(part.rows) > 0
        assert all(row.account.startswith("Firm ") for row in found.open.rows)
        assert {row.phase for row in found.open.rows} == OPEN
        assert {row.phase for row in found.coming.rows} == {Phase.ASLEEP}


def test_of_more_than_are_shown_the_others_are_counted_A2():
    cast = a_workspace(manual=a_yearly_manual())
    with cast.inside():
        many_firms(MOST + 3)
        coming = listing().coming
        assert (len(coming.rows), coming.many) == (MOST, MOST + 3)
        rest = listing(part=Standing.ASLEEP, after=coming.next).coming
        assert (len(rest.rows), rest.many, rest.next) == (3, MOST + 3, "")
        assert not {row.id for row in rest.rows} & {row.id for row in coming.rows}


@pytest.mark.parametrize("mine", [True, False])
def test_pages_go_through_all_of_a_part_once_and_in_its_order_A2(*, mine: bool):
    cast = a_workspace(manual=a_yearly_manual())
    with cast.inside():
        firms_of_every_kind(cast)
        CheckIn.objects.filter(exempt_at=None, left_at=None, id__gt=0, step=None).update(
            exempt_at=MONDAY, started_at=None
        )
        member_id = cast.rep.id if mine else None
        for standing in ORDER:
            found = paged(standing, member_id=member_id, only=Only(), most=3)
            assert found == stand(standing, member_id), standing
            assert len(found) > 3, "more than a page"
        free = paged(FREE, member_id=member_id, only=Only(), most=3)
        assert free == (stand(Standing.OPEN, None, Q(ticket__assignee=None)) if mine else [])


def test_a_list_is_narrowed_by_member_programme_and_grade_A12():
    cast = a_workspace(manual=two_programmes())
    with cast.inside():
        firms_of_every_kind(cast)
        ids = list(CheckIn.objects.order_by("id").values_list("id", flat=True))
        CheckIn.objects.filter(id__in=ids[::3]).update(grade="A")
        CheckIn.objects.filter(id__in=ids[1::4]).update(programme=HALF)
        for only, narrowed in (
            (Only(who=cast.rep.id), Q(ticket__assignee=cast.rep.id)),
            (Only(who=0), Q(ticket__assignee=None)),
            (Only(grade="A"), Q(grade="A")),
            (Only(grade=""), Q(grade="")),
            (Only(programme=HALF), Q(programme=HALF)),
            (
                Only(who=cast.rep.id, grade="A", programme=HALF),
                Q(ticket__assignee=cast.rep.id, grade="A", programme=HALF),
            ),
        ):
            found, whole = listing(only=only), Q(programme=only.programme) if only.programme else Q()
            for standing in ORDER:
                assert [row.id for row in parts_of(found)[standing].rows] == stand(standing, None, narrowed)
                assert paged(standing, member_id=None, only=only, most=2) == stand(standing, None, narrowed)
            graded = whole & (Q() if only.grade is None else Q(grade=only.grade))
            whose = Counter(CheckIn.objects.filter(graded).values_list("ticket__assignee", flat=True))
            assert found.members == {who or 0: many for who, many in whose.items()}, "whosever are asked for"
            own = listing(member_id=cast.rep.id, only=only)
            mine = narrowed & Q(ticket__assignee=cast.rep.id) if only.who != 0 else Q(ticket__assignee=cast.rep.id)
            assert [row.id for row in own.open.rows] == stand(Standing.OPEN, None, mine)
