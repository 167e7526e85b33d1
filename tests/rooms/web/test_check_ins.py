"""The pages of check-ins: what stands on them, what a refused act keeps, and that each act does what it says."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from rounds.accounts.commands import change_account
from rounds.accounts.models import ContactAddress
from rounds.basics import clock
from rounds.basics.localtime import day_of
from rounds.checkins.models import CheckIn, Finding
from rounds.checkins.queries import check_in_page, listing
from rounds.checkins.queries.way import rungs
from rounds.checkins.rules.states import Phase
from rounds.desk import commands as desk
from rounds.desk.models import Message, Ticket
from rounds.timeline.rules import Actor
from tests.rooms.checkins.cast import Firm, a_firm, found
from tests.rooms.mail.post import a_letter, a_post
from tests.rooms.web.visitor import visitor
from tests.unit.checkins.test_ladders import LONG
from tests.world import MONDAY, a_workspace, later

CHICAGO = ZoneInfo("America/Chicago")
YEAR = later(365)


def page_of(firm: Firm) -> str:
    """Give the address of a firm's check-in."""
    return f"/check-ins/{firm.check_in.pk}"


def test_the_list_says_what_is_open_waits_and_comes_next_of_one_member_or_of_all_A2():
    firm = a_firm()
    with firm.cast.inside():
        assert [row.account for row in listing().coming.rows] == ["Harbour FM"]
        assert listing(member_id=firm.cast.rep.id).coming.rows == ()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    with firm.cast.inside():
        found = listing()
        assert (found.open.many, found.waiting.many, found.coming.many) == (0, 1, 0)
    firm.passes(YEAR + timedelta(days=14))
    with firm.cast.inside():
        assert [(row.phase, row.again) for row in listing().open.rows] == [(Phase.STARTED, True)]


def test_whoever_has_none_is_shown_what_opens_next_in_the_team_A2():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    page = client.get("/check-ins").content.decode()
    assert "You have no check-ins" in page
    assert page.index("Next in the team") < page.index("Harbour FM") < page.index("with nobody")
    with firm.cast.inside():
        Ticket.objects.filter(id=firm.check_in.ticket_id).update(assignee_id=firm.cast.rep.id)
    page = client.get("/check-ins").content.decode()
    assert "in the team" not in page
    assert "Nothing of yours is open. The next one opens" in page


def test_after_an_act_one_goes_on_where_the_next_one_is_A3_A6_A7():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    assert client.post(f"{page_of(firm)}/beginning")["Location"] == f"{page_of(firm)}#reach"
    page = client.get(page_of(firm)).content.decode()
    assert page.index('id="reach"') < page.index('id="finding"') < page.index('id="grade"')
    said = {"need-0": "Ada Quist", "need-1": "Orders within a day."}
    assert client.post(f"{page_of(firm)}/findings", said)["Location"] == f"{page_of(firm)}#grade"


def test_firms_that_need_none_stand_in_a_part_of_their_own_A11():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    assert "No check-in needed" not in client.get("/check-ins?of=everybody").content.decode()
    with firm.cast.inside():
        Ticket.objects.filter(id=firm.check_in.ticket_id).update(assignee_id=firm.cast.rep.id)
    client.post(f"{page_of(firm)}/exemption", {"reason": "They closed."})
    for whose in ("", "?of=everybody"):
        page = client.get(f"/check-ins{whose}").content.decode()
        assert page.index('id="c-exempt"') < page.index("Harbour FM")
    with firm.cast.inside():
        found = listing()
        assert [(row.account, row.phase, row.at) for row in found.exempt.rows] == [
            ("Harbour FM", Phase.EXEMPT, firm.check_in.exempt_at)
        ]
        assert (found.exempt.many, found.open.many, found.coming.many) == (1, 0, 0)
        assert listing(member_id=firm.cast.teammate.id).exempt.rows == ()


