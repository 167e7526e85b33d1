"""The list of check-ins: every part is gone through to its end, and what narrows it stays in the address (A2, A12)."""

import re
from html import unescape

from django.test import Client

from rounds.checkins.models import CheckIn
from rounds.desk.models import Ticket
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.many import many_firms
from tests.rooms.web.visitor import statements, visitor
from tests.world import Cast, a_workspace

ROW = re.compile(r'<a class="item" href="/check-ins/(\d+)"')


def firms_that_sleep(many: int) -> tuple[Cast, list[int]]:
    """Give a team with so many firms, and their check-ins in the order in which they come."""
    cast = a_workspace(manual=a_yearly_manual())
    with cast.inside():
        return cast, [firm.pk for firm in many_firms(many)]


def link(page: str, words: str) -> str:
    """Give the address of the first link whose words begin so."""
    found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>{words}', page)
    assert found, words
    return unescape(found[1])


def page_at(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def rows_of(page: str) -> list[int]:
    return [int(number) for number in ROW.findall(page)]


def test_a_part_of_more_than_the_page_of_all_shows_is_gone_through_to_its_end_A2():
    cast, firms = firms_that_sleep(60)
    client = visitor(cast, cast.rep)
    page = page_at(client, "/check-ins?of=everybody")
    assert rows_of(page) == firms[:25]
    first = page_at(client, link(page, "All 60"))
    assert rows_of(first) == firms[:50]
    more = link(first, "Next 50")
    assert more.startswith("/check-ins?of=everybody&show=asleep&after=")
    rest = page_at(client, more)
    assert rows_of(rest) == firms[50:]
    assert "Next 50" not in rest
    assert rows_of(page_at(client, link(rest, "From the start"))) == firms[:50]


def test_what_narrows_the_list_stays_in_each_of_its_links_A12():
    cast, firms = firms_that_sleep(60)
    with cast.inside():
        CheckIn.objects.filter(id__in=firms[:53]).update(grade="B")
        tickets = CheckIn.objects.filter(id__in=firms[:52]).values("ticket_id")
        Ticket.objects.filter(id__in=tickets).update(assignee_id=cast.teammate.id)
    client = visitor(cast, cast.rep)
    words = f"of=everybody&member={cast.teammate.id}&grade=B"
    page = page_at(client, f"/check-ins?{words}")
    assert rows_of(page) == firms[:25]
    assert f'<option value="{cast.teammate.id}" selected>Elin Berg (52)</option>' in page
    assert '<option value="0">Nobody (1)</option>' in page
    assert '<option value="B" selected>B</option>' in page
    whole = page_at(client, link(page, "All 52"))
    more = link(whole, "Next 50")
    assert f"member={cast.teammate.id}&grade=B&" in more
    assert rows_of(page_at(client, more)) == firms[50:52]
    assert link(page, "All of them") == "/check-ins?of=everybody"
    assert "member" not in link(page, "Mine"), "one's own are nobody else's"
    assert rows_of(page_at(client, f"/check-ins?of=everybody&member={cast.teammate.id}&grade=%E2%80%93")) == []
    assert len(rows_of(page_at(client, "/check-ins?of=everybody&grade=%E2%80%93"))) == 7


def test_words_of_the_address_that_mean_nothing_narrow_nothing():
    cast, firms = firms_that_sleep(3)
    client = visitor(cast, cast.rep)
    odd = "member=x&programme=none&show=nothing&after=yesterday&member=9%00"
    assert rows_of(page_at(client, f"/check-ins?of=everybody&{odd}")) == firms
    assert "No check-in is so" in page_at(client, "/check-ins?of=everybody&grade=Z%00Z")
    assert "The list ends here" in page_at(
        client, "/check-ins?of=everybody&show=asleep&after=2200-01-01T00:00:00%2B00:00~1"
    )


def test_however_many_there_are_the_list_asks_the_same_few_questions_A2():
    cast, _ = firms_that_sleep(3)
    client = visitor(cast, cast.rep)
    paths = ("/check-ins?of=everybody", "/check-ins?of=everybody&show=asleep&grade=%E2%80%93")
    client.get(paths[0])
    few = [len(statements(client, path)) for path in paths]
    with cast.inside():
        many_firms(120)
    assert [len(statements(client, path)) for path in paths] == few
