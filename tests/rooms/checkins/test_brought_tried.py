"""A try of an import says what would become of what it says of check-ins (A1, A11)."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.checkins import commands as checkins
from rounds.checkins.models import Brought
from rounds.desk.dates import Wish
from rounds.imports import bringing_in
from rounds.imports.mapping import read_map
from rounds.imports.queries import import_page
from rounds.imports.targets import What
from rounds.imports.whole import whole
from tests.rooms.checkins.bringing import HEAD, MAP, ON_BOTH, a_company, brought, of, tried
from tests.rooms.checkins.cast import a_whole_round
from tests.world import MONDAY, a_workspace, later


def test_a_try_says_how_many_would_take_it_and_which_would_stay_and_why_as_the_import_does_A1_A11():
    cast = a_company()
    brought(cast, "1,Round,customer,,,,", "2,Day,customer,,,,", "3,Free,customer,,,,", "4,Same,customer,,2026-03-03,,")
    with cast.inside():
        a_whole_round(check_in_id=of(cast, "Round").pk, by=cast.rep, at=later(1))
        checkins.move_day(check_in_id=of(cast, "Day").pk, chosen=Wish(day=date(2027, 5, 5)), by=cast.rep, at=later(1))
    rows = [
        f"{number},{name},customer,,2026-03-03,," for number, name in enumerate(("Round", "Day", "Free", "Same"), 1)
    ]
    rows += [
        "5,New,customer,,2026-03-03,,",
        "6,Lead,lead,,2026-03-03,,",
        "7,Wrong,customer,,2027-03-03,,",
        "8,Silent,customer,,,,",
    ]
    found = tried(cast, *rows, at=later(2))
    with cast.inside():
        page = import_page(found.pk, at=later(2))
        assert page.pasts is not None
        assert (page.pasts.taken, page.pasts.waiting, page.pasts.left, page.pasts.same) == (2, 1, 2, 1)
        why = {line.account: (line.check_in_id, line.why) for line in page.pasts.lines}
        assert why == {
            "Round": (of(cast, "Round").pk, "it has come round here already"),
            "Day": (of(cast, "Day").pk, "somebody here set its day"),
        }
        assert Brought.objects.count() == 1, "nothing is written by a try"
    done = brought(cast, *rows, at=later(2))
    with cast.inside():
        after = import_page(done.pk, at=later(2)).pasts
        assert after is not None
        assert (after.taken, after.waiting, after.left) == (2, 1, 2), "as it was said before"
        assert {line.account: (line.check_in_id, line.why) for line in after.lines} == why


def test_a_try_of_firms_of_which_nothing_is_said_speaks_of_no_check_ins_A1():
    cast = a_company()
    found = tried(cast, "1,Linden Row,customer,,,,")
    with cast.inside():
        assert import_page(found.pk, at=MONDAY).pasts is None


def test_many_are_tried_in_as_few_statements_as_few_A1():
    def asked(many: int) -> int:
        cast = a_workspace(manual=ON_BOTH)
        rows = [f"{each},Firm {each},partner,,2026-02-02,A," for each in range(many)]
        brought(cast, *[row.replace("2026-02-02,A", ",") for row in rows])
        with cast.inside():
            data = (HEAD + "\n".join(rows)).encode()
            read = whole(data, read_map(MAP, what=What.ACCOUNTS), most=10_000_000)
            with CaptureQueriesContext(connection) as statements:
                would = bringing_in.would_bring(read, at=later(0.02))
        assert would.pasts is not None
        assert would.pasts.taken == many
        return len(statements)

    assert asked(3) == asked(12)
