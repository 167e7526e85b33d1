"""A program does a whole round, from the day that a check-in comes round until it sleeps again, with the refusals of the page."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rounds.basics import clock
from rounds.basics.localtime import day_of
from rounds.checkins.models import CheckIn
from rounds.desk.models import Message, Ticket
from tests.rooms.api.program import Program, codes, program
from tests.rooms.checkins.cast import MAILBOX, Firm, a_firm
from tests.world import MONDAY

CHICAGO = ZoneInfo("America/Chicago")
FOUND = {"spoke with": "Ada Quist", "going well": "They log every spot."}


def a_program(firm: Firm) -> Program:
    """Give a program of somebody who may do check-ins, and the firm an address that it is written from."""
    with firm.cast.inside():
        Ticket.objects.filter(id=firm.check_in.ticket_id).update(mailbox=MAILBOX)
    return program(firm.cast)


def read(asking: Program, firm: Firm) -> Any:
    return asking.get(path(firm))


def path(firm: Firm, act: str = "") -> str:
    return f"/check-ins/{firm.check_in.pk}{f'/{act}' if act else ''}"


def test_a_program_does_a_whole_round_A1_to_A9():
    firm = a_firm()
    asking = a_program(firm)
    assert read(asking, firm).json()["phase"] == "asleep"
    assert asking.post(path(firm, "beginning")).json()["phase"] == "started"
    letter = asking.get(path(firm, "letter")).json()
    assert letter["subject"] == "How is it going at Harbour FM?"
    [to] = letter["to"]
    mail = {"address_id": to["address_id"], "subject": letter["subject"], "text": letter["text"]}
    waits = asking.post(path(firm, "reach-outs"), mail).json()
    assert (waits["phase"], waits["last_on"]) == ("waiting for an answer", str(day_of(clock.now(), CHICAGO)))
    assert waits["wakes_at"] == letter["until"]
    found = asking.post(path(firm, "findings"), {"said": FOUND}).json()
    assert found["note_needs"] == list(FOUND)
    assert asking.post(path(firm, "grades"), {"grade": "E"}).json()["grade"] == "E"
    trained = asking.post(path(firm, "training"), {"text": "A refresher."})
    assert (trained.status_code, trained.json()["linked_to"]) == (201, waits["ticket"])
    asleep = asking.post(path(firm, "ending"), {"date": {"span": "3 months"}}).json()
    assert (asleep["phase"], asleep["started_at"]) == ("asleep", None)
    assert [each["said"] for each in asking.get(path(firm, "findings")).json()["items"]] == [FOUND]
    assert [each["grade"] for each in asking.get(path(firm, "grades")).json()["items"]] == ["E"]
    assert [each["how"] for each in asking.get(path(firm, "reach-outs")).json()["items"]] == ["mail"]


def test_after_a_call_a_program_says_who_wishes_for_training_and_what_has_to_follow_A9():
    firm = a_firm()
    asking = a_program(firm)
    assert asking.post(path(firm, "calls"), {"how": "call", "text": "They want to hear it again."}).status_code == 200
    assert codes(asking.post(path(firm, "training"), {"text": "A refresher."})) == ["nobody"]
    [to] = asking.get(path(firm, "letter")).json()["to"]
    wish = {"text": "A refresher.", "address_id": to["address_id"]}
    assert asking.post(path(firm, "training"), wish).status_code == 201
    assert asking.post(path(firm, "training"), wish | {"address_id": 987654321}).status_code == 404
    asking.post(path(firm, "findings"), {"said": FOUND})
    ended = asking.post(path(firm, "ending"), {"date": None, "follow_ups": "Send them the price list."})
    assert ended.status_code == 200
    with firm.cast.inside():
        assert Ticket.objects.get(subject__startswith="Training").requester_id == firm.contact.contact_id
        noted = Message.objects.filter(ticket_id=firm.check_in_ticket_id, kind="note")
        assert noted.order_by("-id").first().text == "Send them the price list."


def test_a_call_counts_as_the_reach_out_and_a_cadence_of_its_own_for_the_next_round_A8_A10():
    firm = a_firm()
    asking = a_program(firm)
    called = asking.post(path(firm, "calls"), {"how": "visit", "text": "Sat with Ada."}).json()
    assert called["phase"] == "waiting for an answer"
    assert asking.post(path(firm, "cadence"), {"every": "6 months"}).json()["own_every"] == "6 months"
    back = asking.post(path(firm, "cadence"), {"every": None}).json()
    assert (back["own_every"], back["every"]) == (None, "1 year")


def test_a_firm_that_needs_none_is_exempt_until_somebody_ends_that_A11():
    firm = a_firm()
    asking = a_program(firm)
    assert codes(asking.post(path(firm, "exemption"), {"reason": " "})) == ["no reason"]
    gone = asking.post(path(firm, "exemption"), {"reason": "They closed."}).json()
    assert (gone["phase"], gone["wakes_at"]) == ("exempt", None)
    assert codes(asking.post(path(firm, "beginning"))) == ["exempt"]
    assert codes(asking.get(path(firm, "letter"))) == ["no reach-out"]
    assert asking.ask("DELETE", path(firm, "exemption")).json()["phase"] == "asleep"


def test_a_program_chooses_the_day_as_an_exemption_ends_and_moves_it_while_it_sleeps_A9_A11():
    firm = a_firm()
    asking = a_program(firm)
    asking.post(path(firm, "exemption"), {"reason": "They closed."})
    assert codes(asking.ask("DELETE", path(firm, "exemption?day=2020-01-01"))) == ["past"]
    back = asking.ask("DELETE", path(firm, "exemption?day=2027-03-01")).json()
    assert (back["phase"], back["wakes_at"]) == ("asleep", "2027-03-01T14:00:00Z")
    assert codes(asking.post(path(firm, "ending"), {"date": None})) == ["no round"]
    moved = asking.post(path(firm, "day"), {"date": {"day": "2027-04-01"}}).json()
    assert (moved["phase"], moved["wakes_at"]) == ("asleep", "2027-04-01T13:00:00Z")
    asking.post(path(firm, "beginning"))
    assert codes(asking.post(path(firm, "day"), {"date": {"day": "2027-05-01"}})) == ["round runs"]


def test_what_is_missing_is_one_problem_each_with_its_clause_A6():
    firm = a_firm()
    refused = a_program(firm).post(path(firm, "findings"), {"said": {"going well": "All."}})
    assert refused.status_code == 409 and refused["Content-Type"] == "application/problem+json"
    [problem] = refused.json()["problems"]
    assert (problem["field"], problem["clause"]) == ("spoke with", "programme: yearly check-in")


ACTS: dict[str, Any] = {
    "beginning": None,
    "calls": {"how": "call", "text": "Left word."},
    "findings": {"said": FOUND},
    "grades": {"grade": "B"},
    "training": {"text": "A refresher."},
    "day": {"date": {"span": "6 weeks"}},
    "exemption": {"reason": "They closed."},
    "cadence": {"every": "6 months"},
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_on_what_somebody_changed_meanwhile_is_refused_with_both_sides(act: str):
    firm = a_firm()
    asking = a_program(firm)
    tag = read(asking, firm)["ETag"]
    assert asking.post(path(firm, "grades"), {"grade": "A"}).status_code == 200
    refused = asking.post(path(firm, act), ACTS[act], If_Match=tag)
    assert (refused.status_code, codes(refused)) == (412, ["changed meanwhile"])
    assert read(asking, firm)["ETag"] != tag


@pytest.mark.parametrize("act", [name for name in ACTS if name != "training"])
def test_every_act_gives_the_record_another_version(act: str):
    firm = a_firm()
    asking = a_program(firm)
    tag = read(asking, firm)["ETag"]
    done = asking.post(path(firm, act), ACTS[act], If_Match=tag)
    assert done.status_code == 200, done.content
    assert done["ETag"] == read(asking, firm)["ETag"] != tag


def test_a_call_made_again_with_its_key_does_nothing_twice():
    firm = a_firm()
    asking = a_program(firm)
    first = asking.post(path(firm, "calls"), ACTS["calls"], Idempotency_Key="one")
    again = asking.post(path(firm, "calls"), ACTS["calls"], Idempotency_Key="one")
    assert (again["Idempotent-Replayed"], again.json()) == ("true", first.json())
    assert len(asking.get(path(firm, "reach-outs")).json()["items"]) == 1


def test_a_list_is_narrowed_and_read_page_by_page_the_longest_open_first_A2():
    firm = a_firm()
    others = [a_firm(firm.cast, name=name) for name in ("Bay Sound", "Cove Radio")]
    asking = a_program(firm)
    with firm.cast.inside():
        CheckIn.objects.filter(account_id=others[1].id).update(grade="B")
        Ticket.objects.filter(id=others[1].check_in.ticket_id).update(assignee_id=firm.cast.rep.id)
        for each, days in ((firm, 1), (others[0], 3)):
            opened = {"state": "open", "wakes_at": None, "wake_set_at": None, "wake_version": None, "wake_clause": ""}
            ticket = Ticket.objects.filter(id=each.check_in.ticket_id)
            ticket.update(**opened, woke_at=MONDAY - timedelta(days=days))

    def names(**asked: object) -> list[str]:
        found, after = [], ""
        while after is not None:
            words = "&".join(f"{name}={value}" for name, value in {**asked, "after": after, "limit": 1}.items())
            page = asking.get(f"/check-ins?{words}").json()
            found += [each["account"] for each in page["items"]]
            after = page["next"]
        return found

    assert names() == ["Harbour FM", "Bay Sound", "Cove Radio"]
    assert names(standing="open") == ["Bay Sound", "Harbour FM"]
    assert names(standing="asleep") == names(grade="B") == names(assignee=firm.cast.rep.id) == ["Cove Radio"]
    assert names(assignee="nobody", account=firm.id) == ["Harbour FM"]
    assert names(programme="none such") == []
    due = others[1].ticket.wakes_at
    day = day_of(due, CHICAGO)
    assert names(wakes_from=day, wakes_until=day) == ["Cove Radio"]
    assert names(wakes_from=day + timedelta(days=1)) == names(wakes_until=day - timedelta(days=1)) == []
    assert asking.get("/check-ins?wakes_from=2027-02-30").status_code == 422


def test_a_program_reads_the_progress_and_the_wakes_that_the_pages_show_A12():
    firm = a_firm()
    asking = a_program(firm)
    due = firm.ticket.wakes_at
    day = day_of(due, CHICAGO)
    found = asking.get(f"/check-ins/wakes?programme=yearly+check-in&first={day}&last={day}").json()
    assert found == {"items": [{"day": str(day), "count": 1}], "most_done": 0}
    asking.post(path(firm, "grades"), {"grade": "B"})
    asking.post(path(firm, "beginning"))
    asking.post(path(firm, "findings"), {"said": FOUND})
    asking.post(path(firm, "ending"), {"date": {"span": "3 months"}})
    now = day_of(clock.now(), CHICAGO)
    figures = asking.get(f"/check-ins/progress?programme=yearly+check-in&year={now.year}").json()
    assert {"member_id": None, "which": "done", "month": now.month, "count": 1}.items() <= {
        **figures["marks"][0],
        "member_id": None,
    }.items()
    assert figures["grades"] == [{"grade": None, "count": 0, "before": 1}, {"grade": "B", "count": 1, "before": 0}]
    assert asking.get("/check-ins/progress?programme=none&year=2026").status_code == 404


def test_a_program_sees_how_a_spread_would_look_does_it_and_takes_it_back_A12():
    firm = a_firm()
    asking = a_program(firm)
    begins = day_of(clock.now(), CHICAGO) + timedelta(days=7)
    asked = {"programme": "yearly check-in", "first": str(begins), "last": str(begins + timedelta(days=20))}
    before = read(asking, firm).json()["wakes_at"]
    tried = asking.post("/check-ins/spreadings", {**asked, "dry_run": True}).json()
    assert (tried["id"], tried["many"], read(asking, firm).json()["wakes_at"]) == (None, 1, before)
    done = asking.post("/check-ins/spreadings", asked).json()
    assert done["weeks"] == tried["weeks"] and read(asking, firm).json()["wakes_at"] != before
    assert asking.post(f"/check-ins/spreadings/{done['id']}/undoing").json()["back"] == 1
    assert read(asking, firm).json()["wakes_at"] == before
    assert codes(asking.post("/check-ins/spreadings", {**asked, "where": {"tier": [" "]}})) == ["no condition"]
