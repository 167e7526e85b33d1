"""While many firms come onto a programme PostgreSQL counts them, so that each is not sought among all that came before it (A1)."""

from datetime import datetime

from rounds.accounts.models import Account
from rounds.checkins.commands.entering import MOST, follow_programmes
from rounds.workspaces.current import here
from rounds.workspaces.rows import execute, fetch
from tests.manuals import a_yearly_manual
from tests.world import MONDAY, Cast, a_workspace, later, without_tickets

COUNTED = (
    "SELECT analyze_count FROM pg_stat_user_tables WHERE relname = ANY (ARRAY['check_in', 'ticket']) ORDER BY relname"
)


def comes(cast: Cast, first: int, many: int, *, at: datetime) -> list[int]:
    """Let firms come onto the programme; say how often PostgreSQL was made to count since the tables are there."""
    with cast.inside():
        Account.objects.bulk_create(
            Account(workspace_id=here(), name=f"Firm {number}", lifecycle="customer", created_at=MONDAY)
            for number in range(first, first + many)
        )
        assert follow_programmes(at=at)
    with cast.inside():
        return [count for (count,) in fetch(COUNTED)]


def test_check_ins_are_counted_when_there_are_twice_as_many_and_not_for_a_few():
    cast = a_workspace(manual=a_yearly_manual())
    before = comes(cast, 0, 0, at=MONDAY)
    assert comes(cast, 0, MOST - 1, at=later(1)) == before
    after = comes(cast, MOST, MOST, at=later(2))
    assert [count > was for count, was in zip(after, before, strict=True)] == [True, True]
    with cast.inside():
        execute("DELETE FROM check_in")
    without_tickets(cast)  # so many that other tests' plans would be made for them
