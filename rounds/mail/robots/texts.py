"""Bounces in words alone, as servers wrote them before and beside RFC 3464: qmail, Exim, Exchange, Notes and many others.

Three signs are looked for: a robot sent it, its subject says so, its text says so. Two of them make a bounce; the two in words alone only
where a machine may have sent it, for people write to us about mails that came back to them, and put its words into theirs. What the
text names as recipient stands near those words, or before an answer of a server; failing that, the returned mail says whom it was for.
"""

import re

from rounds.mail.reading import Letter
from rounds.mail.reading.headers import one_line
from rounds.mail.robots.phrases import MACHINES, ROBOT_NAMES, ROBOTS, SUBJECT, TEXT
from rounds.mail.robots.returned import returned_ids, returned_recipients, said_and_returned
from rounds.mail.robots.sorts import Bounce

TEXT_AT_MOST = 20_000
LONGEST = 1_000
ADDRESS = re.compile(
    r"(?<![/\\\w.-])[A-Za-z0-9!#$%&'*+=?^_`{|}~.-]{1,100}@[A-Za-z0-9-]{1,100}(?:\.[A-Za-z0-9-]{1,100}){1,10}"
)
STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![\d.]\d)")
CODE = re.compile(r"(?<![\d.:/-])([45]\d\d)(?![\d:/]|\.\d)[ -]")
ANSWER = re.compile(r"(?<![\d.:/-])[45]\d\d(?:[ -]|\s*#)[^\n]{3,}|(?:^|[^\d.])[45]\.\d\.\d{1,3}[ \t][^\n]{3,}")
TRIES_ON = re.compile(
    r"will (?:be )?(?:retried|keep trying|continue|try)|still being retried|no action is required|is only a warning|\bdelayed\b"
    r"|has not (?:yet )?been delivered|could not be delivered (?:yet|for the last)",
    re.IGNORECASE,
)
GIVES_UP = re.compile(r"permanent|giving up|given up|failed|undeliver|too long|will not", re.IGNORECASE)


def bounce_of_text(letter: Letter) -> Bounce | None:
    """Read a bounce out of its words; None where the mail is none."""
    text = letter.text[:TEXT_AT_MOST]
    said, _ = said_and_returned(text)
    if not _is_bounce(letter, said):
        return None
    failed = letter.headers.raw("x-failed-recipients")
    recipient = _first_address(failed, letter) or _recipient(said, letter)
    diagnostic = _diagnostic(said)
    return Bounce(
        recipient=recipient or next(iter(returned_recipients(letter)), ""),
        status=_status(diagnostic) or _status(said),
        diagnostic=diagnostic[:LONGEST],
        final=not (TRIES_ON.search(said) and not GIVES_UP.search(letter.subject + said)),
        returned_ids=returned_ids(letter),
    )


def _is_bounce(letter: Letter, said: str) -> bool:
    if letter.headers.raw("x-failed-recipients"):
        return True
    own = "\n".join(line for line in said.split("\n") if not line.startswith(">") or line.startswith((">>> ", "> 5")))
    words = (bool(SUBJECT.search(letter.subject)), bool(TEXT.search(own)))
    if is_post_robot(letter):
        return any(words) or (bool(ANSWER.search(own)) and bool(ADDRESS.search(own)))
    return all(words) and bool(MACHINES.search(f"{letter.sender.name} {letter.sender.key.partition('@')[0]}"))


def is_post_robot(letter: Letter) -> bool:
    """Say whether a server of the post sent this: its name says so, or there is no way back."""
    name, _, _ = letter.sender.key.partition("@")
    if name in ROBOTS or ROBOT_NAMES.search(letter.sender.name):
        return True
    back = letter.headers.raw("return-path").strip().lower()
    return back == "<>" or back.lstrip("<").partition("@")[0].rstrip(">") in ROBOTS


def _recipient(said: str, letter: Letter) -> str:
    """Find whom the mail did not reach: the first address behind the words that say so, else the first of all."""
    found = TEXT.search(said)
    return (found and _first_address(said[found.start() :], letter)) or _first_address(said, letter)


def _first_address(text: str, letter: Letter) -> str:
    """Give the first address in a text that is not the robot's own, nor whoever the report went to."""
    ours = {letter.sender.key, *(each.key for each in letter.to)}
    found = [match.group().strip(".'`") for match in ADDRESS.finditer(text)]
    others = [each for each in found if each.lower() not in ours and each.lower().partition("@")[0] not in ROBOTS]
    return next((each for each in others if not _is_id(each, text)), "")


def _is_id(address: str, text: str) -> bool:
    """Say whether this stands in the text as the id of a mail, which looks like an address."""
    return f"message-id: <{address.lower()}" in text.lower()


def _diagnostic(said: str) -> str:
    """Give what the other server answered, with the lines that go on with it; else what the words say."""
    if answer := ANSWER.search(said):
        line_end = said.find("\n\n", answer.start())
        whole = said[answer.start() : line_end if line_end >= 0 else None]
        return one_line(" ".join(whole.split("\n")[:4]))
    found = TEXT.search(said)
    return one_line(" ".join(said[found.start() :].split("\n")[:4])) if found else ""


def _status(text: str) -> str:
    """Give the status that stands in a text; of a bare code its class: 550 is 5.0.0."""
    if found := STATUS.search(text):
        return found[1]
    code = CODE.search(text)
    return f"{code[1][0]}.0.0" if code else ""
