"""Reply addresses that carry a signed ticket number."""

import pytest

from rounds.mail.addresses import (
    Forged,
    Signed,
    reply_address,
    reply_key,
    ticket_of_address,
    ticket_of_addresses,
    without_plus,
)

KEY = reply_key("a secret", workspace_id=1)
ADDRESS = reply_address("support@example.org", number=4127, key=KEY)


def test_a_reply_address_leads_back_to_its_ticket() -> None:
    assert ADDRESS.startswith("support+4127.")
    assert ADDRESS.endswith("@example.org")
    assert len(ADDRESS.partition("@")[0]) <= 64
    assert ticket_of_address(ADDRESS, keys=[KEY]) == Signed(4127)


def test_letter_case_does_not_matter_for_mail_systems_change_it() -> None:
    assert ticket_of_address(ADDRESS.upper(), keys=[KEY]) == Signed(4127)


@pytest.mark.parametrize(
    "forged",
    [
        ADDRESS.replace("4127", "4128"),
        ADDRESS.replace("support", "sales"),
        "support+4127.aaaaaaaaaaaaaaaa@example.org",
    ],
)
def test_a_changed_address_is_forged(forged: str) -> None:
    assert ticket_of_address(forged, keys=[KEY]) == Forged()


def test_another_workspaces_key_signs_nothing_here() -> None:
    assert ticket_of_address(ADDRESS, keys=[reply_key("a secret", workspace_id=2)]) == Forged()


def test_a_replaced_key_still_verifies() -> None:
    assert ticket_of_address(ADDRESS, keys=[reply_key("newer", workspace_id=1), KEY]) == Signed(4127)


@pytest.mark.parametrize(
    "plain", ["support@example.org", "support+sales@example.org", "support+12@example.org", "", "@"]
)
def test_other_addresses_say_nothing(plain: str) -> None:
    assert ticket_of_address(plain, keys=[KEY]) is None


def test_one_forged_address_spoils_all() -> None:
    forged = ADDRESS.replace("4127", "4128")
    assert ticket_of_addresses(["a@example.org", ADDRESS], keys=[KEY]) == Signed(4127)
    assert ticket_of_addresses([ADDRESS, forged], keys=[KEY]) == Forged()
    assert ticket_of_addresses(["a@example.org"], keys=[KEY]) is None


def test_plus_addressing_is_stripped_step_by_step() -> None:
    assert without_plus("Support+Sales+x@Example.org") == (
        "support+sales+x@example.org",
        "support+sales@example.org",
        "support@example.org",
    )
    assert without_plus("+x@example.org") == ("+x@example.org",)
    assert without_plus("nobody") == ()
