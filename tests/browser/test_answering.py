"""Answering, with a date on which the ticket comes back; what is refused keeps its text."""

from datetime import timedelta

from playwright.sync_api import expect

from rounds.basics import clock
from rounds.desk import commands as desk
from rounds.desk.duties import WAKE
from rounds.desk.models import Attachment, Ticket
from rounds.engine.finding import find
from rounds.timeline.models import Outbox
from tests.browser.conftest import Opens
from tests.browser.world import a_company, a_mail, ending, sign_in
from tests.world import Cast


def _ticket(cast: Cast, number: int) -> Ticket:
    with cast.inside():
        return Ticket.objects.get(number=number)


def test_an_answer_leaves_with_a_file_and_says_before_what_it_will_do(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.fill("#msg", "It goes live today.")
    page.set_input_files("#files", {"name": "banner.png", "mimeType": "image/png", "buffer": b"picture"})
    page.select_option("#c-date", "2 weeks")
    said = page.locator(".thens .then:visible b").nth(1).inner_text()
    expect(page.locator("#c-date option:checked")).to_contain_text(said)
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".thread .msg-ours")).to_contain_text("It goes live today.")
    expect(page.locator(".talk-state")).to_contain_text("Their turn")
    expect(page.locator(".talk-state")).to_contain_text(said)
    expect(page.locator(".toast-page")).to_contain_text("Goes out in 10 seconds")
    with cast.inside():
        assert Outbox.objects.get().state == "queued"
        assert Attachment.objects.get().name == "banner.png"


def test_the_line_under_the_button_follows_what_is_chosen(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    line = page.locator(".composer .then:visible")
    page.select_option("#c-date", "own")
    expect(line).to_contain_text("the day you choose")
    expect(page.locator("#c-day")).to_be_visible()
    page.select_option("#c-keeps", "drop")
    expect(line).to_contain_text("the date is dropped.")
    page.select_option("#c-date", "none")
    expect(line).to_contain_text("nothing brings it back")
    page.locator(".composer label", has_text="Internal note").click()
    expect(line).to_have_text("Only the team reads it. Whose turn it is and the date stay as they are.")


def test_an_untouched_form_leaves_the_date_to_the_manual(opens: Opens):
    """The manual's own date names its clause; a date that a person chose does not."""
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.fill("#msg", "It goes live today.")
    page.get_by_role("button", name="Send reply").click()
    page.wait_for_load_state()
    ticket = _ticket(cast, number)
    assert ticket.wakes_at is not None
    assert ticket.wake_by_id is None
    expect(page.locator(".event.auto")).to_contain_text("set the reopen date")


def test_keep_or_drop_changed_alone_makes_the_date_a_persons(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    keeps = page.input_value("#c-keeps")
    page.select_option("#c-keeps", "drop" if keeps == "keep" else "keep")
    page.fill("#msg", "It goes live today.")
    page.get_by_role("button", name="Send reply").click()
    page.wait_for_load_state()
    ticket = _ticket(cast, number)
    assert ticket.wake_keeps is (keeps != "keep")
    assert ticket.wake_by_id == cast.rep.id


def test_a_promised_date_puts_it_to_sleep_and_wakes_it_with_its_why(opens: Opens):
    """A1, F2."""
    cast = a_company()
    number = a_mail(cast, "Rankings fell")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.get_by_role("button", name="Date").click()
    page.select_option("#d-date", "own")
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    page.fill("#d-day", day)
    page.get_by_role("button", name="Put to sleep until then").click()
    expect(page.locator(".talk-state")).to_contain_text("Asleep")
    expect(page.get_by_role("status")).to_contain_text("Asleep until")
    wakes_at = _ticket(cast, number).wakes_at
    for due in find(WAKE, wakes_at, 1000):
        if due.workspace_id == cast.workspace_id:
            with cast.inside():
                assert WAKE.do(due, wakes_at)
    page.reload()
    expect(page.locator(".talk-state")).to_contain_text("Promised date came")
    page.locator(".event.auto .why").hover()
    card = page.locator(".why-card:popover-open")
    expect(card).to_contain_text("§ promised dates: on the desk")
    card.get_by_role("link", name="All of it").click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text("opened it again")
    page.locator("main").get_by_role("link", name="Open the clause").click()
    page.wait_for_load_state()
    expect(page).to_have_url(ending("/manual/1#promised-dates-on-the-desk"))
    expect(page.locator("#promised-dates-on-the-desk")).to_be_visible()


def test_a_refused_answer_says_why_and_keeps_every_word(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.fill("#msg", "We promise it for the day before yesterday.")
    page.select_option("#c-date", "own")
    page.fill("#c-day", "2020-01-01")
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("alert")).to_contain_text("A reopen date lies in the future.")
    expect(page.locator("#msg")).to_have_value("We promise it for the day before yesterday.")
    expect(page.locator("#c-day")).to_have_value("2020-01-01")
    page.select_option("#c-date", "1 week")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".msg-ours")).to_contain_text("the day before yesterday")


def test_two_who_write_at_once_see_both_sides_and_nothing_is_lost(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.fill("#msg", "My answer took a while.")
    with cast.inside():
        desk.answer(number=number, text="I was faster.", by=cast.teammate, at=clock.now())
    page.get_by_role("button", name="Send reply").click()
    both = page.get_by_role("alert")
    expect(both).to_contain_text("I was faster.")
    expect(both).to_contain_text("My answer took a while.")
    page.get_by_role("button", name="Do mine, on top of theirs").click()
    expect(page.locator(".msg-ours")).to_have_count(2)


def test_a_note_changes_neither_turn_nor_date(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.locator(".composer label", has_text="Internal note").click()
    page.fill("#msg", "Ask Bram first.")
    page.get_by_role("button", name="Keep note").click()
    expect(page.locator(".msg-note")).to_contain_text("Ask Bram first.")
    expect(page.locator(".talk-state")).to_contain_text("Our turn")


def test_take_give_close_and_open_again(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast, cast.lead)
    page.goto(f"/desk/{number}")
    page.get_by_role("button", name="With…").click()
    page.get_by_role("button", name="Take it").click()
    expect(page.locator(".talk-state")).to_contain_text("with Priya Nair")
    page.get_by_role("button", name="With…").click()
    page.select_option("#a-member", label="Elin Berg")
    page.get_by_role("button", name="Give it", exact=True).click()
    expect(page.locator(".talk-state")).to_contain_text("with Elin Berg")
    page.get_by_role("button", name="Close…").click()
    page.get_by_role("button", name="Close it").click()
    expect(page.locator(".talk-state")).to_contain_text("Closed")
    page.get_by_role("button", name="Open again…").click()
    page.get_by_role("button", name="Open it again").click()
    expect(page.locator(".talk-state")).to_contain_text("Our turn")


def test_a_ticket_told_on_the_telephone_is_opened_by_hand(opens: Opens):
    cast = a_company()
    page = sign_in(opens(), cast)
    page.keyboard.press("n")
    page.wait_for_url("**/desk/new")
    page.fill("#n-address", "owen@bellamy.example")
    page.fill("#n-name", "Owen Bellamy")
    page.fill("#n-subject", "Roof photos")
    page.fill("#msg", "He would like the new photos online by Friday.")
    page.get_by_role("button", name="Open the ticket").click()
    expect(page.locator("h1")).to_have_text("Roof photos")
    expect(page.locator(".talk-state")).to_contain_text("New")
