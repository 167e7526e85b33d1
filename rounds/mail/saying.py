"""What a mail server said, or did not say, in plain words: for the health line of a mailbox and for whoever tries an account."""

import imaplib
import socket
import ssl

from imap_tools import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from rounds.mail.folder import Place
from rounds.mail.hearing import SaysTooMuch
from rounds.mail.oauth import NoToken
from rounds.mail.reachable import Unreachable
from rounds.mail.secrets import SecretLost
from rounds.mail.signing_in import NotLetIn

MOST = 200


SAYS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    ((NoToken, SaysTooMuch, Unreachable, SecretLost), "{trouble}"),
    ((NotLetIn, MailboxLoginError), "{host} did not let {user} in. Is the {secret} right? It said: {said}"),
    (MailboxFolderSelectError, "{host} let us in and has no folder “{folder}”. It said: {said}"),
    (ssl.SSLCertVerificationError, "{host} does not prove that it is {host}; nothing was sent to it."),
    (ssl.SSLError, "{host} does not speak TLS on port {port}. Mostly that is 993; on 143 choose STARTTLS."),
    (socket.gaierror, "There is no server called {host}."),
    (TimeoutError, "{host} does not answer on port {port}."),
    (ConnectionRefusedError, "{host} takes no connection on port {port}."),
    ((imaplib.IMAP4.abort, ConnectionError), "{host} broke the connection off. It said: {said}"),
    ((imaplib.IMAP4.error, ImapToolsError), "{host} answered what was not expected: {said}"),
    (Exception, "{host} cannot be reached ({said})."),
)
"""The first that fits says it."""


def in_plain_words(trouble: Exception, place: Place) -> str:
    """Say what went wrong with a server, as a sentence and what helps."""
    words = next(words for kinds, words in SAYS if isinstance(trouble, kinds))
    return words.format(
        trouble=trouble,
        host=place.host,
        port=place.port,
        user=place.user,
        folder=place.folder,
        secret="access token" if place.token else "password",
        said=_said(trouble),
    )


def _said(trouble: Exception) -> str:
    """Give the server's own words, without what wraps them."""
    if isinstance(trouble, OSError) and trouble.strerror:
        return str(trouble.strerror)[:MOST]
    result = getattr(trouble, "command_result", None)
    if isinstance(result, tuple) and len(result) > 1:
        words = result[1] if isinstance(result[1], list) else [result[1]]
        said = " ".join(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in words)
    else:
        said = str(trouble)
    return " ".join(said.split())[:MOST]
