"""Issue 4: days far away, such as the 9999-12-31 that other systems write for “never”: kept or refused in words; no page breaks."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from rounds.basics import clock
from rounds.telemetry.commands import drain
from rounds.web.failures import side_words
from tests.manuals import SHIPPED, a_yearly_manual
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import a_firm
from tests.rooms.web.visitor import visitor
from tests.world import a_ticket, a_workspace

CHICAGO = ZoneInfo("America/Chicago")
ZONES = ("America/Chicago", "Pacific/Kiritimati", "Pacific/Pago_Pago")
"""One usual, and the two in which the last and the first moment that can be written lie outside of all years."""
DAYS = ("9999-12-31", "2500-06-01", "0001-01-01")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
def test_a_day_far_away_is_kept_or_refused_in_words_by_every_form_that_asks_for_one(zone: str, day: str):
    cast = a_workspace(manual=SHIPPED.replace("America/Chicago", zone))
    client = visitor(cast, cast.manager)
    with cast.inside():
        number, held = a_ticket().number, a_ticket().number
    own = {"date": "own", "day": day}
    forms = {
        f"/desk/{number}/sleep": own | {"version": "1"},
        f"/desk/{held}/hold": own | {"version": "1", "holder": "supplier", "reason": "Domain."},
        "/settings/hours/away": {"day": day, "last": day},
        "/settings/tokens/new": {"name": "A script", "scopes": "read the desk", "day": day},
    }
    for path, form in forms.items():
        answer = client.post(path, form, follow=True)
        assert answer.status_code in {200, 409, 422}, path
    pages = (
        f"/desk/{number}",
        f"/desk/{held}",
        "/desk?show=asleep",
        "/settings/hours",
        "/settings/tokens",
        "/calendar",
    )
    for path in (*pages, f"/calendar?month={day[:7]}", f"/desk?q=before:{day}", f"/desk?q=after:{day}"):
        page = client.get(path)
        assert page.status_code == 200, path


@pytest.mark.parametrize("day", DAYS)
def test_a_check_in_and_what_is_known_of_its_firm_bear_days_far_away(day: str):
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    path = f"/check-ins/{firm.check_in.pk}"
    assert client.post(f"{path}/day", {"date": "own", "day": day}).status_code == 409
    for asked in (path, f"{path}?first=0001-01-01&last={day}", "/check-ins", f"/calendar?month={day[:7]}"):
        assert client.get(asked).status_code == 200, asked
    manager = visitor(firm.cast, firm.cast.manager)
    for asked in (f"first={day}&last={day}", f"year={day[:4]}"):
        assert manager.get(f"/check-ins/counted?programme=annual+check-in&which=wakes&{asked}").status_code == 200
    assert manager.get(f"/check-ins/spread?programme=annual+check-in&day={day}&last={day}").status_code in {
        200,
        409,
        422,
    }


NO_MOMENTS = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1899-12-30T00:00:00Z", "9999-12-31T23:59:59-12:00")
"""What other systems write where they do not know when; with their offsets two of them lie outside of all years."""


@pytest.mark.parametrize("zone", ZONES)
def test_usage_of_no_moment_is_refused_by_its_record_and_every_page_and_file_of_usage_bears_the_call_A5(zone: str):
    firm = a_firm(a_workspace(manual=a_yearly_manual().replace("America/Chicago", zone)))
    told = {
        "account": str(firm.id),
        "event": "feature opened",
        "product": "radio",
        "feature": "templates",
        "user": "u1",
    }
    moments = {
        at: {**told, "id": at, "at": at} for at in (*NO_MOMENTS, "1970-01-01T00:00:00Z", "2126-01-31T23:30:00+05:00")
    }
    asking = program(firm.cast)
    sent = {"source": "app", "known_in": "rounds", "records": list(moments.values())}
    items = {each["id"]: each for each in asking.post("/usage", sent).json()["items"]}
    assert [items[at]["became"] for at in moments] == ["refused"] * len(NO_MOMENTS) + ["in", "apart"]
    assert all(items[at]["text"] and items[at]["fix"] for at in NO_MOMENTS)
    assert "2126-01-31 18:30 UTC" in items["2126-01-31T23:30:00+05:00"]["text"]
    with firm.cast.inside():
        assert drain(at=clock.now())
    client, path = visitor(firm.cast, firm.cast.manager), f"/check-ins/{firm.check_in.pk}"
    pages = (path, f"{path}?from=1970-01-01&to=2100-01-01", f"{path}/evidence?figure=users", "/settings/import")
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    assert asking.get("/usage/waiting").json()["future"] == 1


def test_a_day_of_two_sides_is_said_as_people_say_it():
    """The design's states, “Changed meanwhile”: what was asked for is shown as it would stand, not as a form sends it."""
    said = side_words("9999-12-31", now=clock.now(), zone=CHICAGO)
    assert said == "Fri 31 Dec 9999"
    assert side_words("Asleep", now=clock.now(), zone=CHICAGO) == "Asleep"
    assert side_words(date(2031, 1, 1).isoformat(), now=clock.now(), zone=CHICAGO) == "Wed 1 Jan 2031"
