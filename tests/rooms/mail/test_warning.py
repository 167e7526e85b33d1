"""Members hear by mail of changes to their own sign-in, whichever door those came through (architecture 5)."""

import pytest

from rounds.mail.commands import warn_members
from rounds.mail.models import Errand
from rounds.mail.warnings import WARNINGS, letter
from rounds.policies.queries import book
from rounds.team.models import Member
from rounds.team.second_factor.commands import take_away
from rounds.team.second_factor.models import SecondFactorRow
from rounds.team.tokens.commands import add_token, end_token
from rounds.timeline.models import Outbox
from rounds.timeline.registry import kind_of
from rounds.timeline.rules import Actor
from tests.rooms.mail.post import a_post
from tests.rooms.timeline.sealed import seal_all
from tests.world import MONDAY, Cast, a_workspace, later


def warned(cast: Cast) -> list[tuple[str, str, str]]:
    """Let time pass until nobody has to be told anything; give to whom, and what."""
    for _ in range(3):
        seal_all(cast)
        with cast.inside():
            warn_members(at=later(1))
    with cast.inside():
        return list(Errand.objects.order_by("id").values_list("recipient", "subject", "text"))


def a_token(cast: Cast) -> int:
    with cast.inside():
        made = add_token(
            member_id=cast.rep.id or 0,
            name="Nightly",
            scopes=["work tickets"],
            expires_at=None,
            by=Actor.system(),
            at=MONDAY,
        )
        return made.token.pk


def test_whoever_gets_a_token_is_written_once_and_by_the_outbox():
    cast = a_post().cast
    a_token(cast)
    [(recipient, subject, text)] = warned(cast)
    assert "@" in recipient
    assert subject.startswith("An API token was made at ")
    assert "was on 2026-11-23 at 09:00 (America/Chicago)" in text
    assert "Nightly" not in text
    assert "http" not in text
    with cast.inside():
        assert Outbox.objects.filter(channel="errand", state="queued").count() == 1
    assert len(warned(cast)) == 1


def test_whose_second_factor_was_reset_reads_by_whom():
    cast = a_post().cast
    with cast.inside():
        member = Member.objects.get(id=cast.rep.id)
        SecondFactorRow.objects.create(person_id=member.person_id, since_at=MONDAY, handle=b"x")
        take_away(member_id=member.pk, by=cast.manager, at=MONDAY)
    [(recipient, _, text)] = warned(cast)
    assert recipient == member.email
    assert "took your authenticator app, passkeys and recovery codes away" in text
    assert not text.split("took")[0].endswith("Whoever runs this Rounds ")


def test_an_end_says_nothing_and_without_an_address_of_ours_nothing_is_written():
    cast, without = a_post().cast, a_workspace()
    token = a_token(cast)
    assert len(warned(cast)) == 1
    with cast.inside():
        end_token(token_id=token, by=Actor.system(), at=MONDAY)
    assert len(warned(cast)) == 1
    a_token(without)
    assert warned(without) == []


@pytest.mark.parametrize("kind", WARNINGS)
def test_each_kind_of_change_is_an_event_that_there_is_and_reads_as_a_letter(kind):
    cast = a_workspace()
    with cast.inside():
        manual = book()
    assert kind_of(kind)
    subject, text = letter(kind, name="Jonas", by="Mara", company="Fenwick", at=MONDAY, book=manual)
    assert subject.endswith("at Fenwick")
    assert "{" not in text
