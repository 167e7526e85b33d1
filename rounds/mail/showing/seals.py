"""Signed and encrypted mails: what is said of them. The mail stays whole, so that whoever has the keys can check or open it."""

from rounds.mail.reading import Letter
from rounds.mail.reading.parameters import parse_valued
from rounds.mail.reading.signed import content_of

SIGNED = "Signed; the signature was not checked."
ENCRYPTED = "Encrypted; kept whole."
SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def seal_of(letter: Letter) -> str:
    """Say whether a mail is signed or encrypted, as a sentence; "" where it is neither. Source: RFC 1847, RFC 8551 section 3."""
    kind = parse_valued(letter.headers.raw("content-type"))
    if kind.value == "multipart/encrypted":
        return ENCRYPTED
    if kind.value == "multipart/signed":
        return SIGNED
    if kind.value in SMIME:
        wrapped = (each.data for each in letter.attachments if each.media_type in SMIME)
        return SIGNED if any(content_of(data) is not None for data in wrapped) else ENCRYPTED
    return ""
