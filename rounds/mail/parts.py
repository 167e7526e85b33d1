"""The parts of a mail, as they leave: texts, files, and what holds several of them. Each is its own head, an empty line, and its body.

A server that signs a mail (DKIM) finds nothing that one behind it would write anew: no bare line ends, no line over 998 bytes, no byte
above ASCII where it can be helped.
"""

from base64 import encodebytes
from binascii import b2a_base64
from collections.abc import Sequence
from email.message import MIMEPart
from email.quoprimime import body_encode

from rounds.mail.fields import LINE, Rules

END = b"\r\n"

SAMPLE = 10
"""Lines by which it is decided how a text is encoded."""


def text_part(text: str, form: str) -> bytes:
    """Write a text. form: "plain" or "html"."""
    encoding, body = _encoded(text)
    head = f'Content-Type: text/{form}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + body


def file_part(data: bytes, *, media_type: str, name: str, rules: Rules) -> bytes:
    """Write a file, as bytes whatever its type claims, so that no mail server changes it on its way."""
    kind, _, subtype = media_type.partition("/")
    part = MIMEPart(policy=rules)
    part.set_content(data, maintype=kind, subtype=subtype, filename=name)
    return part.as_bytes()


def several(form: str, parts: Sequence[bytes], *, boundary: str) -> bytes:
    """Write what holds several parts. form: "alternative" or "mixed". boundary: stands in none of them."""
    head = f'Content-Type: multipart/{form};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    between = f"\r\n--{boundary}\r\n".encode()
    return b"".join((head, between[2:], between.join(parts), f"\r\n--{boundary}--\r\n".encode()))


def _encoded(text: str) -> tuple[str, bytes]:
    """Write a text's lines so that any server takes them: as they are, else in whichever encoding is shorter."""
    lines = text.encode().splitlines()
    body = END.join(lines) + END
    if body.isascii() and max(map(len, lines), default=0) <= LINE:
        return "7bit", body
    sample = END.join(lines[:SAMPLE]) + END
    if len(_quoted(sample)) > len(b2a_base64(sample)):
        return "base64", encodebytes(body).replace(b"\n", END)
    return "quoted-printable", _quoted(body).replace("\n", "\r\n").encode("ascii")


def _quoted(body: bytes) -> str:
    return body_encode(body.decode("latin-1"), LINE)
