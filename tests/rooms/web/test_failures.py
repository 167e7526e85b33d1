"""Pages for what is not fine: they say what happened and lose nothing; our own fault needs no database and no styles."""

from django.test import Client, RequestFactory

from rounds.web import failures


def test_our_fault_gives_an_id_that_can_be_read_out_and_needs_nothing_that_may_be_broken():
    answer = failures.our_fault(RequestFactory().post("/desk/1/answer"))
    page = answer.content.decode()
    assert answer.status_code == 500
    fault = page.partition('id-big">')[2].partition("<")[0]
    assert len(fault) == len("R7-KQ4-92M")
    assert not set("01ILOU") & set(fault)
    assert "nothing was changed" in page
    assert "<form" not in page


def test_what_was_written_after_twelve_hours_comes_back_to_be_copied():
    answer = Client().post("/desk/7/answer", {"version": 1, "text": "An answer of an hour’s work."})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "you are signed out" in page
    assert "An answer of an hour’s work." in page
    assert "/sign-in?next=/desk/7" in page


def test_an_address_that_leads_nowhere_says_so_to_whoever_asks():
    answer = Client().get("/desk/ticket/41277")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()
