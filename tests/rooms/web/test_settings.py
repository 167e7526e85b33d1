"""Settings, page by page: what a member sees there and does there."""

from django.urls import reverse

from rounds.desk import commands as desk
from rounds.team.models import Away, Member, OwnHours
from tests.rooms.web.visitor import statements, through_the_door
from tests.world import MONDAY, a_ticket, a_workspace

OFFICE = {"zone": "Europe/Berlin", "windows": "Mon-Fri 9:00-12:30\r\n\r\nMon-Fri 13:30-18:00", "version": "0"}


def test_each_member_sees_the_pages_they_may_enter_and_comes_to_the_first():
    cast = a_workspace()
    assert through_the_door(cast, cast.manager).get("/settings").headers["Location"] == reverse("people")
    rep = through_the_door(cast)
    assert rep.get("/settings").headers["Location"] == reverse("own-hours")
    assert b"People and roles" not in rep.get("/settings/hours").content


def test_a_page_of_settings_costs_few_statements():
    cast = a_workspace()
    client = through_the_door(cast, cast.manager)
    for path in ("/settings/people", f"/settings/people/{cast.rep.id}", "/settings/hours"):
        client.get(path)
        assert len(statements(client, path)) <= 16, path


def test_a_member_writes_their_hours_as_the_manual_does():
    """C10."""
    cast = a_workspace()
    client = through_the_door(cast)
    assert client.post(reverse("own-hours-text"), OFFICE).status_code == 302
    with cast.inside():
        row = OwnHours.objects.get(member_id=cast.rep.id)
        assert (row.windows, row.zone) == (["Mon-Fri 9:00-12:30", "Mon-Fri 13:30-18:00"], "Europe/Berlin")
        assert row.reviewed_at
    assert "Mon-Fri 9:00-12:30\nMon-Fri 13:30-18:00</textarea>" in client.get(reverse("own-hours")).content.decode()


def test_hours_that_cannot_be_read_come_back_as_they_were_typed():
    cast = a_workspace()
    answer = through_the_door(cast).post(reverse("own-hours-text"), OFFICE | {"windows": "Mon-Fri whenever"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Mon-Fri whenever</textarea>" in page
    assert "not a window" in page
    assert 'aria-invalid="true"' in page


def test_stale_hours_are_refused_with_both_sides_and_go_through_on_top():
    cast = a_workspace()
    client = through_the_door(cast)
    client.post(reverse("own-hours-text"), OFFICE)
    stale = client.post(reverse("own-hours-text"), OFFICE | {"windows": "Tue 9:00-10:00"})
    assert stale.status_code == 409
    assert "Tue 9:00-10:00" in stale.content.decode()
    assert "Mon-Fri 13:30-18:00" in stale.content.decode()
    assert (
        client.post(reverse("own-hours-text"), OFFICE | {"windows": "Tue 9:00-10:00", "version": "1"}).status_code
        == 302
    )


def test_roles_are_ticked_and_an_unknown_one_is_refused():
    cast = a_workspace()
    client = through_the_door(cast, cast.manager)
    path = reverse("person-roles", args=[cast.rep.id])
    assert client.post(path, {"roles": ["rep", "lead"]}).status_code == 302
    with cast.inside():
        assert Member.objects.get(id=cast.rep.id).roles == ["rep", "lead"]
    assert client.post(path, {"roles": ["jester"]}).status_code == 409


def test_who_leaves_is_shown_with_their_tickets_and_what_becomes_of_them():
    cast = a_workspace()
    with cast.inside():
        ticket = a_ticket(subject="Swap the summer banner")
        desk.take(number=ticket.number, by=cast.rep, at=MONDAY)
    client = through_the_door(cast, cast.manager)
    theirs = through_the_door(cast)
    page = client.get(reverse("person", args=[cast.rep.id])).content.decode()
    assert "Swap the summer banner" in page
    assert "back to front desk" in page
    assert client.post(reverse("person-leaving", args=[cast.rep.id])).status_code == 302
    assert theirs.get("/desk").status_code == 403
    assert "Teo Okafor" in client.get("/settings/people").content.decode().partition("No longer here")[2]


def test_the_last_manager_is_told_why_they_stay():
    cast = a_workspace()
    answer = through_the_door(cast, cast.manager).post(reverse("person-leaving", args=[cast.manager.id]))
    assert answer.status_code == 409
    assert "last one here who may manage people" in answer.content.decode()


def test_days_off_of_one_day_and_of_several():
    cast = a_workspace()
    client = through_the_door(cast)
    client.post(reverse("own-away"), {"day": "2031-01-02", "last": ""})
    client.post(reverse("own-away"), {"day": "2031-02-02", "last": "2031-02-05"})
    with cast.inside():
        assert [(a.last_on - a.first_on).days for a in Away.objects.order_by("id")] == [0, 3]
    assert client.post(reverse("own-away"), {"day": "soon"}).status_code == 422


def test_nobody_ends_a_colleagues_days_off_through_their_own_page():
    cast = a_workspace()
    through_the_door(cast).post(reverse("own-away"), {"day": "2031-01-02"})
    with cast.inside():
        away = Away.objects.get()
    assert through_the_door(cast, cast.teammate).post(reverse("own-away-end", args=[away.pk])).status_code == 403
    with cast.inside():
        assert Away.objects.filter(id=away.pk).exists()
