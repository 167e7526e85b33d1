"""Passkeys in a real browser: Chromium's own virtual authenticator makes them and shows them (WebAuthn)."""

import re

import pyotp
from playwright.sync_api import CDPSession, Page, expect

from rounds.manual.commands import adopt
from rounds.team.models import Member
from rounds.team.second_factor.models import Passkey
from rounds.timeline.rules import Actor
from tests.browser.conftest import Opens
from tests.browser.looking import looked_over
from tests.browser.world import a_company, ending, sign_in
from tests.rooms.web.factors import REQUIRED
from tests.world import MONDAY, PASSWORD, Cast


def at_localhost(opens: Opens, address: str, **more) -> Page:
    """Open a page by its name: no browser knows passkeys for an address in numbers."""
    return opens(base_url=address.replace("127.0.0.1", "localhost"), **more)


def with_a_finger(page: Page, *, verified: bool = True) -> tuple[CDPSession, str]:
    """Put an authenticator into the browser, as a laptop with a fingerprint reader has one."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def email_of(cast: Cast) -> str:
    with cast.inside():
        return Member.objects.values_list("email", flat=True).get(id=cast.rep.id)


def show_password(page: Page, cast: Cast) -> None:
    page.goto("/sign-in")
    page.fill("[name=login]", email_of(cast))
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def test_a_passkey_is_made_shown_alone_shown_as_second_step_and_removed(opens: Opens, address: str):
    cast = a_company()
    page = sign_in(at_localhost(opens, address), cast)
    with_a_finger(page)
    page.goto("/settings/sign-in")
    page.get_by_role("link", name="Set one up").click()
    page.get_by_label("Its name, for your list").fill("Teo’s laptop")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Teo’s laptop").first).to_be_visible()

    page.context.clear_cookies()
    page.goto("/manual")
    page.get_by_role("button", name="With a passkey").click()
    page.wait_for_url(re.compile(r"^http://[^/]+/manual$"))

    page.context.clear_cookies()
    show_password(page, cast)
    expect(page).to_have_url(ending("/sign-in/second-step"))
    looked_over(page, "second-step")
    page.get_by_role("button", name="Show the passkey").click()
    page.wait_for_url(re.compile(r"^http://[^/]+/desk$"))
    key = Passkey.objects.latest("id")
    assert key.sign_count > 0

    page.goto("/settings/sign-in")
    page.get_by_role("button", name="Remove… Teo’s laptop").click()
    page.locator(f"#key-pw-{key.pk}").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("none: whoever learns your password is you").wait_for()
    assert not Passkey.objects.filter(id=key.pk).exists()


def test_who_must_have_a_second_factor_is_led_to_a_passkey_by_keyboard_alone(opens: Opens, address: str):
    cast = a_company()
    with cast.inside():
        adopt(text=REQUIRED, by=Actor.system(), at=MONDAY)
    page = at_localhost(opens, address)
    with_a_finger(page)
    page.goto("/manual")
    page.keyboard.type(email_of(cast))
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="One thing first").wait_for()
    page.get_by_role("button", name="Make a passkey").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.get_by_role("link", name="I have kept them").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^http://[^/]+/manual$"))


def test_a_device_that_shows_nothing_is_no_dead_end(opens: Opens, address: str):
    cast = a_company()
    page = at_localhost(opens, address)
    with_a_finger(page, verified=False)
    page.goto("/sign-in")
    page.get_by_role("button", name="With a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("Nothing was shown, or it took too long. Try again.")
    show_password(page, cast)
    expect(page).to_have_url(ending("/desk"))


def test_an_app_is_set_up_and_asked_for_without_scripts(opens: Opens, address: str):
    cast = a_company()
    page = sign_in(at_localhost(opens, address, scripts=False), cast)
    page.goto("/settings/sign-in/second-factor")
    expect(page.get_by_text("Passkeys need scripts")).to_be_visible()
    expect(page.get_by_role("button", name="Make a passkey")).to_have_count(0)
    app = pyotp.TOTP(page.locator("code.secret").inner_text().replace(" ", ""))
    page.get_by_label("The six digits that it shows now").fill(app.at(_now()))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.context.clear_cookies()
    show_password(page, cast)
    page.get_by_label("Code").fill(app.at(_now() + 30))
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(ending("/desk"))


def _now() -> int:
    from rounds.basics import clock

    return int(clock.now().timestamp())
