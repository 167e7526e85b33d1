"""Where sign-ins are kept (Django's SESSION_ENGINE): a row a browser, read together with who it belongs to.

Asking for the session, then the person, then the member, then the workspace would be four ways to the database before a
page has begun; `came_in` answers all four at once.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils.crypto import constant_time_compare

from rounds.team.models import Member, Person, Session
from rounds.workspaces.models import Workspace
from rounds.workspaces.rows import fetch, loaded

WORKSPACE = "workspace"
"""The session's word for the company that its person is in."""

SEVERAL = "several"
"""Whether its person may enter more than one company; looked up when they come in."""

SEEN, DEVICE = "seen", "device"
"""When this browser last came (seconds since 1970, to within some minutes), and what kind of browser it is."""


@dataclass(frozen=True, slots=True)
class Came:
    """Who a session belongs to. member, workspace: None where no company was entered yet, or the membership has ended."""

    person: Person
    member: Member | None
    workspace: Workspace | None


class SessionStore(db.SessionStore):
    """A session. came: who it belongs to, once it was read and proved; None before, and where nobody is signed in."""

    came: Came | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """Read the session, and in the same breath whose it is."""
        found = fetch("SELECT * FROM came_in(%s)", [self.session_key])
        if not found:
            self._session_key = None
            return {}
        stored, *who = found[0]
        data: dict[str, Any] = self.decode(stored)
        self.came = _proved(data, who)
        return data

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Read what a session holds. Its signature is proved once: the same text comes with every page of the same browser."""
        data: dict[str, Any] = json.loads(_read(session_data))
        return data

    def flush(self) -> None:
        """Forget everything, and who it was."""
        super().flush()
        self.came = None

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Make the row, with what the session says of person and company as columns."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.person_id, row.workspace_id = data.get(SESSION_KEY), data.get(WORKSPACE)
        row.device = data.get(DEVICE, "")
        row.seen_at = datetime.fromtimestamp(data[SEEN], UTC) if SEEN in data else None
        return row


@lru_cache(maxsize=5000)
def _read(session_data: bytes | str) -> str:
    """Prove a session's signature, and give what it holds as JSON: each reader has a copy of their own. "{}" where it is not ours."""
    return json.dumps(db.SessionStore().decode(session_data))


def _proved(data: dict[str, Any], who: list[Any]) -> Came | None:
    """Take the row's person as who came in, where the session was signed for this very password.

    All else (an older secret key, somebody switched off) is left to `django.contrib.auth.get_user`, which knows what to do.
    """
    person_id, email, password, last_login, active, *rest = who
    if not active or data.get(SESSION_KEY) != str(person_id) or BACKEND_SESSION_KEY not in data:
        return None
    person = loaded(Person, id=person_id, email=email, password=password, last_login=last_login, is_active=active)
    if not constant_time_compare(data.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()):
        return None
    return Came(person, *_place(person_id, rest))


def _place(person_id: int, found: list[Any]) -> tuple[Member | None, Workspace | None]:
    member_id, name, email, roles, joined_at, workspace_id, called, slug, version, created_at = found
    if member_id is None:
        return None, None
    workspace = loaded(
        Workspace, id=workspace_id, name=called, slug=slug, manual_version=version, created_at=created_at
    )
    member = loaded(
        Member,
        id=member_id,
        workspace_id=workspace_id,
        person_id=person_id,
        name=name,
        email=email,
        roles=roles,
        active=True,
        joined_at=joined_at,
    )
    return member, workspace
