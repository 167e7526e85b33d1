"""Outbox and quarantine: what stopped says why, and a person decides."""

import pytest
from playwright.sync_api import expect

from rounds.basics import clock
from rounds.desk import commands as desk
from rounds.timeline.models import Outbox, OutboxState
from tests.browser.conftest import Opens
from tests.browser.world import a_company, a_mail, sign_in
from tests.outgoing import brought


def _an_answer(cast, state: OutboxState, said: str) -> int:
    number = a_mail(cast, "Swap the banner")
    with cast.inside():
        desk.answer(number=number, text="Today.", by=cast.rep, at=clock.now())
        brought(Outbox.objects.all(), state, last_error=said, attempts=6)
    return number


def _state(cast) -> str:
    with cast.inside():
        return Outbox.objects.get().state


@pytest.mark.journey("Outbox", by="mail")
def test_a_stopped_mail_shows_what_its_server_said_and_is_tried_again(opens: Opens):
    cast = a_company()
    number = _an_answer(cast, OutboxState.STOPPED, "550 Mailbox does not exist")
    page = sign_in(opens(), cast, cast.lead)
    page.goto(f"/desk/{number}")
    expect(page.locator(".delivery")).to_contain_text("Stopped")
    page.get_by_role("link", name="Decide in the outbox").click()
    expect(page.locator("main")).to_contain_text("550 Mailbox does not exist")
    page.locator("li", has_text="550 Mailbox").get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status")).to_contain_text("It leaves within seconds")
    assert _state(cast) == "queued"


def test_what_may_have_arrived_is_never_sent_again_by_one_press(opens: Opens):
    cast = a_company()
    _an_answer(cast, OutboxState.MAY_HAVE_ARRIVED, "The process that was sending it stopped.")
    page = sign_in(opens(), cast, cast.lead)
    page.goto("/outbox")
    page.get_by_role("button", name="Send again…").click()
    expect(page.locator(".act-card:popover-open")).to_contain_text("gets it twice")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Mark as arrived").click()
    expect(page.get_by_role("status")).to_contain_text("Noted")
    assert _state(cast) == "sent"


@pytest.mark.journey("Quarantine", by="mail")
def test_a_held_mail_says_why_and_becomes_a_ticket_or_leaves_the_list(opens: Opens):
    cast = a_company()
    with cast.inside():
        from rounds.mail.models import Mailbox

        own = Mailbox.objects.get().address
    assert a_mail(cast, "From ourselves", sender=own) == 0
    assert a_mail(cast, "Again from ourselves", sender=own, text="other") == 0
    page = sign_in(opens(), cast, cast.lead)
    page.goto("/quarantine")
    expect(page.locator(".nav a[aria-current]")).to_contain_text("2")
    page.locator("li", has_text="Again from ourselves").get_by_role("button", name="Drop").click()
    expect(page.get_by_role("status")).to_contain_text("the mail stays kept")
    page.get_by_role("button", name="Make a ticket").click()
    expect(page.get_by_role("status")).to_contain_text("It is #")
    expect(page.locator("main")).to_contain_text("Nothing is held")
    with page.expect_download() as download:
        a_mail(cast, "Third from ourselves", sender=own, text="third")
        page.reload()
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.endswith(".eml")


def test_a_held_mail_is_looked_into_and_many_are_decided_at_once(opens: Opens):
    cast = a_company()
    with cast.inside():
        from rounds.mail.models import Mailbox

        own = Mailbox.objects.get().address
    for each in ("One", "Two", "Three"):
        assert a_mail(cast, f"{each} from ourselves", sender=own, text=f"<script>alert({each!r})</script>") == 0
    page = sign_in(opens(), cast, cast.lead)
    page.goto("/quarantine")
    page.get_by_role("link", name="Three from ourselves").click()
    expect(page.locator("main")).to_contain_text("From our own address")
    expect(page.get_by_role("region", name="As it came")).to_contain_text("<script>alert('Three')</script>")
    expect(page.locator("main")).to_contain_text("Not checked")
    page.get_by_role("button", name="Read again").click()
    expect(page.get_by_role("status")).to_contain_text("Still held")
    page.get_by_label("Tick One from ourselves").check()
    page.get_by_label("Tick Two from ourselves").check()
    page.get_by_role("button", name="Make tickets").click()
    expect(page.get_by_role("status")).to_contain_text("Of 2 mails 2 on tickets")
    page.get_by_role("button", name="Make tickets").click()
    expect(page.locator("main")).to_contain_text("No mail is ticked")
