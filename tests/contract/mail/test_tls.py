"""Mail by TLS goes to a server that proves its name, and to no other: neither the text nor the password."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from rounds.mail.conversation import End, Envelope, Verdict, hand_over
from rounds.mail.folder import Place, open_folder
from tests.far_side import FarSide, far_side
from tests.imap_side import PASSWORD, imap_side

CERTIFICATES = Path(__file__).parents[2] / "certificates"
MAIL = Envelope("support@fenwick.example", "dana@customer.example", b"Subject: Swap\r\n\r\nDone.\r\n")


def proof() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(CERTIFICATES / "loopback.pem")
    return made


@pytest.fixture
def trusted(monkeypatch):
    """Trust the tests' authority, as a machine does that holds it among its own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "authority.pem"))


def hand(far: FarSide, host: str = "127.0.0.1") -> Verdict:
    return hand_over(replace(far.way, host=host), MAIL, ready=lambda: True, patience=20)


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_mail_leaves_by_tls_where_the_server_is_who_it_says(tls, trusted):
    with far_side(tls=tls, proof=proof()) as far:
        assert hand(far).end is End.SENT
    assert len(far.mails) == 1


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_no_mail_leaves_to_a_server_whose_authority_nobody_trusts(tls):
    with far_side(tls=tls, proof=proof()) as far:
        verdict = hand(far)
    assert (verdict.end, far.mails) == (End.LATER, [])
    assert "certificate verify failed" in verdict.said


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_no_mail_leaves_to_a_server_of_another_name(tls, trusted):
    with far_side(tls=tls, proof=proof()) as far:
        verdict = hand(far, "localhost")
    assert (verdict.end, far.mails) == (End.LATER, [])


def place(port: int) -> Place:
    return Place("support", "127.0.0.1", port, "dana", "INBOX", "tls", PASSWORD)


def test_a_mailbox_is_read_by_tls_where_the_server_is_who_it_says(trusted):
    with imap_side(proof()) as side, open_folder(place(side.port)) as folder:
        side.put(b"Subject: One\r\n\r\n")
        assert folder.new_uids(after=0) == [1]


def test_no_password_is_told_to_a_server_whose_authority_nobody_trusts():
    with imap_side(proof()) as side, pytest.raises(ssl.SSLCertVerificationError), open_folder(place(side.port)):
        pass
    assert side.asked == []
