"""A mail brought to a mailbox whatever is in it: kept byte for byte, on a ticket or held with a reason, and looked at as people do.

Import this once the database is ready.
"""

from rounds.mail.incoming import Came, Outcome
from rounds.mail.models import Received
from rounds.mail.queries import source, written
from tests.manuals import SHIPPED
from tests.rooms.mail.post import Post, a_post
from tests.world import a_workspace

UNLIMITED = SHIPPED.replace("at most from one sender: 100 in 1 hour\n", "")
STUMBLED = "It could not be made a ticket ("


def a_patient_post() -> Post:
    """Make a mailbox that takes thousands from one sender."""
    assert UNLIMITED != SHIPPED
    return a_post(a_workspace(manual=UNLIMITED))


def bring(post: Post, raw: bytes) -> Outcome:
    """Bring a mail in and look at what became of it. Raises AssertionError where it stumbled inside, or is not here as it came."""
    outcome = post.bring(raw)
    with post.inside():
        kept = Received.objects.get(id=outcome.received_id)
        if outcome.came is not Came.DUPLICATE:
            assert bytes(kept.raw) == raw, "it is not kept as it came"
        assert not kept.reason.startswith(STUMBLED), kept.reason
        if kept.state == "quarantined":
            assert kept.reason, "it is held, and nothing says why"
            source(kept.pk)
        elif kept.message_id:
            for images in (True, False):
                written(
                    kept.message_id, images=images, file_address=lambda file_id, name, _: f"/files/{file_id}/{name}"
                )
    return outcome
