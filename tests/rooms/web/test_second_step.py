"""The second step of a sign-in, and all that a password alone must not open (architecture 5)."""

from datetime import timedelta
from functools import cache

import pytest
from django.conf import settings
from django.core.cache import cache as store
from django.test import Client, override_settings
from django.urls import reverse

from rounds.basics import clock
from rounds.basics.problems import Refused
from rounds.cli.doctor import rooms
from rounds.live.questions import Questions
from rounds.team.commands import change_password
from rounds.team.models import Notice, Session
from rounds.team.second_factor.commands import take_second_step
from rounds.team.second_factor.guessing import count_guess
from rounds.team.second_factor.models import RecoveryCode, SecondFactorRow
from rounds.team.second_factor.queries import has_one, sealed
from rounds.team.second_factor.sealing import unseal
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces.rows import fetch
from tests.rooms.web.factors import (
    a_member_with_an_app,
    at_the_second_step,
    codes_on,
    person_of,
    secret_on,
    shows,
    with_an_app,
)
from tests.rooms.web.rows import ROWS
from tests.rooms.web.rows import address as address_of
from tests.rooms.web.visitor import through_the_door
from tests.world import MONDAY, PASSWORD, Cast, a_workspace

STEP = "/sign-in/second-step"


@pytest.fixture(autouse=True)
def _fresh_counts():
    store.clear()


def test_a_code_of_the_app_is_asked_for_beside_the_password():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    client = at_the_second_step(cast, back="/manual")
    page = client.get(STEP).content.decode()
    assert 'autocomplete="one-time-code"' in page
    answer = client.post(STEP, {"code": shows(secret)})
    assert answer.headers["Location"] == "/manual"
    assert client.get("/desk").status_code == 200
    with cast.inside():
        assert TimelineEvent.objects.filter(kind="team.second step taken", subject_id=cast.rep.id).count() == 1


def test_a_code_counts_once_even_in_another_browser():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    code = shows(secret)
    assert at_the_second_step(cast).post(STEP, {"code": code}).status_code == 302
    again = at_the_second_step(cast).post(STEP, {"code": code})
    assert again.status_code == 409
    assert b"does not let you in" in again.content


def test_the_code_that_set_the_app_up_lets_nobody_in():
    cast = a_workspace()
    client = through_the_door(cast)
    secret = secret_on(client)
    code = shows(secret)
    client.post("/settings/sign-in/app", {"code": code})
    assert at_the_second_step(cast).post(STEP, {"code": code}).status_code == 409


def test_a_wrong_code_is_refused_and_a_right_one_then_comes_in():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    client = at_the_second_step(cast)
    for wrong in ("000000", "", "1" * 5000, "\x00", "٠٠٠٠٠٠"):
        assert client.post(STEP, {"code": wrong}).status_code == 409
        SecondFactorRow.objects.update(wrong=0, paused_until=None)
    assert client.post(STEP, {"code": shows(secret)}).status_code == 302


def test_five_wrong_codes_end_in_a_pause_from_every_browser_and_address():
    cast = a_workspace()
    _, secret, codes = a_member_with_an_app(cast)
    for n in range(5):
        at_the_second_step(cast).post(STEP, {"code": f"00000{n}"}, REMOTE_ADDR=f"192.0.2.{n}")
    paused = at_the_second_step(cast)
    answer = paused.post(STEP, {"code": shows(secret)}, REMOTE_ADDR="192.0.2.77")
    assert answer.status_code == 409
    assert b"Too many wrong codes" in answer.content
    assert paused.post(f"{STEP}?recovery", {"code": codes[0]}).status_code == 302, "the rightful one has another way"


def test_the_pause_is_over_after_a_while_and_a_right_code_forgets_the_wrong_ones():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    person = person_of(cast)
    for _ in range(5):
        count_guess(person.pk, at=MONDAY)
    with pytest.raises(Refused):
        count_guess(person.pk, at=MONDAY + timedelta(minutes=4))
    count_guess(person.pk, at=MONDAY + timedelta(minutes=5))
    assert at_the_second_step(cast).post(STEP, {"code": shows(secret)}).status_code == 302
    assert SecondFactorRow.objects.get(person=person).wrong == 0


def test_a_code_of_the_app_does_not_pass_as_a_recovery_code_uncounted():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    assert at_the_second_step(cast).post(f"{STEP}?recovery", {"code": shows(secret)}).status_code == 409


def test_a_recovery_code_lets_in_once_and_its_owner_is_told():
    cast = a_workspace()
    _, _, codes = a_member_with_an_app(cast)
    client = at_the_second_step(cast)
    assert client.post(f"{STEP}?recovery", {"code": codes[3].lower().replace("-", " ")}).status_code == 302
    assert "recovery code; 9 codes left" in client.get("/notices").content.decode()
    assert at_the_second_step(cast).post(f"{STEP}?recovery", {"code": codes[3]}).status_code == 409
    with cast.inside():
        assert Notice.objects.filter(member_id=cast.rep.id, event__kind="team.recovery code used").count() == 1