def test_before_one_ends_a_round_its_card_says_that_the_finding_is_missing_A6_A9():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    client.post(f"{page_of(firm)}/beginning")
    missing = "Nothing is written down of this round yet: write the finding first."
    assert missing in client.get(page_of(firm)).content.decode()
    client.post(f"{page_of(firm)}/findings", {"need-0": "Ada Quist", "need-1": "Orders within a day."})
    assert missing not in client.get(page_of(firm)).content.decode()
    assert client.post(f"{page_of(firm)}/ending", {"date": "", "follow-ups": ""}).status_code == 302
    assert missing not in client.get(page_of(firm)).content.decode(), "it sleeps, and has no round"


@pytest.mark.parametrize(
    ("act", "typed", "kept"),
    [
        (
            "ending",
            {"date": "own", "day": "2030-05-06", "follow-ups": "Ask for Bo."},
            [">Ask for Bo.</textarea>", '"2030-05-06"'],
        ),
        ("day", {"date": "own", "day": "2020-05-06"}, ['value="2020-05-06"']),
        ("cadence", {"every": "20 years"}, ['value="20 years"', "<details open><summary>Another cadence"]),
        ("training", {"text": "Two hours, all of them."}, [">Two hours, all of them.</textarea>"]),
    ],
)
def test_a_refused_act_keeps_what_was_typed_for_it_A9_A10(act: str, typed: dict[str, str], kept: list[str]):
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    if act == "ending":
        client.post(f"{page_of(firm)}/beginning")
    refused = client.post(f"{page_of(firm)}/{act}", typed)
    assert refused.status_code in {409, 422}
    page, own = refused.content.decode(), f'data-url="{page_of(firm)}"'
    assert all(each in page for each in [*kept, own])
    assert all(each not in client.get(page_of(firm)).content.decode() for each in [*kept, own])


def test_the_way_of_a_round_leads_to_the_firms_own_next_one_A4_A10():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    with firm.cast.inside():
        page = check_in_page(firm.check_in.pk, member_id=1, at=MONDAY)
        assert page.rungs[-1].said == page.pace == "every year"
    client.post(f"{page_of(firm)}/cadence", {"every": "6 months"})
    with firm.cast.inside():
        page = check_in_page(firm.check_in.pk, member_id=1, at=MONDAY)
        assert page.rungs[-1].said == page.pace == "every 6 months"


def test_a_firm_that_is_asked_about_and_sleeps_is_not_said_to_stand_so_since_a_day_to_come_A1_A2():
    firm = a_firm()
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"lifecycle": "former"}, fields={}, by=firm.cast.lead, at=later(1))
    firm.passes(later(1))
    page = visitor(firm.cast, firm.cast.rep).get("/check-ins?of=everybody").content.decode()
    asked = page.partition('id="c-asked"')[2].partition("</section>")[0]
    assert "Harbour FM" in asked and "Asleep" in asked
    assert '<span class="when">since' not in asked


def test_an_early_reach_out_is_written_from_the_template_and_keeps_what_was_typed_when_refused_A8():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    page = client.get(page_of(firm)).content.decode()
    assert "How is it going at Harbour FM?" in page
    assert "Hello Ada," in page
    with firm.cast.inside():
        version = check_in_page(firm.check_in.pk, member_id=1, at=MONDAY).stands.ticket.version
    sent = {"to": firm.contact.address_id, "subject": " ", "text": "My own words.", "version": version}
    refused = client.post(f"{page_of(firm)}/reach-outs", sent)
    assert refused.status_code == 409
    assert "My own words." in refused.content.decode()
    assert "A mail needs a subject" in refused.content.decode()


def test_a_finding_is_carried_over_to_the_next_one_A6():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    client.post(f"{page_of(firm)}/findings", {"need-0": "Ada Quist", "need-1": "Orders within a day."})
    assert "Orders within a day.</textarea>" in client.get(page_of(firm)).content.decode()
    with firm.cast.inside():
        assert Finding.objects.count() == 1


def test_what_a_finding_lacks_stands_at_its_field_and_is_a_link_away_A6():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    refused = client.post(f"{page_of(firm)}/findings", {"need-0": "Ada Quist", "need-1": " "})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert 'href="#need-1">To what is missing' in page
    assert page.count('aria-invalid="true"') == 1 and 'id="need-1-e"' in page
    assert "To what is missing" not in client.get(page_of(firm)).content.decode()
    nothing = client.post(f"{page_of(firm)}/findings", {"need-0": " ", "need-1": " "}).content.decode()
    said, ways = (nothing.count(f'href="#{each}"/></svg><span>') for each in ("x", "arrow"))
    assert (said, ways) == (2, 1), "what several of them ask for is said once"


