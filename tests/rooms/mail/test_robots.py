"""A3, issue 5: robots open, reopen and answer nothing. What comes back of our own mail: test_bounces.py."""

from rounds.desk.models import Ticket
from rounds.mail.incoming import Came
from tests.rooms.mail.post import a_letter, a_post


def test_robots_and_lists_open_no_ticket():
    post = a_post()
    for more in ("Auto-Submitted: auto-replied\r\n", "List-Id: News <news.elsewhere.example>\r\n"):
        assert post.bring(a_letter(more=more)).came is Came.QUARANTINED
    with post.inside():
        assert not Ticket.objects.exists()


def test_a_group_in_our_own_domain_is_a_way_to_the_mailbox():
    post = a_post()
    assert post.bring(a_letter(more="List-Id: <support.fenwick.example>\r\n")).came is Came.PLACED
