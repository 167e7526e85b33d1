"""Members work on the page: each ticket is answered once or put to sleep once, never both."""

import threading
import uuid

import psycopg

from crash.ledger import Ledger
from crash.place import Place
from outside.visitor import Answer, Visitor

SPAN = "1 minute"


class Members:
    """Those who work in one round. troubles: refusals that nobody expected."""

    def __init__(self, place: Place, ledger: Ledger) -> None:
        self._place, self._ledger = place, ledger
        self._touched = {str(entry["ticket"]) for kind in ("answer", "timer") for entry in ledger.all(kind)}
        self._lock, self._own = threading.Lock(), threading.local()
        self.troubles: list[str] = []

    def answer(self) -> None:
        """Answer the newest ticket that nobody has touched."""
        marker = f"answer-{uuid.uuid4().hex[:12]}"
        self._act("answer", "/answer", {"text": f"We looked into it. {marker}"}, marker=marker)

    def sleep(self) -> None:
        """Put the newest ticket that nobody has touched to sleep for a minute."""
        self._act("timer", "/sleep", {"date": SPAN})

    def _act(self, kind: str, ending: str, values: dict[str, str], **words: str) -> None:
        """Fill in and send one form of a ticket's page. Raises what DIED names, LookupError where it is not there."""
        if (number := self._untouched()) is None:
            return
        member, path = self._member(), f"/desk/{number}"
        form = member.open(path).form(ending)
        self._ledger.write(kind, ticket=number, sure=False, **words)
        heard = member.submit(form, at=path, **values)
        if heard.status in {302, 303}:
            self._ledger.write(kind, ticket=number, sure=True, **words)
        elif heard.status < 500:
            self.troubles.append(_said(kind, number, heard))

    def _member(self) -> Visitor:
        member: Visitor | None = getattr(self._own, "member", None)
        if member is None:
            member = self._own.member = Visitor(self._place.base, timeout=15, cookies=self._place.cookies)
        return member

    def _untouched(self) -> str | None:
        with psycopg.connect(self._place.owner_url, autocommit=True, connect_timeout=5) as owner:
            rows = owner.execute("select number::text from ticket order by id desc limit 200").fetchall()
        with self._lock:
            found = next((number for (number,) in rows if number not in self._touched), None)
            self._touched |= {found} if found else set()
        return found


def _said(kind: str, number: str, heard: Answer) -> str:
    return f"{kind} of ticket {number} was answered {heard.status}: {heard.page.text[:200]}"
