"""By which way the mails of a ticket came in."""

from collections.abc import Sequence

from rounds.mail.models import Via
from rounds.workspaces.rows import fetch

CAME = """
    SELECT received.message_id, received.via FROM received
    JOIN message ON message.id = received.message_id AND (message.kind = 'customer' OR message.old_answer)
    WHERE received.ticket_id IN (SELECT ticket_id FROM message WHERE id = ANY(%(ids)s)) AND received.message_id = ANY(%(ids)s)
      AND received.state IN ('placed', 'settled')
"""


def came_by(message_ids: Sequence[int]) -> dict[int, Via]:
    """Say by which way messages came in, customers' and old answers of ours; those that came by no mail are left out.

    A bounce lies on the answer that it is about, which did not come by it.
    """
    ids = list(message_ids)
    return {message_id: Via(via) for message_id, via in fetch(CAME, {"ids": ids})} if ids else {}
