"""Passkeys (WebAuthn): what a browser is asked for, and whether what it answers proves anything.

The library is asked for when somebody shows a passkey, not before: loading it takes a quarter of a second.
"""

from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rounds.basics.objects import read_json

NAME = "Rounds"
LONGEST_ANSWER = 20_000
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, NotBase64, RecursionError)
"""What the library lets through where an answer is not even of the right shape."""


@dataclass(frozen=True, slots=True)
class Site:
    """Whose passkeys they are: a name, and the address of the pages that may ask for them (https://desk.example.com)."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A passkey as its browser gave it."""

    credential: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A challenge that a passkey has signed. sign_count: how often it says that it has signed, 0 where it does not count."""

    sign_count: int


class NotProved(Exception):
    """What came from the browser proves nothing; the text says why, for the log."""


def asked_to_register(site: Site, *, account: str, handle: bytes, challenge: bytes, known: Iterable[bytes]) -> str:
    """Write what a browser needs to make a passkey, as JSON. known: those that the person has already."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=site.name,
        rp_name=NAME,
        user_name=account,
        user_id=handle,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=credential) for credential in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return options_to_json(options)


def asked_to_sign(site: Site, *, challenge: bytes, known: Iterable[bytes] = (), alone: bool) -> str:
    """Write what a browser needs to let a passkey sign, as JSON. known: those that may; none, and any of this site may.

    alone: it stands for the password too, so whoever holds it has to show that it is theirs (a finger, a PIN).
    """
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site.name,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=credential) for credential in known],
        user_verification=UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options)


def credential_of(answer: str) -> bytes:
    """Say which passkey an answer speaks for, before anything of it is proved. Raises NotProved."""
    from webauthn.helpers import base64url_to_bytes

    try:
        return base64url_to_bytes(_read(answer)["id"])
    except UNREADABLE as wrong:
        raise NotProved("no passkey is named") from wrong


def registered(answer: str, site: Site, *, challenge: bytes) -> Registered:
    """Take a passkey that a browser has made for this challenge on this site. Raises NotProved."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    given = _read(answer)
    try:
        found = verify_registration_response(
            credential=given, expected_challenge=challenge, expected_rp_id=site.name, expected_origin=site.origin
        )
        transports = tuple(str(each)[:20] for each in given["response"].get("transports") or ())[:8]
    except (WebAuthnException, *UNREADABLE) as wrong:
        raise NotProved(str(wrong)) from wrong
    return Registered(found.credential_id, found.credential_public_key, found.sign_count, transports)


def signed(answer: str, site: Site, *, challenge: bytes, public_key: bytes, handle: bytes, alone: bool) -> Signed:
    """Take a signature of this challenge on this site by this key. Whether it counts on is the caller's to look at.

    handle: whom the passkey was made for. alone: whoever holds it must have shown that it is theirs. Raises NotProved.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    given = _read(answer)
    try:
        found = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=alone,
        )
        whose = given["response"].get("userHandle")
        if whose and base64url_to_bytes(whose) != handle:
            raise NotProved("made for somebody else")
    except (WebAuthnException, *UNREADABLE) as wrong:
        raise NotProved(str(wrong)) from wrong
    return Signed(found.new_sign_count)


def _read(answer: str) -> dict[str, Any]:
    try:
        found = read_json(answer) if len(answer) <= LONGEST_ANSWER else None
    except ValueError as wrong:
        raise NotProved("no JSON") from wrong
    if not isinstance(found, dict) or not isinstance(found.get("response"), dict):
        raise NotProved("of another shape")
    return found