def test_what_was_said_in_a_call_stands_in_its_own_field_when_refused_A3():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    refused = client.post(f"{page_of(firm)}/calls", {"how": "visit", "text": " "})
    page = refused.content.decode()
    assert refused.status_code in {409, 422}
    assert "Hello Ada," in page, "the letter keeps its own words"
    assert 'value="visit" checked' in page


def test_what_the_customer_answered_stands_at_the_head_of_the_page_without_what_it_quotes_A2():
    firm = a_firm()
    post = a_post(firm.cast)
    client = visitor(firm.cast, firm.cast.rep)
    firm.passes(YEAR)
    with firm.cast.inside():
        reached = firm.reach_out(YEAR)
        first = Message.objects.filter(kind="staff").values_list("message_id", flat=True).latest("id")
    assert reached and "Read and answer" not in client.get(page_of(firm)).content.decode()
    with firm.cast.inside():
        address = ContactAddress.objects.values_list("address", flat=True).get(id=firm.contact.address_id)
    words = "All is well, thank you.\r\n\r\nOn Mon, 23 Nov 2026, support@fenwick.example wrote:\r\n> How do you get on?"
    more = f"In-Reply-To: {first}\r\n"
    letter = a_letter(sender=f"Ada Quist <{address}>", to=post.address, text=words, more=more)
    post.bring(letter, at=YEAR + timedelta(days=1))
    firm.passes(YEAR + timedelta(days=1, hours=1))
    band = client.get(page_of(firm)).content.decode().partition('class="band answer"')[2].partition("</div></div>")[0]
    assert "All is well, thank you." in band and "Read and answer" in band
    assert "How do you get on?" not in band


def band_of(firm: Firm) -> str:
    """Give what the head of its page says of an answer."""
    page = visitor(firm.cast, firm.cast.rep).get(page_of(firm)).content.decode()
    return page.partition('class="band answer"')[2].partition("</div></div>")[0]


def writes(firm: Firm, text: str, *, days: int, automatic: bool = False) -> None:
    with firm.cast.inside():
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text=text,
            at=YEAR + timedelta(days=days),
            automatic=automatic,
            by=Actor.contact(firm.contact.contact_id),
        )
    firm.passes(YEAR + timedelta(days=days))


def test_what_a_robot_wrote_behind_the_answer_does_not_stand_in_its_place_A8():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    writes(firm, "All is well here.", days=1)
    writes(firm, "I am away until Monday.", days=2, automatic=True)
    assert "All is well here." in (band := band_of(firm)) and "away" not in band


def test_an_answer_in_a_ticket_of_its_own_stands_at_the_head_once_that_is_merged_and_no_older_one_A8():
    firm = a_firm()
    firm.passes(YEAR)
    writes(firm, "A word of last year.", days=0)
    firm.reach_out(YEAR + timedelta(days=1))
    with firm.cast.inside():
        opened = desk.open_ticket(
            subject="Our year with you",
            text="We are content.",
            kind="question",
            requester=firm.contact,
            account_id=firm.id,
            by=Actor.contact(firm.contact.contact_id),
            at=YEAR + timedelta(days=2),
        )
        at = YEAR + timedelta(days=3)
        desk.merge(number=firm.ticket.number, others=[opened.ticket.number], by=firm.cast.lead, at=at)
    firm.passes(YEAR + timedelta(days=3))
    assert "We are content." in (band := band_of(firm)) and "last year" not in band


def test_once_the_finding_is_written_the_way_asks_for_the_end_alone_A6_A9():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    writes(firm, "All is well here.", days=1)
    client = visitor(firm.cast, firm.cast.rep)
    assert "note what you found, and end this one" in client.get(page_of(firm)).content.decode()
    with firm.cast.inside():
        found(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=2))
    page = client.get(page_of(firm)).content.decode()
    assert "end this one" in page and "note what you found" not in page


