"""Signed and encrypted mails: what is said of them. The mail stays whole, so that whoever has the keys can check or open it."""

from rounds.mail.reading.headers import Headers
from rounds.mail.reading.parameters import parse_valued

SIGNED = "Signed; the signature was not checked."
ENCRYPTED = "Encrypted; kept whole."
SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def seal_of(headers: Headers) -> str:
    """Say whether a mail is signed or encrypted, as a sentence; "" where it is neither. Source: RFC 1847, RFC 8551 section 3."""
    kind = parse_valued(headers.raw("content-type"))
    if kind.value == "multipart/encrypted":
        return ENCRYPTED
    if kind.value == "multipart/signed":
        return SIGNED
    if kind.value in SMIME:
        return SIGNED if kind.get("smime-type").lower() == "signed-data" else ENCRYPTED
    return ""
