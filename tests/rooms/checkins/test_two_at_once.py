"""Before a manual is adopted it is said which firms would move, and which two programmes would be for; the board opens these (A1, A12)."""

from collections import Counter
from html import unescape
from re import search

from rounds.basics import clock
from rounds.checkins import commands as checkins
from rounds.checkins.models import CheckIn
from rounds.checkins.queries import Counted, Which, check_in_page, counted_rows, progress
from rounds.checkins.queries.beside import Beside
from rounds.checkins.rules.states import Phase
from rounds.manual.commands import adopt
from rounds.manual.queries import proposal
from tests.manuals import PROGRAMME
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.checkins.two_programmes import HALF, OF_PARTNERS, YEARLY, two_programmes
from tests.rooms.checkins.worlds import CHICAGO
from tests.rooms.web.visitor import visitor
from tests.world import Cast, a_workspace, later

OF_CUSTOMERS_TOO = OF_PARTNERS.replace("{lifecycle: partner}", "{lifecycle: [customer, partner]}")
OTHER_WAY_ROUND = two_programmes(
    of_customers=PROGRAMME.replace("{lifecycle: customer}", "{lifecycle: former}"), of_partners=OF_CUSTOMERS_TOO
)
ON_BOTH = two_programmes(of_partners=OF_CUSTOMERS_TOO)


def three_customers() -> list[Firm]:
    cast = a_workspace(manual=two_programmes())
    return [a_firm(cast, name=name) for name in ("Harbour FM", "Bayline FM", "Coast FM")]


def said_of(cast: Cast, text: str) -> list[str]:
    """Give what the page says of firms before a manual is adopted."""
    with cast.inside():
        found = proposal(text, at=later(2))
    assert found.findings == ()
    return [each for each in found.touches if " firm" in each]


def comes_to_be(firm: Firm, text: str) -> Counter[str]:
    """Adopt a manual, let the engine see it, and count the check-ins by programme."""
    with firm.cast.inside():
        adopt(text=text, by=firm.cast.manager, at=later(2))
    firm.passes(later(2))
    with firm.cast.inside():
        return Counter(CheckIn.objects.values_list("programme", flat=True))


def test_what_would_move_is_said_before_and_is_what_moves_A1_F1():
    firms = three_customers()
    firms[0].reach_out(later(1))
    said = f"3 firms of “{YEARLY}” move to “{HALF}” with their check-ins, 1 of them once its ladder is over."
    assert said in said_of(firms[0].cast, OTHER_WAY_ROUND)
    assert comes_to_be(firms[0], OTHER_WAY_ROUND) == {YEARLY: 1, HALF: 2}


def test_a_programme_that_is_called_otherwise_moves_nobody_and_its_strays_are_counted_by_its_old_name_A1_F1():
    [firm, *_] = three_customers()
    named = PROGRAMME.replace(f"programme: {YEARLY}", f"programme: firm talks\nwas: {YEARLY}")
    assert not any("move" in each for each in said_of(firm.cast, two_programmes(of_customers=named)))
    former = named.replace("{lifecycle: customer}", "{lifecycle: former}")
    text = two_programmes(of_customers=former, of_partners=OF_CUSTOMERS_TOO)
    assert f"3 firms of “{YEARLY}” move to “{HALF}” with their check-ins." in said_of(firm.cast, text)
    assert comes_to_be(firm, text) == {HALF: 3}


def test_whom_two_programmes_would_be_for_is_said_before_and_the_board_opens_them_A1_A12():
    firms = three_customers()
    cast = firms[0].cast
    asked = Counted(programme=YEARLY, year=clock.now().year, zone=CHICAGO, now=clock.now(), which=Which.ON_ANOTHER)
    said = f"3 firms meet the conditions of both “{YEARLY}” and “{HALF}”: each gets two check-ins."
    assert said in said_of(cast, ON_BOTH)
    with cast.inside():
        assert (progress(asked).on_another, counted_rows(asked, limit=5)) == (0, ([], ""))
    assert comes_to_be(firms[0], ON_BOTH) == {YEARLY: 3, HALF: 3}
    with cast.inside():
        rows, more = counted_rows(asked, limit=2)
        rest, end = counted_rows(asked, after=more, limit=2)
        assert progress(asked).on_another == len({row.row.id for row in (*rows, *rest)}) == 3
        assert end == ""
        others = dict(CheckIn.objects.filter(programme=HALF).values_list("account_id", "id"))
        assert {row.row.account_id: row.others for row in (*rows, *rest)} == {
            account: ((other, HALF),) for account, other in others.items()
        }
    client = visitor(cast, cast.manager)
    board = client.get("/progress", {"programme": YEARLY}).content.decode()
    link = search(r'<a href="([^"]+)">3 firms</a> are on another programme too', board)
    assert link
    page = client.get(unescape(link[1])).content.decode()
    assert all(f'<a href="/check-ins/{other}">{HALF}</a>' in page for other in others.values())


def test_whoever_needs_none_by_one_of_them_is_on_one_A11():
    firms = three_customers()
    cast = firms[0].cast
    comes_to_be(firms[0], ON_BOTH)
    with cast.inside():
        CheckIn.objects.filter(programme=HALF, account=firms[0].id).update(
            exempt_at=later(3), step=None, started_at=None
        )
        asked = Counted(programme=YEARLY, year=later(3).year, zone=CHICAGO, now=later(3), which=Which.ON_ANOTHER)
        assert progress(asked).on_another == len(counted_rows(asked, limit=5)[0]) == 2


def test_each_of_two_check_ins_names_the_other_with_its_state_and_its_day_on_its_page_and_to_programs_A1():
    firms = three_customers()
    cast = firms[0].cast
    comes_to_be(firms[0], ON_BOTH)
    with cast.inside():
        mine, other = CheckIn.objects.filter(account=firms[0].id).select_related("ticket").order_by("id")
        assert (mine.programme, other.programme) == (YEARLY, HALF)
        page = check_in_page(mine.pk, member_id=cast.rep.id or 0, at=later(2))
        assert page.beside == (Beside(other.pk, HALF, Phase.ASLEEP, other.ticket.wakes_at),)
        checkins.exempt(check_in_id=other.pk, reason="Once a year is enough.", by=cast.rep, at=later(3))
        page = check_in_page(mine.pk, member_id=cast.rep.id or 0, at=later(3))
        assert page.beside == (Beside(other.pk, HALF, Phase.EXEMPT, None),)
    client = visitor(cast, cast.rep)
    shown = client.get(f"/check-ins/{other.pk}").content.decode()
    assert f'Another check-in of this firm: <a href="/check-ins/{mine.pk}">{YEARLY}</a>' in shown
    asking = program(cast)
    assert asking.get(f"/check-ins/{mine.pk}").json()["beside"] == [other.pk]
    listed = asking.get("/check-ins").json()["items"]
    assert sorted(len(each["beside"]) for each in listed) == [1] * 6


def test_a_firm_on_one_programme_has_no_other_check_in_beside_it_A1():
    [firm, *_] = three_customers()
    assert program(firm.cast).get(f"/check-ins/{firm.check_in.pk}").json()["beside"] == []
    page = visitor(firm.cast, firm.cast.rep).get(f"/check-ins/{firm.check_in.pk}").content.decode()
    assert "Another check-in of this firm" not in page