def test_a_firms_own_cadence_is_set_and_given_up_A10():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    for typed, kept in (("6 months", "6 months"), ("", "")):
        client.post(f"{page_of(firm)}/cadence", {"every": typed})
        assert firm.check_in.own_every == kept
    assert client.post(f"{page_of(firm)}/cadence", {"every": "often"}).status_code == 422


def test_after_a_visit_the_page_lets_one_choose_who_wishes_for_training_A9():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    client.post(f"{page_of(firm)}/calls", {"how": "visit", "text": "They want to hear it once more."})
    offered = client.get(page_of(firm)).content.decode().partition('id="training-to"')[2].partition("</select>")[0]
    assert f'value="{firm.contact.address_id}" selected>Ada Quist' in offered
    sent = {"to": firm.contact.address_id, "text": "An hour for the whole team."}
    assert client.post(f"{page_of(firm)}/training", sent).status_code == 302
    with firm.cast.inside():
        assert Ticket.objects.get(subject__startswith="Training").requester_id == firm.contact.contact_id
    other = a_firm(firm.cast, name="Bay Sound")
    assert client.post(f"{page_of(firm)}/training", sent | {"to": other.contact.address_id}).status_code == 404


def test_what_has_to_follow_stands_on_the_page_of_the_next_round_A9():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    client.post(f"{page_of(firm)}/beginning")
    client.post(f"{page_of(firm)}/findings", {"need-0": "Ada Quist", "need-1": "All of it."})
    assert 'name="follow-ups"' in client.get(page_of(firm)).content.decode()
    client.post(f"{page_of(firm)}/ending", {"date": "", "follow-ups": "Send the price list."})
    page = client.get(page_of(firm)).content.decode()
    assert "What had to follow" in page
    assert "Send the price list." in page


def test_one_that_sleeps_offers_to_begin_or_another_day_and_no_end_of_a_round_A9():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    page = client.get(page_of(firm)).content.decode()
    assert "Begin with it" in page and "Another day…" in page
    assert "End the round…" not in page
    asked = client.post(f"{page_of(firm)}/ending", {"date": ""}, follow=True).content.decode()
    assert "no round runs that could end" in asked and "give it another day" in asked
    later_on = (firm.ticket.wakes_at + timedelta(days=30)).date()
    client.post(f"{page_of(firm)}/day", {"date": "own", "day": str(later_on)})
    assert day_of(firm.ticket.wakes_at, CHICAGO) == later_on
    page = client.get(page_of(firm)).content.decode()
    assert "You gave it another day" in page
    client.post(f"{page_of(firm)}/beginning")
    page = client.get(page_of(firm)).content.decode()
    assert "End the round…" in page and "Another day…" not in page


def test_whoever_checks_in_again_chooses_the_day_on_the_page_A11():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    client.post(f"{page_of(firm)}/beginning")
    client.post(f"{page_of(firm)}/exemption", {"reason": "They closed."})
    page = client.get(page_of(firm)).content.decode()
    assert 'id="include-day"' in page
    assert "They closed." in page and "<bdi>Teo Okafor</bdi> said so" in page
    assert "End the round…" not in page
    day = str(clock.now().date() + timedelta(days=60))
    client.post(f"{page_of(firm)}/including", {"date": "own", "day": day})
    assert firm.ticket.wakes_at is not None
    assert 0 <= (firm.ticket.wakes_at.date() - date.fromisoformat(day)).days <= 4, (
        "the next day on which the team is there"
    )


def test_an_address_of_another_firm_is_not_written_to_A8():
    firm = a_firm()
    other = a_firm(firm.cast, name="Bay Sound")
    sent = {"to": other.contact.address_id, "subject": "Hello", "text": "Hello", "version": firm.ticket.version}
    assert visitor(firm.cast, firm.cast.rep).post(f"{page_of(firm)}/reach-outs", sent).status_code == 404


def test_a_programme_that_is_gone_says_so_and_the_page_still_stands():
    firm = a_firm()
    with firm.cast.inside():
        CheckIn.objects.update(programme="one that was")
    page = visitor(firm.cast, firm.cast.rep).get(page_of(firm)).content.decode()
    assert "no programme “one that was” any more" in page


