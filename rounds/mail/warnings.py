"""What members are told by mail of their own sign-in: a change that they did not make, they have to hear of outside of Rounds.

A mail names no device, no code and no address of a page: what looks like it and has a link in it is not ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rounds.basics.localtime import wall
from rounds.policies.book import Book


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change. subject: of the mail, says: what was done, as a sentence. {by}: who did it."""

    subject: str
    says: str


WARNINGS: Mapping[str, Change] = {
    "team.authenticator app on": Change(
        "An authenticator app was added", "An authenticator app was added to your sign-in."
    ),
    "team.authenticator app off": Change(
        "An authenticator app was removed", "The authenticator app was removed from your sign-in."
    ),
    "team.passkey added": Change("A passkey was added", "A passkey was added to your sign-in."),
    "team.passkey removed": Change("A passkey was removed", "A passkey was removed from your sign-in."),
    "team.second factor taken away": Change(
        "Your second factor was reset",
        "{by} took your authenticator app, passkeys and recovery codes away. Your password alone lets you in now, and "
        "wherever you were signed in, you are no more.",
    ),
    "team.token made": Change(
        "An API token was made",
        "An API token was made for you: a program that has it acts in your name, within what it is for.",
    ),
}
"""By kind of event; the member is who the event is about."""

LETTER = """Hello {name},

{says}

That was on {when} ({zone}).

If it was you, or you know of it, there is nothing to do. If not, sign in as you always do, choose another password and look
at “Your sign-in” and “API tokens” in the settings; and tell whoever manages people at {company}.

{company}
"""


def letter(kind: str, *, name: str, by: str, company: str, at: datetime, book: Book) -> tuple[str, str]:
    """Write subject and text, in the team's own words and zone. by: who did it, as people read it. at: aware, UTC."""
    change = WARNINGS[kind]
    text = book.speech.filled(
        LETTER,
        name=name,
        says=book.speech.filled(change.says, by=by),
        when=wall(at, book.zone).strftime("%Y-%m-%d at %H:%M"),
        zone=book.zone.key,
        company=company,
    )
    return f"{change.subject} at {company}", text
