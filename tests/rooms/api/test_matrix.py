"""Every endpoint as everybody: nobody, a token that ended, a member without the right, a token without the scope, another company.

The list is made from the endpoints: a new one without its row here fails the build (architecture 5).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from rounds.api.doors import ENDPOINTS
from rounds.desk.models import Ticket
from rounds.policies.queries import book
from rounds.team import commands as team
from rounds.team.models import ApiToken
from rounds.team.rules import Role
from rounds.team.tokens.commands import end_token
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from tests.rooms.api.program import Program, codes, program, without_rights
from tests.rooms.api.rows import A_NEW_ADDRESS, RECORDS, ROWS, WRITING, asked, said
from tests.world import MONDAY, Cast, a_member, a_peopled_workspace, a_workspace, one_of_all_roles, one_of_each_role


@dataclass(frozen=True)
class Refusing:
    """A company in which calls are refused, which leaves it as it is: what they are about and who asks is made once.

    roles: a program of a member of each role. nobody_special: one whose member may nothing; made last, so that what is
    somebody's own is theirs.
    """

    cast: Cast
    roles: dict[str, Program]
    with_another_scope: Program
    nobody_special: Program


def refusing_in(cast: Cast) -> Refusing:
    with cast.inside():
        names = [role.name for role in book().all(Role)]
        members = {name: a_member(f"Only {name}", [name], f"only-{name}-{cast.workspace_id}") for name in names}
    roles = {name: program(cast, who) for name, who in members.items()}
    return Refusing(cast, roles, program(cast, scopes=("make API tokens",)), without_rights(cast))


@cache
def _where_all_are_refused() -> Refusing:
    """What calls are about is made in it, people who leave too: so it is nobody else's."""
    return refusing_in(a_workspace())


@cache
def refused_there(name: str) -> tuple[Refusing, str, Any]:
    """Give a company to be refused in, and address and body of a call about something in it.

    It is one for all calls, but where it can be made ready for a call once alone.
    """
    once = {"count_fact", "bring_manual_back", "become_available", "sign_off", "give_up_days_off"}
    refusing = refusing_in(a_workspace()) if name in once else _where_all_are_refused()
    return refusing, *said(name, refusing.cast)


@cache
def from_another_company() -> Program:
    """Give a program that may do everything in a company where nothing is."""
    return program(a_workspace())


def test_every_endpoint_has_its_row_and_its_act():
    assert {name: endpoint.act for name, endpoint in ENDPOINTS.items()} == {name: row.act for name, row in ROWS.items()}


ASKS_OTHERS = frozenset({"try_mail_account"})
"""Asks another server, as often as may be and no oftener, and changes nothing here: no GET, and no act."""


@pytest.mark.parametrize("name", ROWS)
def test_whoever_has_the_right_may_and_an_act_leaves_an_event(name):
    cast, (able,) = a_peopled_workspace(one_of_all_roles)
    asking = program(cast, able)
    with cast.inside():
        before = TimelineEvent.objects.filter(actor_kind="member").count()
    answer = asked(name, asking, cast)
    assert answer.status_code == ENDPOINTS[name].status, answer.content
    with cast.inside():
        after = TimelineEvent.objects.filter(actor_kind="member").count()
    assert (after > before) == (ENDPOINTS[name].writes and name not in ASKS_OTHERS)


@pytest.mark.parametrize("name", ROWS)
def test_nobody_is_told_how_to_come_in_and_nothing_else(name):
    _, path, body = refused_there(name)
    for token in ("", "rnd_ABCDEFGHJK_nothing", "nonsense"):
        answer = Program(token).ask(ENDPOINTS[name].method, path, body, If_Match="*")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert codes(answer) == ["not known"]


@pytest.mark.parametrize("how", ["ended", "expired", "its member left"])
@pytest.mark.parametrize("name", ["list_tickets", "close_ticket"])
def test_a_token_that_holds_no_more_is_nobodys(name, how):
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        token = ApiToken.objects.latest("id")
        if how == "ended":
            end_token(token_id=token.pk, by=Actor.system(), at=MONDAY)
        if how == "expired":
            ApiToken.objects.filter(id=token.pk).update(expires_at=MONDAY)
        if how == "its member left":
            team.take_off(member_id=token.member_id, by=Actor.system(), at=MONDAY)
    assert asked(name, asking, cast).status_code == 401


@pytest.mark.parametrize("name", ROWS)
def test_a_member_without_the_right_is_refused_whatever_the_token_says(name):
    refusing, path, body = refused_there(name)
    answer = refusing.nobody_special.ask(ENDPOINTS[name].method, path, body, If_Match="*")
    assert answer.status_code == 403
    assert ROWS[name].act in answer.json()["problems"][0]["text"]


@pytest.mark.parametrize("name", ROWS)
def test_a_token_that_is_for_something_else_is_refused_whatever_its_member_may(name):
    refusing, path, body = refused_there(name)
    answer = refusing.with_another_scope.ask(ENDPOINTS[name].method, path, body, If_Match="*")
    assert answer.status_code == 403
    assert codes(answer) == ["outside scope"]
    assert ROWS[name].act in answer.json()["problems"][0]["fix"]


@pytest.mark.parametrize("name", ROWS)
def test_each_role_may_what_the_manual_gives_it_and_no_more(name):
    (cast, holders), act = a_peopled_workspace(one_of_each_role), ROWS[name].act
    refusing, path, body = refused_there(name)
    with cast.inside():
        roles = {role.name: frozenset(map(str, role.may)) for role in book().all(Role)}
    alone = dict(zip(roles, holders, strict=True))
    for role in [role for role, acts in roles.items() if act in acts]:
        answer = asked(name, program(cast, alone[role]), cast)
        assert answer.status_code != 403, (role, answer.content)
    for role in [role for role, acts in roles.items() if act not in acts]:
        answer = refusing.roles[role].ask(ENDPOINTS[name].method, path, body, If_Match="*")
        assert answer.status_code == 403, (role, answer.content)


@pytest.mark.parametrize("name", RECORDS)
def test_another_companys_record_is_not_there_and_stays_as_it_is(name):
    theirs, path, body = refused_there(name)
    with theirs.cast.inside():
        before = list(Ticket.objects.order_by("id").values())
    answer = from_another_company().ask(ENDPOINTS[name].method, path, body, If_Match="*")
    assert answer.status_code == 404, answer.content
    assert codes(answer) == ["not there"]
    with theirs.cast.inside():
        assert list(Ticket.objects.order_by("id").values()) == before


@pytest.mark.parametrize("name", WRITING)
def test_another_companys_id_in_a_body_is_not_there(name):
    _, _, body = refused_there(name)
    if body == ROWS[name].body or A_NEW_ADDRESS in ROWS[name].body.values():
        pytest.skip("this body has no id in it")
    theirs, (able,) = a_peopled_workspace(one_of_all_roles)
    with theirs.inside():
        path = ENDPOINTS[name].path.replace("{int:", "{").format(**ROWS[name].words(theirs))
    answer = program(theirs, able).ask(ENDPOINTS[name].method, path, body)
    assert answer.status_code == 404 or codes(answer) == ["no such ticket"], answer.content


@pytest.mark.parametrize("name", WRITING)
def test_a_refused_act_leaves_nothing(name):
    refusing, path, body = refused_there(name)
    with refusing.cast.inside():
        before = TimelineEvent.objects.count()
    answer = refusing.nobody_special.ask(ENDPOINTS[name].method, path, body, Idempotency_Key=name, If_Match="*")
    assert answer.status_code == 403
    with refusing.cast.inside():
        assert TimelineEvent.objects.count() == before