def test_a_manual_without_programmes_has_no_room_of_them():
    cast = a_workspace()
    assert "/check-ins" not in visitor(cast, cast.rep).get("/desk").content.decode()


@pytest.mark.parametrize(
    ("step", "phase", "now"),
    [
        (None, Phase.ASLEEP, 0),
        (None, Phase.DUE, 1),
        (0, Phase.WAITING, 1),
        (2, Phase.WAITING, 1),
        (3, Phase.STARTED, 2),
        (4, Phase.WAITING, 2),
        (None, Phase.ANSWERED, 3),
    ],
)
def test_the_way_of_a_round_shows_where_it_stands(step: int | None, phase: Phase, now: int):
    assert [rung.state for rung in rungs(LONG, step, phase, MONDAY)].index("now") == now


def test_what_one_has_just_done_is_offered_to_be_undone_and_a_mail_taken_back_stands_in_the_form_A3():
    firm = a_firm()
    client = visitor(firm.cast, firm.cast.rep)
    assert "Undo" not in client.get(page_of(firm)).content.decode()
    client.post(f"{page_of(firm)}/beginning")
    assert "You began with it" in client.get(page_of(firm)).content.decode()
    assert client.post(f"{page_of(firm)}/undoing").status_code == 302
    assert firm.ticket.state == "asleep"
    sent = {"to": firm.contact.address_id, "subject": "Hello", "text": "My own words.", "version": firm.ticket.version}
    with firm.cast.inside():
        Ticket.objects.filter(id=firm.check_in.ticket_id).update(mailbox="support@fenwick.example")
    assert client.post(f"{page_of(firm)}/reach-outs", sent).status_code == 302
    assert "Your mail waits to leave" in client.get(page_of(firm)).content.decode()
    client.post(f"{page_of(firm)}/taking-back")
    page = client.get(page_of(firm)).content.decode()
    assert "My own words.</textarea>" in page
    assert (firm.ticket.state, firm.check_in.started_at is None) == ("open", False)


def test_the_desk_names_ones_own_open_check_ins_the_oldest_first_and_says_how_late_they_are_A2():
    firm = a_firm()
    other = a_firm(firm.cast, name="Bay Sound")
    client = visitor(firm.cast, firm.cast.rep)
    assert "My open check-ins" not in client.get("/desk").content.decode()
    opened = {"state": "open", "wakes_at": None, "wake_set_at": None, "wake_version": None, "wake_clause": ""}
    with firm.cast.inside():
        for each, days in ((firm, 2), (other, 4)):
            ticket = Ticket.objects.filter(id=each.check_in.ticket_id)
            ticket.update(**opened, assignee_id=firm.cast.rep.id, woke_at=clock.now() - timedelta(days=days))
    desk = client.get("/desk").content.decode().partition("My open check-ins")[2]
    assert desk.index("Bay Sound</span>") < desk.index("Harbour FM</span>")
    assert "4 days late" in desk and "2 days late" in desk
    assert "My open check-ins" not in visitor(firm.cast, firm.cast.teammate).get("/desk").content.decode()


def test_what_the_ladder_notes_is_said_by_rounds_and_by_nobody_who_is_gone_A10_F2():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    firm.passes(YEAR + timedelta(days=14))
    firm.reach_out(YEAR + timedelta(days=14))
    firm.passes(YEAR + timedelta(days=22))
    with firm.cast.inside():
        note = Message.objects.get(kind="note")
    page = visitor(firm.cast, firm.cast.rep).get(f"/desk/{firm.ticket.number}").content.decode()
    said = page[page.index(f'id="m-{note.pk}"') :]
    assert note.text in said
    assert "somebody who is gone" not in page
    assert "Rounds" in said[: said.index(note.text)]


def test_a_ticket_that_comes_back_by_itself_offers_no_closing_but_leads_to_where_none_is_needed_A1_A11():
    firm = a_firm()
    firm.passes(YEAR)
    client = visitor(firm.cast, firm.cast.rep)
    page = client.get(f"/desk/{firm.ticket.number}").content.decode()
    assert "Close…" not in page
    assert f'href="/desk/{firm.ticket.number}/check-in"' in page
