"""Somebody who is erased cannot be named from their usage any more: no row, no record that waits, no file has them (architecture 3)."""

from rounds.accounts.queries import contact_at
from rounds.mail.commands import erase_person
from rounds.telemetry.commands import drain
from rounds.telemetry.commands.draining import folder
from rounds.telemetry.models import UsageApart, UsagePerson
from rounds.telemetry.queries import active_users, rows_behind
from rounds.workspaces.rows import fetch
from tests.rooms.telemetry.usage import a_record, firms, took
from tests.world import MONDAY, a_customer, a_workspace, later

DANA = "dana@linden.example"


def test_usage_of_somebody_who_is_erased_stays_and_names_nobody():
    cast = a_workspace()
    with cast.inside():
        firms("a")
        a_customer("Dana Whitlock", address=DANA)
    mine = {"user": DANA, "user_name": "Dana Whitlock"}
    took(cast, a_record(f"{DANA} 1", at=later(-2), **mine), a_record("2", account="x", **mine))
    with cast.inside():
        drain(at=MONDAY)
    took(
        cast, a_record("3", at=later(-1), user="u7", user_name="Dana Whitlock"), a_record("4", at=later(-1), user="u8")
    )
    with cast.inside():
        erase_person(contact_id=contact_at(DANA), by=cast.manager, at=MONDAY)
    with cast.inside():
        names = [each.name for each in active_users(accounts=None, since=later(-9), until=MONDAY)]
        assert sorted(names) == ["an erased person", "an erased person", "u8"]
        assert len(rows_behind(accounts=None)) == 3 and UsageApart.objects.count() == 0
        kept = [*UsagePerson.objects.values_list("key", "name"), *fetch("SELECT usage_row::text FROM usage_row")]
        files = b"".join(path.read_bytes() for path in folder().iterdir())
    assert "Dana" not in str(kept) and "dana" not in str(kept)
    assert b"dana" not in files.lower()
