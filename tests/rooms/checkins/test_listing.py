"""The list of check-ins has each where its standing says, whosever it is, and in the order that its part promises (A2)."""

from datetime import timedelta

import pytest

from rounds.checkins.models import CheckIn
from rounds.checkins.queries.listing import MOST, OPEN, Part, listing
from rounds.checkins.queries.narrowing import OPEN_SINCE, STANDING, Standing
from rounds.checkins.rules import Phase
from rounds.desk.models import Ticket
from rounds.desk.rules import LastWord
from rounds.policies.queries import book
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.many import many_firms
from tests.world import MONDAY, Cast, a_workspace

SPOKE = (LastWord.CLOCK, LastWord.STAFF)
ORDER = {
    Standing.OPEN: (OPEN_SINCE.asc(), "id"),
    Standing.WAITING: ("ticket__wakes_at", "id"),
    Standing.ASLEEP: ("ticket__wakes_at", "id"),
    Standing.ASKED: ("left_at", "id"),
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


def stand(part: Standing, member_id: int | None) -> list[int]:
    those = CheckIn.objects.filter(STANDING[part])
    mine = those.filter(ticket__assignee=member_id) if member_id else those
    return list(mine.order_by(*ORDER[part]).values_list("id", flat=True))


@pytest.mark.parametrize("mine", [True, False])
def test_each_stands_in_the_parts_that_its_standing_says_A2(*, mine: bool):
    cast = a_workspace(manual=a_yearly_manual())
    with cast.inside():
        firms_of_every_kind(cast)
        member_id = cast.rep.id if mine else None
        found = listing(member_id=member_id)
        parts: dict[Standing, Part] = {
            Standing.OPEN: found.open,
            Standing.WAITING: found.waiting,
            Standing.ASLEEP: found.coming,
            Standing.ASKED: found.asked,
        }
        for standing, part in parts.items():
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
