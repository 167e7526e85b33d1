"""A form is read in one go, and says what Django's own reading of it says."""

from urllib.parse import quote_plus, urlencode

import hypothesis
from django.conf import settings
from django.http import QueryDict
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from rounds.web.posted import FORM, form_of, read_at_once

TEXT = st.text(max_size=12)
PIECES = st.sampled_from(["a", "b=", "=", "&", "&&", "%", "%41", "%ff", "%zz", "+", ";", "é", "name=1", "\x00"])


@hypothesis.settings(deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=8))
def test_what_a_browser_sends_is_read_as_django_reads_it(pairs):
    sent = urlencode(pairs).encode()
    read = form_of(sent)
    assert read == QueryDict(sent)
    assert read.dict() == QueryDict(sent).dict()


@hypothesis.settings(deadline=None)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_what_no_browser_sends_is_read_as_django_reads_it_too(sent):
    assert form_of(sent.encode()) == QueryDict(sent.encode())


def test_a_form_that_was_read_cannot_be_written_into():
    form = form_of(b"a=1")
    for write in (lambda: form.appendlist("a", "2"), lambda: form.__setitem__("a", "2"), lambda: form.clear()):
        try:
            write()
        except AttributeError:
            continue
        raise AssertionError("it was written into")
    copy = form.copy()
    copy["a"] = "2"
    assert (form["a"], copy["a"]) == ("1", "2")


def test_more_fields_than_are_taken_and_other_letters_are_left_to_django():
    many = "&".join(f"n{n}=" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    assert form_of(many.encode()) is None
    assert form_of("name=Zo\xeb".encode("latin-1")) is None


def test_a_form_of_too_many_fields_is_refused_through_the_door_as_before():
    many = "&".join(f"n{n}=" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    assert Client().post("/sign-in", many, content_type=FORM).status_code == 400


def test_files_are_asked_for_without_reading_the_form_again():
    request = RequestFactory().post("/", f"text={quote_plus('Zoë')}", content_type=FORM)
    read_at_once(lambda seen: seen)(request)
    assert request.POST["text"] == "Zoë"
    assert not request.FILES
    assert request.POST is request.POST


def test_what_is_no_form_is_left_alone():
    request = RequestFactory().post("/", "{}", content_type="application/json")
    read_at_once(lambda seen: seen)(request)
    assert not hasattr(request, "_post")
