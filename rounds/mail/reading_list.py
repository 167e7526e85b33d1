"""Which folders are read: those of ROUNDS_IMAP, and those of the accounts that people set up on the page."""

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from rounds.mail.commands.folders import keep_refresh_token, note_trouble, seal_anew
from rounds.mail.commands.receiving import DATABASE_TROUBLE
from rounds.mail.folder import Place
from rounds.mail.models import Way
from rounds.mail.oauth import Grant, NoToken, Tokens
from rounds.mail.queries.mailboxes import Box
from rounds.mail.queries.ways import all_ways, ways_of
from rounds.mail.secrets import SecretLost, by_older, opened
from rounds.workspaces.current import as_workspace

log = structlog.get_logger()


def places_of_settings() -> list[Place]:
    """Give the folders that ROUNDS_IMAP names."""
    return [
        Place(box.name, box.host, box.port, box.user, box.folder, box.tls, box.password, from_now=box.from_now)
        for box in settings.IMAP_BOXES
    ]


def places_of(way: Way, box: Box, *, clock: Callable[[], datetime]) -> list[Place]:
    """Make the places of an account's folders; all of them share one access token. Raises SecretLost."""
    tokens = tokens_of(way, box, clock=clock) if way.token_url else None
    password = "" if tokens else opened(way, way.secret)
    return [
        Place(
            name="",
            host=way.host,
            port=way.port,
            user=way.user,
            folder=folder,
            tls=way.tls,
            password=password,
            token=tokens,
            from_now=way.from_now,
            from_page=True,
            box=(box.workspace_id, box.mailbox_id),
        )
        for folder in way.folders
    ]


def tokens_of(way: Way, box: Box, *, clock: Callable[[], datetime]) -> Tokens:
    """Make what gives an account's access tokens, by what the database knows of it at that moment."""

    def grant() -> Grant:
        found = ways_of(box.workspace_id, way.pk)
        if not found:
            raise NoToken("The account is not read any more.")
        return grant_of(found[0])

    def keep(token: str) -> None:
        with as_workspace(box.workspace_id):
            keep_refresh_token(way_id=way.pk, token=token, at=clock())

    return Tokens(grant, clock=clock, keep=keep)


def grant_of(way: Way) -> Grant:
    """Open what an access token is asked for with. Raises SecretLost."""
    return Grant(way.token_url, way.client_id, opened(way, way.secret), opened(way, way.client_secret), way.scope)


class Accounts:
    """Reads people's accounts anew now and then; one that did not change keeps its places, and so its access token."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock, self._read_at = clock, 0.0
        self._known: dict[int, tuple[tuple[object, ...], list[Place]]] = {}

    def may_have_changed(self, *, after: float) -> bool:
        """Say whether the last look is so many seconds ago."""
        return time.monotonic() - self._read_at >= after

    def places(self) -> list[Place]:
        """Give all folders to read; while the database is away, those known before."""
        self._read_at = time.monotonic()
        try:
            close_old_connections()
            self._look()
        except DATABASE_TROUBLE:
            log.warning("The database does not answer; mailboxes are read as before")
            connection.close()
        return [*places_of_settings(), *(place for _, places in self._known.values() for place in places)]

    def _look(self) -> None:
        known = {}
        for box, way in all_ways():
            marks = _marks(way)
            before = self._known.get(way.pk)
            known[way.pk] = before if before and before[0] == marks else (marks, self._places(box, way))
        self._known = known

    def _places(self, box: Box, way: Way) -> list[Place]:
        try:
            if by_older(way):
                with as_workspace(box.workspace_id):
                    seal_anew(way_id=way.pk, at=self._clock())
            return places_of(way, box, clock=self._clock)
        except SecretLost as lost:
            with as_workspace(box.workspace_id):
                for folder in way.folders:
                    place = f"{way.user}@{way.host}/{folder}"
                    note_trouble(mailbox_id=box.mailbox_id, place=place, said=str(lost), at=self._clock())
            return []


def _marks(way: Way) -> tuple[object, ...]:
    """Say what of an account makes another one of it. A refresh token is read when it is used, and may change by itself."""
    secret = "" if way.token_url else way.secret
    return (way.host, way.port, way.tls, way.user, tuple(way.folders), secret, way.token_url, way.client_id, way.scope)
