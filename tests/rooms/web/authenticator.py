"""A passkey's far side in a few lines: what a browser and its device answer, honestly or not (WebAuthn level 2)."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data_of(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class Device:
    """A security key with one passkey. verifies: it asks its holder for a finger. counts: how often it has signed."""

    origin: str = "http://localhost"
    verifies: bool = True
    counts: int = 0
    credential: bytes = field(default_factory=lambda: os.urandom(16))
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict) -> str:
        """Answer navigator.credentials.create."""
        self.handle = data_of(options["user"]["id"])
        client = self._client("webauthn.create", options)
        numbers = self.key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        named = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(key)
        whole = cbor2.dumps(
            {"fmt": "none", "attStmt": {}, "authData": self._data(options["rp"]["id"], WITH_KEY) + named}
        )
        return self._answer({"clientDataJSON": text(client), "attestationObject": text(whole), "transports": ["usb"]})

    def sign(self, options: dict) -> str:
        """Answer navigator.credentials.get."""
        self.counts += 1
        client, data = self._client("webauthn.get", options), self._data(options["rpId"])
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(signature),
                "userHandle": text(self.handle),
            }
        )

    def _client(self, kind: str, options: dict) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _data(self, site: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return sha256(site.encode()).digest() + bytes([flags]) + self.counts.to_bytes(4, "big")

    def _answer(self, response: dict) -> str:
        named = text(self.credential)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})