def test_recovery_codes_are_kept_as_digests_and_the_apps_secret_sealed():
    cast = a_workspace()
    client, secret, codes = a_member_with_an_app(cast)
    rows = str(fetch("SELECT * FROM recovery_code")) + str(fetch("SELECT * FROM second_factor"))
    assert codes[0] not in rows
    assert codes[0].replace("-", "") not in rows
    assert secret not in rows
    assert secret not in str(client.session.items())


def test_a_secret_copied_to_somebody_else_opens_nothing_and_says_so():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    a_member_with_an_app(cast, cast.teammate)
    stolen = SecondFactorRow.objects.get(person=person_of(cast)).app_secret
    SecondFactorRow.objects.filter(person=person_of(cast, cast.teammate)).update(app_secret=stolen)
    answer = at_the_second_step(cast, cast.teammate).post(STEP, {"code": shows(secret)})
    assert answer.status_code == 409
    assert b"another secret key" in answer.content


def test_an_app_outlives_a_new_secret_key_and_is_sealed_anew_at_the_next_sign_in():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    with override_settings(SECRET_KEY="another one", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert sealed().older >= 1
        assert "sealed with an older secret key" in "".join(each.says for each in rooms.look())
        assert at_the_second_step(cast).post(STEP, {"code": shows(secret)}).status_code == 302
    with override_settings(SECRET_KEY="another one"):
        row = SecondFactorRow.objects.get(person=person_of(cast))
        assert unseal(row.app_secret, person_id=row.person_id).secret == secret
    assert sealed().lost >= 1, "the key of before does not open it any more"
    assert "cannot be read with this secret key" in "".join(each.says for each in rooms.look())
    row.delete()


def test_new_recovery_codes_void_the_old_set():
    cast = a_workspace()
    client, _, old = a_member_with_an_app(cast)
    assert client.post("/settings/sign-in/recovery-codes", {"password": "not it"}).status_code == 409
    fresh = codes_on(client.post("/settings/sign-in/recovery-codes", {"password": PASSWORD}).content.decode())
    assert len(fresh) == 10
    assert not set(fresh) & set(old)
    assert at_the_second_step(cast).post(f"{STEP}?recovery", {"code": old[0]}).status_code == 409
    assert at_the_second_step(cast).post(f"{STEP}?recovery", {"code": fresh[0]}).status_code == 302
    assert RecoveryCode.objects.filter(person_id=person_of(cast).pk).count() == 10


def test_setting_one_up_ends_the_sign_ins_that_a_password_alone_had_opened():
    cast = a_workspace()
    there = through_the_door(cast)
    assert there.get("/desk").status_code == 200
    here, _, _ = a_member_with_an_app(cast)
    assert there.get("/desk").status_code == 302
    assert here.get("/desk").status_code == 200


def test_turning_it_off_asks_for_the_password_and_the_password_alone_lets_in_again():
    cast = a_workspace()
    client, _, _ = a_member_with_an_app(cast)
    assert client.post("/settings/sign-in/app/off", {"password": "not it"}).status_code == 409
    assert client.post("/settings/sign-in/app/off", {}).status_code == 409
    assert has_one(person_of(cast).pk)
    assert client.post("/settings/sign-in/app/off", {"password": PASSWORD}).status_code == 302
    assert not has_one(person_of(cast).pk)
    assert through_the_door(cast).get("/desk").status_code == 200
    assert client.get("/desk").status_code == 200


def test_whoever_finds_an_open_browser_sets_nothing_up_without_the_password():
    cast = a_workspace()
    client = through_the_door(cast)
    session = client.session
    session["proved"] = int((clock.now() - timedelta(hours=1)).timestamp())
    session.save()
    secret = secret_on(client)
    assert client.post("/settings/sign-in/app", {"code": shows(secret)}).status_code == 409
    assert not has_one(person_of(cast).pk)
    assert client.post("/settings/sign-in/app", {"code": shows(secret), "password": PASSWORD}).status_code == 200


def test_an_app_that_shows_another_code_is_not_turned_on():
    cast = a_workspace()
    client = through_the_door(cast)
    secret_on(client)
    answer = client.post("/settings/sign-in/app", {"code": "000000"})
    assert answer.status_code == 409
    assert b"not a code of this app" in answer.content
    assert "no-store" in answer.headers["Cache-Control"], "the secret stands on it"
    assert not has_one(person_of(cast).pk)


def test_the_page_shows_the_same_secret_until_it_is_done():
    client = through_the_door(a_workspace())
    assert secret_on(client) == secret_on(client)


# What a password alone must not open.


@cache
def somebody_at_the_second_step() -> tuple[Cast, Client]:
    """Give somebody between the steps, once for all addresses: each sends them away and changes nothing."""
    cast = a_workspace()
    a_member_with_an_app(cast)
    return cast, at_the_second_step(cast)


@pytest.mark.parametrize("name", ROWS)
def test_between_the_steps_every_address_is_as_for_nobody(name):
    cast, half = somebody_at_the_second_step()
    answer = getattr(half, ROWS[name].method)(address_of(name, cast))
    assert answer.status_code == 302, name
    assert answer["Location"].startswith(reverse("account_login")), name


def test_between_the_steps_the_api_knows_nobody():
    cast = a_workspace()
    a_member_with_an_app(cast)
    half = at_the_second_step(cast)
    for path in ("/api/v1/tickets", "/api/v1/accounts", "/api/v1/events"):
        assert half.get(path).status_code == 401, path


def test_between_the_steps_the_session_is_nobodys_in_the_table_too():
    """So the live process lets it hear of nothing: it asks for the person of a session."""
    cast = a_workspace()
    a_member_with_an_app(cast)
    half = at_the_second_step(cast)
    row = Session.objects.get(session_key=half.session.session_key)
    assert (row.person_id, row.workspace_id) == (None, None)
    assert fetch("SELECT * FROM still_in(%s::text[])", [[row.session_key]]) == []
    assert Questions  # the question above is the live process's own


def test_the_second_step_is_over_after_ten_minutes():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    client = at_the_second_step(cast)
    session = client.session
    session["pending"] |= {"at": session["pending"]["at"] - 600}
    session.save()
    assert client.post(STEP, {"code": shows(secret)}).headers["Location"] == "/sign-in"


def test_the_second_step_is_over_when_the_password_changes():
    cast = a_workspace()
    owner, secret, _ = a_member_with_an_app(cast)
    half = at_the_second_step(cast)
    with cast.inside():
        change_password(old=PASSWORD, new="quite another one", this="", by=cast.rep, at=MONDAY)
    assert half.post(STEP, {"code": shows(secret)}).headers["Location"] == "/sign-in"
    assert owner.get("/desk").status_code == 302


def test_nobody_comes_to_the_second_step_without_the_first():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    assert Client().get(STEP).headers["Location"] == "/sign-in"
    assert Client().post(STEP, {"code": shows(secret)}).headers["Location"] == "/sign-in"


def test_one_persons_code_is_not_anothers():
    cast = a_workspace()
    _, ours, codes = a_member_with_an_app(cast)
    a_member_with_an_app(cast, cast.teammate)
    theirs = at_the_second_step(cast, cast.teammate)
    assert theirs.post(STEP, {"code": shows(ours)}).status_code == 409
    assert theirs.post(f"{STEP}?recovery", {"code": codes[0]}).status_code == 409


def test_the_way_back_leads_to_no_other_site():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"):
        client = at_the_second_step(cast, back=back)
        assert client.session["pending"]["back"] == "/", back
    assert client.post(STEP, {"code": shows(secret)}).headers["Location"] == "/"


def test_a_forgotten_password_does_not_go_round_the_second_step():
    cast = a_workspace()
    a_member_with_an_app(cast)
    person = person_of(cast)
    person.set_password("quite another one")
    person.save()
    client = Client()
    answer = client.post("/sign-in", {"login": person.email, "password": "quite another one"})
    assert answer.headers["Location"] == STEP
    assert client.get("/desk").status_code == 302


def test_the_command_is_rounds_own_and_no_members():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    for who in (cast.rep, cast.manager):
        with cast.inside(), pytest.raises(Refused):
            take_second_step(person_id=person_of(cast).pk, code=shows(secret), recovery=False, by=who, at=clock.now())


def test_who_belongs_to_no_company_any_more_hears_so_at_the_second_step():
    cast = a_workspace()
    _, secret, _ = a_member_with_an_app(cast)
    half = at_the_second_step(cast)
    with cast.inside():
        from rounds.team.commands import take_off

        take_off(member_id=cast.rep.id or 0, by=Actor.system(), at=MONDAY)
    assert half.post(STEP, {"code": shows(secret)}).status_code == 403


def test_a_sign_in_that_began_before_it_was_set_up_does_not_end_signed_in(monkeypatch):
    """Both at once: the password was looked at while nobody had a second factor yet."""
    cast = a_workspace()
    with_an_app(through_the_door(cast))
    monkeypatch.setattr("rounds.site.signin.has_one", lambda person_id: False)
    client = Client()
    answer = client.post("/sign-in", {"login": person_of(cast).email, "password": PASSWORD})
    assert answer.headers["Location"] == STEP
    assert client.get("/desk").status_code == 302
