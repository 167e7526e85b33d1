"""Codes of an app, recovery codes and pauses: decisions without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from rounds.policies.book import read_book
from rounds.team.rules import Role
from rounds.team.second_factor.codes import STEP, address_of, grouped, new_secret, picture_of, step_of
from rounds.team.second_factor.recovery import MANY, digest_of, new_codes
from rounds.team.second_factor.rules import asked_by, pause_after

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"}
"""RFC 6238, appendix B, the last six of its eight digits: seconds since 1970 and what an app shows then."""


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES.items())
def test_codes_are_those_of_the_standard(seconds, code):
    assert step_of(RFC_SECRET, code, at=at(seconds), after=0) == seconds // STEP


def test_the_last_and_the_next_code_count_and_no_other():
    now = 1234567890
    assert step_of(RFC_SECRET, "005924", at=at(now + STEP), after=0) == now // STEP
    assert step_of(RFC_SECRET, "005924", at=at(now - STEP), after=0) == now // STEP
    assert step_of(RFC_SECRET, "005924", at=at(now + 2 * STEP), after=0) is None
    assert step_of(RFC_SECRET, "005924", at=at(now - 2 * STEP), after=0) is None


def test_a_code_of_a_step_that_was_used_counts_no_more():
    step = 1234567890 // STEP
    assert step_of(RFC_SECRET, "005924", at=at(1234567890), after=step) is None
    assert step_of(RFC_SECRET, "005924", at=at(1234567890), after=step - 1) == step


@pytest.mark.parametrize("code", ["", "0", "00592", "0059240", "٠٠٥٩٢٤", "005924\x00", "abcdef"])
def test_what_is_no_code_is_refused_without_falling_over(code):
    assert step_of(RFC_SECRET, code, at=at(1234567890), after=0) is None


def test_an_app_reads_the_address_from_the_picture():
    address = address_of(RFC_SECRET, account="teo@fenwick.example")
    assert address == f"otpauth://totp/Rounds:teo%40fenwick.example?secret={RFC_SECRET}&issuer=Rounds"
    picture = picture_of(address)
    assert picture.startswith("<svg")
    assert "style" not in picture
    assert "<text" not in picture
    assert "<title" not in picture


def test_a_secret_is_another_each_time_and_read_off_in_fours():
    one, other = new_secret(), new_secret()
    assert one != other
    assert len(one) == 32
    assert [len(part) for part in grouped(one).split()] == [4] * 8


def test_recovery_codes_are_many_all_different_and_read_however_they_are_typed():
    codes = new_codes()
    assert len(set(codes)) == MANY
    code = codes[0]
    as_kept = digest_of(code, person_id=7)
    for typed in (code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} "):
        assert digest_of(typed, person_id=7) == as_kept
    assert digest_of(code, person_id=8) != as_kept
    assert digest_of(codes[1], person_id=7) != as_kept


def test_each_fifth_wrong_code_doubles_the_pause_up_to_a_day():
    assert [pause_after(wrong) for wrong in range(1, 5)] == [None] * 4
    minutes = [pause_after(5 * times) / timedelta(minutes=1) for times in range(1, 12)]
    assert minutes[:4] == [5, 10, 20, 40]
    assert minutes[-1] == 24 * 60
    assert pause_after(5_000_000) == timedelta(days=1)


def test_a_month_of_guessing_is_hopeless():
    guesses, waited = 0, timedelta()
    while waited < timedelta(days=30):
        guesses += 1
        waited += pause_after(guesses) or timedelta()
    assert 3 * guesses / 1_000_000 < 1 / 1000


def test_the_manual_says_whose_role_asks_for_it():
    clauses = [
        Role.read("rep", {"may": ["read the desk"]}),
        Role.read("lead", {"may": ["read the desk"], "second factor": "required"}),
    ]
    book = read_book(version=1, title="Ours", front={"zone": "UTC"}, clauses=clauses)
    assert asked_by(["rep"], book) is None
    assert asked_by(["rep", "lead"], book) == "lead"
    assert asked_by(["gone", "rep"], book) is None
