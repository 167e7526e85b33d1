"""Passkeys at the page: added, shown alone or as the second step, removed; and what none of them must open (WebAuthn)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from rounds.team.commands import take_off
from rounds.team.models import Session
from rounds.team.second_factor.challenges import new_challenge, take
from rounds.team.second_factor.models import Challenge, Passkey
from rounds.team.second_factor.queries import has_one
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.rooms.web.authenticator import Device
from tests.rooms.web.factors import REQUIRED, SET_UP, codes_on, person_of, with_an_app
from tests.world import MONDAY, PASSWORD, Cast, a_workspace

LOCAL = {"host": "localhost"}
STEP = "/sign-in/second-step"
PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature")


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def at_localhost(cast: Cast, who: Actor | None = None) -> Client:
    """Sign somebody in at an address that can have passkeys."""
    client = Client(headers=LOCAL)
    assert client.post("/sign-in", {"login": person_of(cast, who).email, "password": PASSWORD}).status_code == 302
    return client


def asked(client: Client, address: str) -> dict:
    answer = client.post(address)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def add(client: Client, device: Device, *, name: str = "My key"):
    options = asked(client, "/settings/sign-in/passkeys/options")
    return client.post("/settings/sign-in/passkeys", {"answer": device.make(options), "name": name})


def with_a_passkey(cast: Cast, who: Actor | None = None, *, verifies: bool = True) -> tuple[Client, Device]:
    client, device = at_localhost(cast, who), Device(verifies=verifies)
    answer = add(client, device)
    assert answer.status_code == 200, answer.content
    assert len(codes_on(answer.content.decode())) == 10
    return client, device


def alone(device: Device, client: Client | None = None, *, back: str = ""):
    client = client or Client(headers=LOCAL)
    options = asked(client, "/sign-in/challenge")
    return client, client.post("/sign-in/passkey", {"answer": device.sign(options), "next": back})


def half(cast: Cast, who: Actor | None = None) -> Client:
    """Show the password alone."""
    client = Client(headers=LOCAL)
    answer = client.post("/sign-in", {"login": person_of(cast, who).email, "password": PASSWORD})
    assert answer.headers["Location"] == STEP
    return client


def second(device: Device, client: Client):
    return client.post(f"{STEP}/passkey", {"answer": device.sign(asked(client, "/sign-in/challenge?second"))})


def test_a_passkey_alone_lets_in_and_counts_for_password_and_second_factor():
    cast = a_workspace(manual=REQUIRED)
    _, device = with_a_passkey(cast)
    client, answer = alone(device, back="/manual")
    assert answer.headers["Location"] == "/manual"
    assert client.get("/manual").status_code == 200, "nothing is left to set up"
    with cast.inside():
        assert TimelineEvent.objects.filter(kind="team.second step taken", subject_id=cast.rep.id).count() == 1
        assert TimelineEvent.objects.filter(kind="team.passkey added", subject_id=cast.rep.id).count() == 1


def test_a_passkey_is_the_second_step_beside_the_password():
    cast = a_workspace()
    _, device = with_a_passkey(cast, verifies=False)
    client = half(cast)
    assert client.get("/desk").status_code == 302
    assert "Show the passkey" in client.get(STEP).content.decode()
    assert second(device, client).status_code == 302
    assert client.get("/desk").status_code == 200


def test_a_key_that_asks_its_holder_for_nothing_does_not_stand_for_the_password():
    cast = a_workspace()
    _, device = with_a_passkey(cast, verifies=False)
    client, answer = alone(device)
    assert answer.status_code == 409
    assert client.get("/desk").status_code == 302


def test_several_have_names_and_each_is_removed_with_the_password():
    cast = a_workspace()
    client, _ = with_a_passkey(cast)
    assert add(client, Device(), name="Blue <b>key</b>").status_code == 302
    page = client.get("/settings/sign-in").content.decode()
    assert "My key" in page
    assert "Blue &lt;b&gt;key&lt;/b&gt;" in page
    first, other = Passkey.objects.filter(person_id=person_of(cast).pk).order_by("id")
    off = reverse("passkey-off", args=[first.pk])
    assert client.post(off, {"password": "not it"}).status_code == 409
    assert client.post(off, {"password": PASSWORD}).status_code == 302
    assert has_one(person_of(cast).pk)
    assert client.post(reverse("passkey-off", args=[other.pk]), {"password": PASSWORD}).status_code == 302
    assert not has_one(person_of(cast).pk)
    at_localhost(cast)


def test_a_removed_passkey_lets_nobody_in():
    cast = a_workspace()
    client, device = with_a_passkey(cast)
    client.post(reverse("passkey-off", args=[Passkey.objects.latest("id").pk]), {"password": PASSWORD})
    _, answer = alone(device)
    assert answer.status_code == 409
    assert b"Nobody here has this passkey" in answer.content


def test_nobody_removes_somebody_elses():
    cast = a_workspace()
    with_a_passkey(cast)
    key = Passkey.objects.latest("id")
    colleague = at_localhost(cast, cast.teammate)
    assert colleague.post(reverse("passkey-off", args=[key.pk]), {"password": PASSWORD}).status_code == 404
    assert Passkey.objects.filter(id=key.pk).exists()


def test_the_last_one_stays_while_the_manual_asks_for_it():
    cast = a_workspace(manual=REQUIRED)
    client = at_localhost(cast)
    assert client.get("/desk").headers["Location"].startswith(SET_UP)
    add(client, Device())
    assert client.get("/desk").status_code == 200
    off = reverse("passkey-off", args=[Passkey.objects.latest("id").pk])
    assert client.post(off, {"password": PASSWORD}).status_code == 409
    with_an_app(client)
    assert client.post(off, {"password": PASSWORD}).status_code == 302


def test_a_challenge_is_answered_once():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    client = Client(headers=LOCAL)
    answer = device.sign(asked(client, "/sign-in/challenge"))
    assert client.post("/sign-in/passkey", {"answer": answer}).status_code == 302
    other = Client(headers=LOCAL)
    other.cookies = client.cookies
    assert other.post("/sign-in/passkey", {"answer": answer}).status_code == 409


def test_a_refused_answer_uses_the_challenge_up_too():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    client = Client(headers=LOCAL)
    options = asked(client, "/sign-in/challenge")
    row = Session.objects.get(session_key=client.session.session_key)
    assert client.post("/sign-in/passkey", {"answer": "{}"}).status_code == 409
    Session.objects.filter(pk=row.pk).update(session_data=row.session_data)  # as if two requests had read it at once
    assert client.post("/sign-in/passkey", {"answer": device.sign(options)}).status_code == 409


def test_a_refused_adding_uses_the_challenge_up_too():
    cast = a_workspace()
    client, device = at_localhost(cast), Device()
    options = asked(client, "/settings/sign-in/passkeys/options")
    row = Session.objects.get(session_key=client.session.session_key)
    assert client.post("/settings/sign-in/passkeys", {"answer": "{}", "name": "x"}).status_code == 409
    Session.objects.filter(pk=row.pk).update(session_data=row.session_data)
    answer = client.post("/settings/sign-in/passkeys", {"answer": device.make(options), "name": "x"})
    assert answer.status_code == 409
    assert not has_one(person_of(cast).pk)


def test_a_challenge_is_over_after_five_minutes_and_then_swept():
    challenge = new_challenge(at=MONDAY)
    assert not take(challenge, at=MONDAY + timedelta(minutes=5))
    new_challenge(at=MONDAY + timedelta(minutes=5))
    assert not Challenge.objects.filter(expires_at__lte=MONDAY + timedelta(minutes=5)).exists()
    fresh = new_challenge(at=MONDAY)
    assert take(fresh, at=MONDAY + timedelta(minutes=4))
    assert not take(fresh, at=MONDAY + timedelta(minutes=4))


def test_one_browsers_challenge_is_no_others():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    options = asked(Client(headers=LOCAL), "/sign-in/challenge")
    client = Client(headers=LOCAL)
    asked(client, "/sign-in/challenge")
    assert client.post("/sign-in/passkey", {"answer": device.sign(options)}).status_code == 409


def test_a_signature_for_one_purpose_does_nothing_for_another():
    """Else what was signed at the second step, without a finger, would stand for the password."""
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    client = half(cast)
    answer = device.sign(asked(client, "/sign-in/challenge?second"))
    assert client.post("/sign-in/passkey", {"answer": answer}).status_code == 409
    client = half(cast)
    answer = device.sign(asked(client, "/sign-in/challenge"))
    assert client.post(f"{STEP}/passkey", {"answer": answer}).status_code == 409


def test_a_page_elsewhere_gets_nothing_that_counts_here():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    for origin in (
        "https://localhost",
        "http://localhost:8001",
        "http://localhost.evil.example",
        "http://evil.example",
    ):
        _, answer = alone(replace(device, origin=origin))
        assert answer.status_code == 409, origin
        device.counts += 1


def test_a_passkey_that_counts_backwards_is_a_copy():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    copy = replace(device)
    for _ in range(3):
        _, answer = alone(device)
        assert answer.status_code == 302
    _, answer = alone(copy)
    assert answer.status_code == 409
    assert b"there may be a copy of it" in answer.content
    assert Passkey.objects.get(credential=device.credential).sign_count == 3


def test_a_passkey_that_does_not_count_stays_good():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    for _ in range(3):
        device.counts = -1  # a synced one always says 0
        _, answer = alone(device)
        assert answer.status_code == 302


def test_another_key_under_a_known_name_is_refused():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    _, answer = alone(Device(credential=device.credential, handle=device.handle))
    assert answer.status_code == 409


def test_a_passkey_made_for_somebody_else_is_refused():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    device.handle = b"somebody else"
    _, answer = alone(device)
    assert answer.status_code == 409


def test_a_colleagues_passkey_is_not_ones_second_step():
    cast = a_workspace()
    with_a_passkey(cast)
    _, theirs = with_a_passkey(cast, cast.teammate)
    client = half(cast)
    assert second(theirs, client).status_code == 409
    assert client.get("/desk").status_code == 302


def test_one_passkey_is_not_added_twice_and_is_one_persons():
    cast = a_workspace()
    client, device = with_a_passkey(cast)
    options = asked(client, "/settings/sign-in/passkeys/options")
    assert len(options["excludeCredentials"]) == 1
    assert client.post("/settings/sign-in/passkeys", {"answer": device.make(options), "name": "x"}).status_code == 409
    assert add(at_localhost(cast, cast.teammate), device).status_code == 409


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"response": {}}',
        '{"id": 5, "response": {}}',
        '{"id": "%%%", "rawId": "é", "type": "public-key", "response": {"clientDataJSON": 1}}',
        json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": dict.fromkeys(PARTS, "AAAA")}),
        "[" * 5000,
        "x" * 30_000,
        '{"id": "\\u0000", "response": {"transports": 7}}',
    ],
)
def test_what_is_no_answer_is_refused_without_falling_over(answer):
    cast = a_workspace()
    client, _ = with_a_passkey(cast)
    asked(client, "/settings/sign-in/passkeys/options")
    assert client.post("/settings/sign-in/passkeys", {"answer": answer, "name": "x"}).status_code == 409
    nobody = Client(headers=LOCAL)
    asked(nobody, "/sign-in/challenge")
    assert nobody.post("/sign-in/passkey", {"answer": answer}).status_code == 409


def test_broken_pieces_of_a_true_answer_are_refused():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        for wrong in (None, 7, "", "AAAA", [], "\x00"):
            client = Client(headers=LOCAL)
            answer = json.loads(device.sign(asked(client, "/sign-in/challenge")))
            answer["response"][part] = wrong
            assert client.post("/sign-in/passkey", {"answer": json.dumps(answer)}).status_code == 409, (part, wrong)
        cache.clear()


def test_whoever_left_every_company_is_not_let_in_by_a_passkey():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    with cast.inside():
        take_off(member_id=cast.rep.id or 0, by=Actor.system(), at=MONDAY)
    client, answer = alone(device)
    assert answer.status_code == 403
    assert client.get("/desk").status_code == 302


def test_an_address_in_numbers_has_no_passkeys_and_says_so():
    cast = a_workspace()
    client = Client(headers={"host": "127.0.0.1"})
    client.post("/sign-in", {"login": person_of(cast).email, "password": PASSWORD})
    assert "Not at this address" in client.get(SET_UP).content.decode()
    assert client.post("/settings/sign-in/passkeys/options").status_code == 409
    assert client.post("/sign-in/challenge").status_code == 409


def test_they_hold_for_the_configured_address_alone():
    with override_settings(ADDRESS="https://desk.example.com", ALLOWED_HOSTS=["desk.example.com", "localhost"]):
        assert Client(headers=LOCAL).post("/sign-in/challenge").status_code == 409
        there = Client(headers={"host": "desk.example.com"})
        assert there.post("/sign-in/challenge").status_code == 409, "without HTTPS"
        assert there.post("/sign-in/challenge", secure=True).status_code == 200
        options = json.loads(there.post("/sign-in/challenge", secure=True).content)
        assert options["rpId"] == "desk.example.com"
    with override_settings(ALLOWED_HOSTS=[".example.com"]):
        anywhere = Client(headers={"host": "evil.example.com"})
        assert anywhere.post("/sign-in/challenge", secure=True).status_code == 409, "a wildcard names no address"


def test_nothing_of_who_it_is_lies_in_what_a_device_keeps():
    cast = a_workspace()
    _, device = with_a_passkey(cast)
    assert len(device.handle) == 32
    assert person_of(cast).email.encode() not in device.handle
