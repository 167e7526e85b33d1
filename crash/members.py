"""Members work on the page: a ticket is answered once, or put to sleep once, or is part of one other act (`acts/`)."""

import uuid

from crash.acts import DO
from crash.desk import Desk, refused

SPAN = "1 minute"


class Members:
    """Those who work in one round."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self) -> None:
        """Answer the newest ticket that nobody has touched."""
        marker = f"answer-{uuid.uuid4().hex[:12]}"
        self._act("answer", "/answer", {"text": f"We looked into it. {marker}"}, marker=marker)

    def sleep(self) -> None:
        """Put the newest ticket that nobody has touched to sleep for a minute."""
        self._act("timer", "/sleep", {"date": SPAN})

    def whatever(self) -> None:
        """Do one of the acts that can be taken back."""
        self._desk.chance.choice(DO)(self._desk)

    def _act(self, kind: str, ending: str, values: dict[str, str], **words: str) -> None:
        """Fill in and send one form of a ticket's page. Raises what DIED names, LookupError where it is not there."""
        desk = self._desk
        if (number := desk.untouched()) is None:
            return
        path = f"/desk/{number}"
        form = desk.member.open(path).form(ending)
        desk.ledger.write(kind, ticket=number, sure=False, **words)
        heard = desk.member.submit(form, at=path, **values)
        if heard.status in {302, 303}:
            desk.ledger.write(kind, ticket=number, sure=True, **words)
        elif heard.status < 500:
            desk.troubles.append(refused(f"{kind} of ticket {number}", heard))
