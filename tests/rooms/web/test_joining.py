"""Invitations: asked by mail, joined once by whoever holds the latest link, and by nobody else."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from rounds.basics import clock
from rounds.mail import commands as mail
from rounds.mail.delivering import deliver
from rounds.mail.models import Errand
from rounds.team import commands as team
from rounds.team.invitations import Pass, written
from rounds.team.models import Invitation, Member, Person
from rounds.timeline.models import Outbox, TimelineEvent
from rounds.timeline.rules import Actor
from tests.far_side import far_side
from tests.rooms.web.visitor import through_the_door
from tests.world import PASSWORD, Cast, a_workspace

NEW = {"name": "Nina Roy", "password": "a fine long password"}


def a_company() -> Cast:
    cast = a_workspace(at=clock.now())
    cache.clear()
    with cast.inside():
        mail.add_mailbox(
            name="support", address=f"support@w{cast.workspace_id}.example", by=Actor.system(), at=clock.now()
        )
    return cast


def invited(cast: Cast, email: str = "", roles: tuple[str, ...] = ("rep",)) -> str:
    """Ask somebody by the page; give the path of the link that they get."""
    email = email or f"nina@w{cast.workspace_id}.example"
    answer = through_the_door(cast, cast.manager).post("/settings/invitations", {"email": email, "roles": list(roles)})
    assert answer.status_code == 302, answer.content
    return link(cast)


def link(cast: Cast) -> str:
    with cast.inside():
        text = Errand.objects.latest("id").text
    found = re.search(r"http://testserver(/join/\S+)", text)
    assert found
    return found[1]


def test_whoever_is_invited_joins_with_a_name_and_a_password_and_is_in():
    cast = a_company()
    path, client = invited(cast, roles=("rep", "lead")), Client()
    page = client.get(path).content.decode()
    assert "Fenwick Web Studio" in page
    assert client.post(path, NEW).headers["Location"] == "/"
    assert client.get("/desk").status_code == 200
    with cast.inside():
        member = Member.objects.get(name="Nina Roy")
        assert (member.roles, member.person.check_password(NEW["password"])) == (["rep", "lead"], True)
        told = [event.payload for event in TimelineEvent.objects.filter(kind__startswith="team.")]
        assert "nina" not in str(told).lower()


def test_a_link_holds_once():
    cast = a_company()
    path = invited(cast)
    assert Client().post(path, NEW).status_code == 302
    for answer in (Client().get(path), Client().post(path, NEW | {"name": "Somebody Else"})):
        assert answer.status_code == 410
    with cast.inside():
        assert not Member.objects.filter(name="Somebody Else").exists()


def test_what_does_not_hold_looks_the_same_whatever_is_wrong_with_it():
    """Enumeration: nobody learns from a link whether it was ever one."""
    cast = a_company()
    used, old, withdrawn = (invited(cast, f"{name}@w{cast.workspace_id}.example") for name in ("one", "two", "three"))
    with cast.inside():
        first, second, third = Invitation.objects.order_by("id")
        Invitation.objects.filter(id=second.pk).update(expires_at=clock.now() - timedelta(seconds=1))
        team.withdraw(invitation_id=third.pk, by=cast.manager, at=clock.now())
    Client().post(used, NEW)
    invented = f"/join/{written(Pass(cast.workspace_id, 10**12, 'guess'))}"
    elsewhere = f"/join/{written(Pass(10**12, first.pk, 'guess'))}"
    bodies = {
        Client().get(path).content for path in (used, old, withdrawn, invented, elsewhere, "/join/nonsense", f"{old}x")
    }
    assert len(bodies) == 1


def test_a_link_of_another_company_opens_nothing_here():
    ours, theirs = a_company(), a_company()
    invited(ours)
    with ours.inside():
        row = Invitation.objects.get()
    forged = written(Pass(theirs.workspace_id, row.pk, "word"))
    assert Client().get(f"/join/{forged}").status_code == 410


def test_sent_again_the_link_before_opens_nothing():
    cast = a_company()
    first = invited(cast)
    with cast.inside():
        row = Invitation.objects.get()
    through_the_door(cast, cast.manager).post(f"/settings/invitations/{row.pk}/again")
    second = link(cast)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_whoever_has_an_account_joins_after_the_sign_in_and_keeps_their_password():
    ours, theirs = a_company(), a_company()
    with theirs.inside():
        email = Member.objects.get(id=theirs.rep.id).email
    path, client = invited(ours, email), Client()
    assert "has an account on this Rounds" in client.get(path).content.decode()
    assert client.post(path, NEW).status_code == 409, "nobody joins as them without being them"
    back = client.post(f"/sign-in?next={path}", {"login": email, "password": PASSWORD})
    assert back.headers["Location"] == path
    assert client.post(path, {"name": "Teo Okafor"}).status_code == 302
    assert client.session["workspace"] == ours.workspace_id
    assert Person.objects.get(email=email).check_password(PASSWORD)


def test_somebody_else_who_is_signed_in_does_not_take_the_place():
    cast = a_company()
    path = invited(cast)
    other = through_the_door(cast, cast.rep)
    assert other.post(path, NEW).status_code == 409
    with cast.inside():
        assert Invitation.objects.get().state == "open"


@pytest.mark.parametrize(
    ("form", "why"),
    [({"name": "", "password": NEW["password"]}, "name"), ({"name": "Nina", "password": "short"}, "too short")],
)
def test_a_form_that_will_not_do_says_why_and_the_link_still_holds(form, why):
    cast = a_company()
    path, client = invited(cast), Client()
    answer = client.post(path, NEW | form)
    assert answer.status_code == 409
    assert why in answer.content.decode()
    assert client.post(path, NEW).status_code == 302


def test_the_invitation_leaves_by_the_outbox_and_its_link_is_not_kept():
    cast = a_company()
    path = invited(cast)
    with cast.inside():
        row = Outbox.objects.get(channel="errand")
    with far_side() as far, override_settings(SMTP_OUT=far.way):
        deliver(workspace_id=cast.workspace_id, outbox_id=row.pk, clock=clock.now)
    with cast.inside():
        row.refresh_from_db()
        assert row.state == "sent"
        assert Errand.objects.get().text == ""
    [letter] = far.mails
    mail = message_from_bytes(letter.content or b"", policy=default)
    assert all(path in mail.get_body((form,)).get_content() for form in ("plain", "html"))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "took it" in through_the_door(cast, cast.manager).get("/settings/people").content.decode()


def test_without_a_mail_address_of_ours_an_invitation_is_refused_with_what_helps():
    cast = a_workspace(at=clock.now())
    answer = through_the_door(cast, cast.manager).post("/settings/invitations", {"email": "nina@new.example"})
    assert answer.status_code == 409
    assert "no mail address of ours" in answer.content.decode()
    with cast.inside():
        assert not Invitation.objects.exists()


def test_guessing_links_is_throttled():
    cache.clear()
    path = "/join/guess"
    said = [Client().post(path, NEW).status_code for _ in range(22)]
    cache.clear()
    assert (said[0], said[-1]) == (410, 429)
