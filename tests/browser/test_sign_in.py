"""Through the door, and out again."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.world import a_company, ending, sign_in


def test_a_member_comes_in_with_a_password_and_goes_out_again(opens: Opens):
    cast = a_company()
    page = sign_in(opens(), cast)
    expect(page).to_have_url(ending("/desk"))
    page.get_by_role("button", name="Teo Okafor").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(ending("/sign-in"))
    page.goto("/desk")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=/desk"))


def test_a_wrong_password_says_so_and_keeps_the_address(opens: Opens):
    page = sign_in(opens(), a_company(), password="not this one")
    expect(page.get_by_role("alert")).to_contain_text("E-mail and password do not belong together.")
    expect(page.locator("[name=login]")).to_have_value(re.compile("^teo@"))
    expect(page.locator("[name=password]")).to_have_value("")


def test_the_door_leads_back_to_where_one_wanted_to_go(opens: Opens):
    cast = a_company()
    page = opens()
    page.goto("/manual")
    page.fill("[name=login]", _email(cast))
    page.fill("[name=password]", "a long enough password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    expect(page).to_have_url(ending("/manual"))


def _email(cast) -> str:
    from rounds.team.models import Member

    with cast.inside():
        return Member.objects.values_list("email", flat=True).get(id=cast.rep.id)
