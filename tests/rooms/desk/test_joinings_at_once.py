"""Two contacts are joined while others join them too, or while they write."""

from functools import partial

from rounds.accounts.models import ContactJoin
from rounds.desk.models import Message, Party, Ticket
from tests.at_once import at_once, refused_of
from tests.rooms.desk.two_contacts import join, two, writes_again
from tests.world import a_ticket, a_workspace


def test_of_two_joinings_at_once_one_is_done_whichever_way_round():
    for turned in (False, True):
        cast = a_workspace()
        with cast.inside():
            kept, other = two()
            for each in (kept, other):
                a_ticket(by=each)
        pairs = (kept, other), ((other, kept) if turned else (kept, other))
        came = at_once(*(partial(join, cast, *pair) for pair in pairs), inside=cast)
        assert [[each.code for each in no.problems] for no in refused_of(came)] == [["joined"]]
        with cast.inside():
            assert ContactJoin.objects.count() == 1


def test_mails_that_come_in_while_two_are_joined_land_on_the_one_that_stays():
    cast = a_workspace()
    with cast.inside():
        kept, other = two()
        ticket = a_ticket(by=other)

    def a_mail() -> None:
        a_ticket(by=other)

    def an_answer() -> None:
        writes_again(ticket, other)

    came = at_once(lambda: join(cast, kept, other), a_mail, an_answer, a_mail, an_answer, inside=cast)
    assert refused_of(came) == []
    with cast.inside():
        assert set(Ticket.objects.values_list("requester_id", flat=True)) == {kept.contact_id}
        assert set(Party.objects.values_list("contact_id", flat=True)) == {kept.contact_id}
        assert set(Message.objects.values_list("author_contact_id", flat=True)) == {kept.contact_id}
        assert Ticket.objects.count() == 3
