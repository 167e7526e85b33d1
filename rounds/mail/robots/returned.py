"""The mail that comes back inside a report: where it begins in a text, whom it went to, and its id."""

import re

from rounds.mail.reading import Letter
from rounds.mail.reading.headers import Headers, parse_headers
from rounds.mail.reading.people import parse_people

RETURNED_TYPES = ("message/rfc822", "message/global", "text/rfc822-header", "text/rfc822-headers", "message/partial")
HEAD_AT_MOST = 100_000
IDS_AT_MOST = 5

BEGINS = re.compile(
    r"""^[ \t>*|=#-]*(?:
        (?:below|below\ this\ line)\b.{0,40}\bcopy\ of\ the\ (?:original\ )?(?:message|mail)
      | .{0,30}(?:this\ is|here\ is|is)\ a\ copy\ of\ (?:the|your)\ (?:original\ )?(?:message|mail)
      | .{0,20}(?:original|unsent|returned|undelivered|the\ following\ is\ the)\ (?:message|mail)(?:\ (?:headers?|text))?\ ?
            (?:follows|is\ attached|below|:)
      | message\ (?:headers?|text|header)\ follows?
      | (?:original|your)\ (?:message|mail)\ (?:headers?|as\ follows)\b
      | the\ header\ (?:of\ )?the\ original
      | (?:return-path|received|x-received|arc-seal|dkim-signature)[ ]?:[ ]?\S
    )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
MESSAGE_ID = re.compile(
    r"^[ \t>|]*(?:message-id|references)[ \t]*:[ \t]*(<[^<>\s]{3,400}>)", re.IGNORECASE | re.MULTILINE
)
TO = re.compile(
    r"^[ \t>|]*(?:to|x-original-to|delivered-to)[ \t]*:[ \t]*(\S[^\n]{0,500})", re.IGNORECASE | re.MULTILINE
)


def said_and_returned(text: str) -> tuple[str, str]:
    """Part what the robot says from the mail that it returns below."""
    found = BEGINS.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def returned_heads(letter: Letter) -> list[Headers]:
    """Give the header blocks of the mails that are attached."""
    attached = [each for each in letter.attachments if each.media_type.startswith(RETURNED_TYPES)]
    blocks = [each.data[:HEAD_AT_MOST].replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")[0] for each in attached]
    return [parse_headers(block) for block in blocks]


def returned_ids(letter: Letter) -> tuple[str, ...]:
    """List the ids of the mail that came back, out of the attached mail, the text below, or what the report answers."""
    found = [head.raw("message-id").strip() for head in returned_heads(letter)]
    found += MESSAGE_ID.findall(said_and_returned(letter.text)[1])[:IDS_AT_MOST]
    found += [letter.headers.raw("x-ms-exchange-message-id"), *letter.in_reply_to, *letter.references]
    return tuple(dict.fromkeys(each for each in found if each.startswith("<") and each.endswith(">")))[:IDS_AT_MOST]


def returned_recipients(letter: Letter) -> list[str]:
    """List whom the returned mail was for, as its own fields say."""
    fields = [head.every_raw("to", "x-original-to") for head in returned_heads(letter)]
    fields += TO.findall(said_and_returned(letter.text)[1])[:IDS_AT_MOST]
    return [address.email for field in fields for address in parse_people(field)][:IDS_AT_MOST]
