"""Each number of the evidence opens a page with just as many rows; a firm of which nothing is known is not called silent (A5)."""

import html
import re

from rounds.checkins.queries import suggested_grade
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.cast import a_firm
from tests.rooms.checkins.evidence_rules import used
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_workspace

NUMBER = re.compile(r'<a class="numlink" href="([^"]+)"[^>]*>\s*([\d,]+)')
TWO_YEARS = re.compile(r"<h1[^>]*>\w+ \d{4} \d{4}")
IN_ALL = re.compile(r"<p>([\d,]+) in all,")


def test_each_number_opens_as_many_rows_as_it_says_A5():
    firm = used(a_workspace(manual=a_yearly_manual()))
    client = visitor(firm.cast, firm.cast.rep)
    page = client.get(f"/check-ins/{firm.check_in.pk}").content.decode()
    found = {html.unescape(address): int(number.replace(",", "")) for address, number in NUMBER.findall(page)}
    assert len(found) >= 10
    assert any(found.values())
    for address, number in found.items():
        behind = client.get(address).content.decode()
        counted = IN_ALL.search(behind)
        assert counted, address
        assert int(counted[1].replace(",", "")) == number, address
        assert not TWO_YEARS.search(behind), address


def test_of_a_firm_that_never_told_anything_no_grade_is_suggested_A7():
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    client = visitor(firm.cast, firm.cast.rep)
    assert client.get(f"/check-ins/{firm.check_in.pk}").status_code == 200
    with firm.cast.inside():
        found = suggested_grade(firm.check_in.pk, at=MONDAY)
    assert found
    assert found.grade == ""
