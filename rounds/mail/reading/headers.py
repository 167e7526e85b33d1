"""The header block of a mail or of one of its parts: fields in order, unfolded, and decoded when they are read."""

import re
from dataclasses import dataclass

from rounds.mail.reading.charsets import head_decoded
from rounds.mail.reading.words import words_decoded

FIELDS_AT_MOST = 1_000
LONGEST_FIELD = 400_000
"""Bytes of one field that are read: 10,000 recipients. The rest stands in the mail, which is kept as it came."""

FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
MBOX_LINE = re.compile(rb">?From ")
GAPS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Headers:
    """Fields in the order they came: name in lower case, and the raw value with its folding taken out.

    charset: what bare letters of eight bits are read in, where they are not UTF-8; "" for Windows-1252.
    """

    fields: tuple[tuple[str, bytes], ...]
    charset: str = ""

    def raw(self, name: str) -> str:
        """Give the first field of that name, its encoded words untouched; empty where there is none."""
        return next((head_decoded(value, self.charset) for field, value in self.fields if field == name), "")

    def every_raw(self, *names: str) -> str:
        """Give all fields of these names as one list, as mailers mean it that write `To` twice."""
        return ", ".join(head_decoded(value, self.charset) for field, value in self.fields if field in names)

    def text(self, name: str) -> str:
        """Give the first field of that name as people read it: one line, decoded."""
        return as_typed(words_decoded(self.raw(name)))


KNOWN = frozenset((
    "from", "to", "cc", "bcc", "subject", "date", "message-id", "received", "return-path", "mime-version",
    "content-type", "content-transfer-encoding", "sender", "reply-to", "delivered-to", "x-mailer", "x-sender",
    "x-original-to", "x-apparently-to", "envelope-to", "resent-from", "x-failed-recipients", "references",
    "in-reply-to", "x-received", "dkim-signature", "user-agent", "newsgroups",
))  # fmt: skip
"""Fields of which a mail has one at least; a text that begins "Note: ..." has none."""

ONLY_IN_TEXTS = frozenset({"sent"})
"""Fields that mail programs write above a mail that they quote, and no mail has."""


def is_head(headers: Headers) -> bool:
    """Say whether these fields are the head of a mail, and not the first lines of a text."""
    names = {name for name, _ in headers.fields}
    return bool(names & KNOWN) and not (names & ONLY_IN_TEXTS and not names & {"date", "received", "message-id"})


def one_line(text: str) -> str:
    """Make one line of a text: every run of blanks, line ends and control characters becomes one blank."""
    return GAPS.sub(" ", text).strip()


def as_typed(text: str) -> str:
    """Make one line of a text and leave blanks as they were typed; a run with line ends or control characters becomes one blank."""
    return GAPS.sub(lambda gap: " " if gap.group().strip(" ") else gap.group(), text).strip()


def body_begins(block: bytes) -> int | None:
    """Say where in a header block the body begins already, without a blank line: behind its last field, at a line that is no field.

    None where no such line stands there, or where the line above is one of a list or of parameters, and this one goes on with it.
    """
    end, begun, goes_on = len(block), None, False
    while end >= 0:
        start = block.rfind(b"\n", 0, end) + 1
        line = block[start:end].rstrip()
        if begun == end + 1:
            goes_on = line.endswith((b";", b","))
        if FIELD.fullmatch(line) or MBOX_LINE.match(line):
            return None if goes_on else begun
        if line[:1] not in (b" ", b"\t"):
            begun = start
        end = start - 1
    return begun


def parse_headers(block: bytes, charset: str = "") -> Headers:
    """Read a header block. A line that is no field goes on with the one above, as if it were folded: so broken servers fold."""
    fields: list[tuple[str, list[bytes]]] = []
    for line in block.split(b"\n"):
        line = line.rstrip(b"\r")
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(line)
        elif len(fields) >= FIELDS_AT_MOST:
            break
        elif found := FIELD.fullmatch(line):
            fields.append((found[1].decode("ascii").lower(), [found[2]]))
        elif fields and line and not MBOX_LINE.match(line):
            fields[-1][1].append(b" " + line)
    return Headers(tuple((name, b"".join(pieces)[:LONGEST_FIELD].strip()) for name, pieces in fields), charset)
