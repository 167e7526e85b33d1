"""Several mails leave by one line, none twice and none to somebody else's; one that ended meanwhile costs nothing but a new one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from rounds.mail import lines
from rounds.mail.conversation import End, Envelope, Verdict, hand_over
from rounds.mail.lines import LINES
from tests.far_side import Far, FarSide, far_side


def hand(far: FarSide, to: str = "dana", ready=lambda: True) -> Verdict:
    data = f"Subject: To {to}\r\n\r\nDone.\r\n".encode()
    return hand_over(
        far.way, Envelope("desk@fenwick.example", f"{to}@customer.example", data), ready=ready, patience=20
    )


def took(far: FarSide) -> list[str]:
    return [recipient for mail in far.mails for recipient in mail.rcpt_tos]


def test_the_next_mail_leaves_by_the_line_of_the_one_before():
    with far_side() as far:
        assert [hand(far, to).end for to in ("dana", "bo", "cy")] == [End.SENT] * 3
    assert (took(far), len(far.lines)) == (["dana@customer.example", "bo@customer.example", "cy@customer.example"], 1)


def test_a_line_that_ended_while_it_was_idle_is_made_anew_and_the_mail_leaves_once():
    with far_side() as far:
        hand(far)
        far.hang_up_everywhere()
        assert hand(far, "bo").end is End.SENT
    assert (took(far), len(far.lines)) == (["dana@customer.example", "bo@customer.example"], 2)


@pytest.mark.parametrize("ends", [Far.SENDS_AWAY, Far.HANGS_UP_AT_RCPT, Far.HANGS_UP_AT_DATA])
def test_a_line_that_ends_before_the_text_is_made_anew_and_the_mail_leaves_once(ends):
    written_down = []
    with far_side(Far.TAKES, ends) as far:
        hand(far)
        verdict = hand(far, "bo", ready=lambda: not written_down.append("leaves now"))
    assert (verdict.end, written_down) == (End.SENT, ["leaves now"])
    assert (took(far), len(far.lines)) == (["dana@customer.example", "bo@customer.example"], 2)


def test_a_new_line_that_ends_before_the_text_is_tried_again_later_and_not_at_once():
    with far_side(Far.SENDS_AWAY) as far:
        assert hand(far).end is End.LATER
    assert (took(far), len(far.lines)) == ([], 1)


@pytest.mark.parametrize("ends", [Far.TAKES_AND_HANGS_UP, Far.LOSES_AND_HANGS_UP])
def test_a_kept_line_that_ends_behind_the_text_leaves_a_doubt_and_is_not_tried_again(ends):
    with far_side(Far.TAKES, ends) as far:
        hand(far)
        assert hand(far, "bo").end is End.UNKNOWN
    assert len(far.lines) == 1


@pytest.mark.parametrize("refuses", [Far.REFUSES_AT_MAIL, Far.REFUSES_AT_RCPT, Far.REFUSES_AT_TEXT])
def test_behind_a_refused_mail_the_next_one_goes_to_its_own_recipient_alone(refuses):
    with far_side(Far.TAKES, refuses) as far:
        assert [hand(far, to).end for to in ("dana", "bo", "cy")] == [End.SENT, End.REFUSED, End.SENT]
    assert took(far) == ["dana@customer.example", "cy@customer.example"]


def test_behind_a_mail_that_was_taken_away_the_next_one_leaves_alone():
    with far_side() as far:
        assert hand(far, ready=lambda: False).end is End.TAKEN_AWAY
        assert hand(far, "bo").end is End.SENT
    assert took(far) == ["bo@customer.example"]


def test_a_line_that_nobody_uses_is_ended_as_smtp_wants_it():
    with far_side() as far:
        hand(far)
        LINES.end_idle(seconds=0)
        assert hand(far, "bo").end is End.SENT
        assert (far.ended, len(far.lines)) == (1, 2)


def test_by_one_line_goes_a_number_of_mails_and_no_more(monkeypatch):
    monkeypatch.setattr(lines, "MOST", 2)
    with far_side() as far:
        for to in ("dana", "bo", "cy"):
            hand(far, to)
        assert far.ended == 0, "nobody waited for the goodbye"
    assert (len(far.mails), len(far.lines), far.ended) == (3, 2, 2)


def test_two_mails_at_once_leave_by_two_lines():
    both = Barrier(2)
    with far_side() as far:
        far.before_text = both.wait
        with ThreadPoolExecutor(2) as workers:
            assert {verdict.end for verdict in workers.map(lambda to: hand(far, to), ["dana", "bo"])} == {End.SENT}
    assert (len(far.mails), len(far.lines)) == (2, 2)


def test_a_line_leads_to_its_own_server():
    with far_side() as far, far_side() as other:
        hand(far)
        hand(other, "bo")
        hand(far, "cy")
    assert (took(far), took(other)) == (["dana@customer.example", "cy@customer.example"], ["bo@customer.example"])
