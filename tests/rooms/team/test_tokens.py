"""API tokens: kept as a digest, within their member's rights, ended at once (architecture 5)."""

import psycopg
import pytest
from django.test import Client

from rounds.basics.problems import NotAllowed, Refused
from rounds.desk import commands as desk
from rounds.team import commands as team
from rounds.team.models import ApiToken, Person
from rounds.team.permissions import ACTS
from rounds.team.queries import limit
from rounds.team.tokens.commands import add_token, end_token
from rounds.team.tokens.queries import holder_of, token_of_prefix
from rounds.team.tokens.scopes import GROUPS, acts_of_scopes
from rounds.timeline.rules import Actor
from tests.database import owner_url
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, Cast, a_ticket, a_workspace, later


def made(cast: Cast, scopes: tuple[str, ...] = ("everything",), *, expires_at=None, name: str = "Nightly") -> str:
    with cast.inside():
        return add_token(
            member_id=cast.rep.id or 0, name=name, scopes=scopes, expires_at=expires_at, by=Actor.system(), at=MONDAY
        ).text


def test_a_token_is_kept_as_a_digest_and_stands_nowhere_in_the_database():
    text = made(a_workspace())
    prefix = text.split("_")[1]
    with psycopg.connect(owner_url()) as owner:
        [(row,)] = owner.execute("SELECT to_json(t)::text FROM api_token t WHERE prefix = %s", [prefix]).fetchall()
        found = owner.execute("SELECT count(*) FROM timeline_event WHERE payload::text LIKE %s", [f"%{prefix}%"])
        assert found.fetchone() == (0,)
    assert text not in row
    assert text.split("_", 2)[2] not in row  # the secret, which may hold that letter itself


def test_whoever_shows_it_is_its_member_and_anything_else_is_nobody():
    cast = a_workspace()
    text = made(cast)
    holder = holder_of(text, at=MONDAY)
    assert holder is not None
    assert (holder.member_id, holder.workspace.pk) == (cast.rep.id, cast.workspace_id)
    for wrong in (text[:-1], text + "x", text.swapcase(), "", "rnd__", "rnd_A_B", "é" * 20, f"{text}\x00", "x" * 9999):
        assert holder_of(wrong, at=MONDAY) is None, wrong


@pytest.mark.parametrize("how", ["ended", "expired", "member left", "person switched off"])
def test_it_stops_at_once(how):
    cast = a_workspace()
    text = made(cast, expires_at=later(1) if how == "expired" else None)
    assert holder_of(text, at=MONDAY)
    with cast.inside():
        token = ApiToken.objects.get()
        if how == "ended":
            end_token(token_id=token.pk, by=cast.rep, at=MONDAY)
        if how == "member left":
            team.take_off(member_id=cast.rep.id, by=Actor.system(), at=MONDAY)
        if how == "person switched off":
            Person.objects.filter(id=token.member.person_id).update(is_active=False)
    assert holder_of(text, at=later(1)) is None


def test_calls_are_counted_a_minute_and_the_last_use_is_kept():
    cast = a_workspace()
    text = made(cast)
    assert [holder_of(text, at=later(hours=1)).calls for _ in range(3)] == [1, 2, 3]
    assert holder_of(text[:-2], at=later(hours=1)) is None
    assert holder_of(text, at=later(hours=1)).calls == 4, "a wrong secret uses nothing up"
    assert holder_of(text, at=later(hours=2)).calls == 1
    with cast.inside():
        assert ApiToken.objects.get().last_used_at == later(hours=2)


def test_a_scope_narrows_what_the_member_may_and_never_widens_it():
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    with pytest.raises(NotAllowed, match="not for this"), cast.inside():
        limit(acts_of_scopes(["read everything"]))
        desk.note(number=number, text="Hm", by=cast.rep, at=MONDAY)
    with pytest.raises(NotAllowed, match="You may not assign"), cast.inside():
        limit(acts_of_scopes(["everything"]))
        desk.assign(number=number, member_id=cast.rep.id, by=cast.rep, at=MONDAY)
    with cast.inside():
        limit(acts_of_scopes(["write notes"]))
        desk.note(number=number, text="Hm", by=cast.rep, at=MONDAY)


def test_every_group_is_made_of_acts_of_the_one_table():
    for name, acts in GROUPS.items():
        assert acts, name
        assert acts <= ACTS, name
        assert name not in ACTS, name


def test_nobody_makes_a_token_for_somebody_else_or_for_nothing():
    cast = a_workspace()
    values = {"name": "Nightly", "scopes": ["everything"], "expires_at": None, "at": MONDAY}
    with pytest.raises(NotAllowed), cast.inside():
        add_token(member_id=cast.rep.id, by=cast.manager, **values)
    for more in ({"scopes": []}, {"scopes": ["every thing"]}, {"name": " "}, {"expires_at": MONDAY}):
        with pytest.raises(Refused), cast.inside():
            add_token(member_id=cast.manager.id, by=cast.manager, **values | more)


def test_one_ends_ones_own_and_whoever_manages_people_ends_any():
    cast = a_workspace()
    made(cast)
    with cast.inside():
        token = ApiToken.objects.get()
    with pytest.raises(NotAllowed), cast.inside():
        end_token(token_id=token.pk, by=cast.teammate, at=MONDAY)
    with cast.inside():
        end_token(token_id=token.pk, by=cast.manager, at=MONDAY)
        assert token_of_prefix(f"rnd_{token.prefix}").ended_at == MONDAY


def make(page: Client, **form: object) -> object:
    return page.post("/settings/tokens/new", {"name": "Nightly", "scopes": ["everything"], **form})


def test_the_page_shows_a_token_once():
    cast = a_workspace()
    page = visitor(cast, cast.lead)
    answer = make(page)
    text = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    token = text[text.index("rnd_", text.index('id="made"')) :].partition('"')[0]
    assert holder_of(token, at=MONDAY).member_id == cast.lead.id
    again = page.get("/settings/tokens").content.decode()
    assert token not in again
    assert token.split("_")[1] in again


def test_the_page_keeps_what_was_typed_where_it_refuses():
    cast = a_workspace()
    page = visitor(cast, cast.lead)
    answer = make(page, scopes=[], name="Nightly & co", day="2020-01-01")
    assert answer.status_code == 409
    assert "Nightly &amp; co" in answer.content.decode()
    assert make(page, day="some day").status_code == 422
    with cast.inside():
        assert ApiToken.objects.count() == 0
