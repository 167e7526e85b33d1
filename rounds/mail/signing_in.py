"""Signing in on an IMAP server: by password, or by an access token (XOAUTH2, or OAUTHBEARER of RFC 7628)."""

import imaplib
from collections.abc import Callable

from imap_tools import BaseMailBox

from rounds.basics.objects import read_json


class NotLetIn(imaplib.IMAP4.error):
    """The server did not take who we said we are; the text is what it said."""


def sign_in(connected: BaseMailBox, user: str, password: str, token: Callable[[], str] | None) -> None:
    """Sign in. token: gives an access token; None for a password. Raises NotLetIn, the token's own trouble, imaplib's."""
    client = connected.client
    if token is None:
        if user.isascii() and password.isascii():
            status, said = client._simple_command("LOGIN", client._quote(user), client._quote(password))  # noqa: SLF001
            if status != "OK":
                raise NotLetIn(b" ".join(said).decode("utf-8", "replace"))
            client.state = "AUTH"
        else:
            connected.login_utf8(user, password, initial_folder=None)
        return
    mechanism = "OAUTHBEARER" if "AUTH=OAUTHBEARER" in client.capabilities else "XOAUTH2"
    if f"AUTH={mechanism}" not in client.capabilities:
        raise NotLetIn("The server offers neither XOAUTH2 nor OAUTHBEARER; it takes no access token.")
    bearer = Bearer(mechanism, user, token(), client.host, client.port)
    try:
        client.authenticate(mechanism, bearer)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as refused:
        raise NotLetIn(f"{refused} {bearer.refused}".strip()) from refused


class Bearer:
    """Answers the server's challenges: first with the token; to its reasons for refusing that, with nothing. refused: those reasons."""

    def __init__(self, mechanism: str, user: str, token: str, host: str, port: int) -> None:
        self.refused = ""
        self._begun = False
        self._xoauth2 = mechanism == "XOAUTH2"
        name = user.replace("=", "=3D").replace(",", "=2C")
        self._first = (
            f"user={user}\1auth=Bearer {token}\1\1"
            if self._xoauth2
            else f"n,a={name},\1host={host}\1port={port}\1auth=Bearer {token}\1\1"
        )

    def __call__(self, challenge: bytes) -> bytes:
        if not self._begun:
            self._begun = True
            return self._first.encode()
        self.refused = _reason(challenge)
        return b"" if self._xoauth2 else b"\1"


def _reason(challenge: bytes) -> str:
    try:
        said = read_json(challenge)
    except ValueError:
        return challenge.decode("utf-8", "replace")[:200]
    return f"({said.get('status', '')})" if isinstance(said, dict) else ""
