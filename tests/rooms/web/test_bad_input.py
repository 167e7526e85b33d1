"""What cannot be is refused, with what to do, by the page, the API and the manual alike (issue 6, bad input)."""

import html
from datetime import timedelta

import pytest

from rounds.basics import clock
from tests.manuals import PROGRAMME, a_yearly_manual
from tests.rooms.api.program import program
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.web.visitor import visitor
from tests.world import a_workspace

LADDER = PROGRAMME[PROGRAMME.index("unanswered:") : PROGRAMME.index("note needs")]
WRONG = {
    "a template with an unknown word": ("{what goes well}", "{what went well}", "what went well"),
    "a ladder of no steps": (LADDER, "unanswered: []\n", "The list is empty"),
    "a cadence of 0 days": ("every: 1 year", "every: 0 days", "out of range"),
}


@pytest.fixture(scope="module")
def firm() -> Firm:
    return a_firm(a_workspace(manual=a_yearly_manual()))


@pytest.mark.parametrize("what", WRONG)
def test_a_manual_that_cannot_be_is_refused_at_its_line_on_the_page_and_by_the_api(firm: Firm, what: str):
    was, now, said = WRONG[what]
    text = a_yearly_manual()
    assert text.count(was) == 1
    draft = {"text": text.replace(was, now)}
    asking = program(firm.cast)
    kept = asking.ask("PUT", "/manual/draft", draft, If_Match="*").json()
    [found] = asking.get("/manual/check").json()["errors"]
    assert said in found["problem"]
    assert found["line"] > 1
    page = visitor(firm.cast, firm.cast.manager).get("/manual/draft").content.decode()
    assert html.escape(said, quote=False) in page
    assert asking.post("/manual/draft/adoption", If_Match=str(kept["version"])).status_code == 409


def test_a_cadence_of_0_days_of_ones_own_is_refused_by_both_doors(firm: Firm):
    [problem] = (
        program(firm.cast).post(f"/check-ins/{firm.check_in.pk}/cadence", {"every": "0 days"}).json()["problems"]
    )
    assert problem["fix"]
    answer = visitor(firm.cast, firm.cast.rep).post(f"/check-ins/{firm.check_in.pk}/cadence", {"every": "0 days"})
    assert answer.status_code == 422
    assert firm.check_in.own_every == ""


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_finding_is_refused_with_each_thing_that_is_missing(firm: Firm, text: str):
    needs = ("spoke with", "going well")
    path = f"/check-ins/{firm.check_in.pk}/findings"
    problems = program(firm.cast).post(path, {"said": dict.fromkeys(needs, text)}).json()["problems"]
    assert [each["field"] for each in problems] == list(needs)
    assert all(each["text"] and each["fix"] for each in problems)
    answer = visitor(firm.cast, firm.cast.rep).post(path, {"need-0": text, "need-1": text})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert all(need in page for need in needs)


def test_usage_of_nobody_we_know_and_of_days_to_come_is_kept_apart_listed_and_counts_nowhere(firm: Firm):
    asking = program(firm.cast)
    ahead = clock.now() + timedelta(days=30)
    record = {"event": "item submitted", "at": f"{clock.now() - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"}
    sent = [
        {**record, "id": "1", "account": "nobody-17"},
        {**record, "id": "2", "account": str(firm.id), "at": f"{ahead:%Y-%m-%dT%H:%M:%SZ}"},
    ]
    items = asking.post("/usage", {"source": "crm", "known_in": "rounds", "records": sent[1:]}).json()["items"]
    items += asking.post("/usage", {"source": "crm", "records": sent[:1]}).json()["items"]
    assert [each["became"] for each in items] == ["apart", "apart"]
    assert all(each["text"] and each["fix"] for each in items)
    waiting = asking.get("/usage/waiting").json()
    assert ([each["key"] for each in waiting["items"]], waiting["future"]) == (["nobody-17"], 1)
    client = visitor(firm.cast, firm.cast.manager)
    page = client.get("/settings/import").content.decode()
    assert "nobody-17" in page
    assert "1 record dated ahead" in page
    assert asking.get(f"/check-ins/{firm.check_in.pk}/evidence").json()["last_used_at"] is None
    assert client.post(f"/settings/import/usage/{waiting['items'][0]['id']}/dropping").status_code == 302
    assert "nobody-17" not in client.get("/settings/import").content.decode()


def test_words_of_firms_that_no_text_has_in_it_are_refused_where_check_ins_are_spread_A4(firm: Firm):
    days = {"programme": "yearly check-in", "day": "2199-01-01", "last": "2199-03-01", "tier": "gold\x00"}
    client = visitor(firm.cast, firm.cast.manager)
    assert client.get("/check-ins/spread", days).status_code == 422
    assert client.post("/check-ins/spreading", days).status_code == 422
