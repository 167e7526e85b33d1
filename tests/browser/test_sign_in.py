"""Through the door, and out again."""

from tests.browser.conftest import Opens
from tests.browser.world import a_company, sign_in


def test_a_member_comes_in_with_a_password_and_goes_out_again(opens: Opens):
    cast = a_company()
    page = sign_in(opens(), cast)
    assert page.url.endswith("/desk")
    page.get_by_role("button", name="Teo Okafor").first.click()
    page.get_by_role("button", name="Sign out").click()
    assert page.url.endswith("/sign-in")
    page.goto("/desk")
    assert "/sign-in?next=/desk" in page.url


def test_a_wrong_password_says_so_and_keeps_the_address(opens: Opens):
    page = sign_in(opens(), a_company(), password="not this one")
    assert page.get_by_role("alert").inner_text().startswith("E-mail and password do not belong together.")
    assert page.input_value("[name=login]").startswith("teo@")
    assert page.input_value("[name=password]") == ""


def test_the_door_leads_back_to_where_one_wanted_to_go(opens: Opens):
    cast = a_company()
    page = opens()
    page.goto("/manual")
    page.fill("[name=login]", _email(cast))
    page.fill("[name=password]", "a long enough password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    assert page.url.endswith("/manual")


def _email(cast) -> str:
    from rounds.team.models import Member

    with cast.inside():
        return Member.objects.values_list("email", flat=True).get(id=cast.rep.id)
