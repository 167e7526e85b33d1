"""Programs read what is known of a firm as its page shows it, and each figure opens as many rows as it says (A5)."""

from collections.abc import Iterator
from typing import Any

from rounds.checkins.queries import evidence_page
from rounds.telemetry.asking import ANSWERS
from tests.manuals import a_yearly_manual
from tests.rooms.api.program import Program, codes, program
from tests.rooms.checkins.cast import a_firm
from tests.rooms.checkins.evidence_rules import used
from tests.world import a_workspace, later


def figures(said: Any) -> Iterator[dict[str, Any]]:
    """Find each number that has the address of its rows."""
    if isinstance(said, dict):
        if set(said) == {"number", "rows"}:
            yield said
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from figures(each)


def rows(asking: Program, address: str) -> list[dict[str, Any]]:
    """Read all pages of an address, two rows each."""
    found: list[dict[str, Any]] = []
    more: str | None = ""
    while more is not None:
        page = asking.get(f"{address}&limit=2{f'&after={more}' if more else ''}").json()
        found += page["items"]
        more = page["next"]
        assert page["number"] >= len(found)
    return found


def test_each_figure_is_the_page_s_and_opens_as_many_rows_as_it_says_A5():
    firm = used(a_workspace(manual=a_yearly_manual()))
    asking = program(firm.cast)
    path = f"/check-ins/{firm.check_in.pk}/evidence?from={later(-365).date()}&until={later(0).date()}"
    said = asking.get(path).json()
    with firm.cast.inside():
        page = evidence_page(firm.check_in.pk, first=later(-365).date(), last=later(0).date(), at=later(1))
    assert page
    assert {each["fact"]: each["now"]["number"] for each in said["figures"]} == {
        name: page.seen.figures[name].number for name in page.evidence.figures or ()
    }
    assert [each["feature"] for each in said["features"]] == [each.feature for each in page.seen.features]
    assert said["drafts"]["all"]["number"] == page.seen.drafts
    assert said["trouble"] is None
    found = list(figures(said))
    assert len(found) >= 30
    assert sum(each["number"] for each in found) > 20
    for each in found:
        opened = rows(asking, each["rows"])
        assert len(opened) == each["number"], each["rows"]
        assert len({row["id"] for row in opened}) == len(opened), each["rows"]


def test_a_figure_that_the_manual_does_not_show_is_not_there():
    firm = a_firm()
    asking = program(firm.cast)
    at = f"/check-ins/{firm.check_in.pk}/evidence"
    assert asking.get(at).json()["last_used_at"] is None
    assert asking.get(f"{at}/rows?figure=assets&name=balloon").status_code == 404
    assert asking.get(f"{at}/rows?figure=guess").status_code == 422
    assert asking.get(f"{at}?from=1997-07-01&until=1998-06-30").json()["from_day"] == "1997-07-01"
    assert codes(asking.get(f"{at}?from=1900-01-01")) == ["no day"]
    assert codes(asking.get(f"{at}?to=2026-01-01")) == ["unknown"]


def test_usage_that_cannot_be_asked_is_no_zero(monkeypatch):
    firm = used(a_workspace(manual=a_yearly_manual()))
    asking = program(firm.cast)
    ANSWERS.forget()
    ANSWERS.close()
    monkeypatch.setattr("rounds.telemetry.asking.sys.executable", "/bin/false")
    at = f"/check-ins/{firm.check_in.pk}/evidence"
    said = asking.get(at).json()
    assert said["trouble"]
    assert (said["figures"], said["users"], said["drafts"]) == (None, None, None)
    assert codes(asking.get(f"{at}/rows?figure=users")) == ["usage"]
