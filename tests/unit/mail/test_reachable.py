"""Which servers a page may send us to."""

import socket
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from rounds.mail.folder import Place, signed_in
from rounds.mail.oauth import Grant, ask
from rounds.mail.reachable import Unreachable, connected, is_public

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
HIDDEN = ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "::127.0.0.1", "::ffff:0:10.0.0.1", "::ffff:127.0.0.1", "fec0::1"]


@pytest.fixture
def guarded(monkeypatch):
    """Whoever runs Rounds allows no private servers."""
    monkeypatch.setattr("rounds.mail.reachable.settings", SimpleNamespace(PRIVATE_SERVERS=False))


@pytest.mark.parametrize(
    "address", [*HIDDEN, "127.0.0.1", "169.254.169.254", "10.1.2.3", "224.0.0.1", "ff02::1", "::1"]
)
def test_no_address_of_our_own_network_is_public_however_it_is_written(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_of_the_open_internet_are_public(address):
    assert is_public(address)


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("host", ["imap..example.org", ".example.org", f"{'a' * 64}.example.org"])
def test_a_name_that_no_server_can_have_is_refused_in_words(host):
    with pytest.raises(Unreachable, match="no name that a server can have"):
        connected(host, 143, seconds=1)


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "localhost"])
def test_other_spellings_of_this_machine_are_refused(host):
    with pytest.raises(Unreachable, match="private network"):
        connected(host, 143, seconds=1)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_name_that_means_another_machine_when_it_is_asked_again_is_asked_once(monkeypatch, allowed: bool):
    """Whoever owns a name says public the first time, and ours the second (DNS rebinding)."""
    monkeypatch.setattr("rounds.mail.reachable.settings", SimpleNamespace(PRIVATE_SERVERS=allowed))
    asked: list[str] = []
    truly = socket.getaddrinfo

    def answers(host, port, *more, **others):
        asked.append(host)
        return truly("127.0.0.1", port, *more, **others)

    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(socket, "getaddrinfo", answers)
        port = server.getsockname()[1]
        if allowed:
            connected("token.example", port, seconds=5).close()
        else:
            with pytest.raises(Unreachable):
                ask(Grant(f"http://token.example:{port}/token", "us", "secret"), at=MONDAY)
            server.settimeout(0.1)
            with pytest.raises(TimeoutError):
                server.accept()
    assert asked == ["token.example"]


@pytest.mark.parametrize("tls", ["tls", "starttls", "none"])
def test_a_mail_server_that_a_page_named_is_looked_up_once_and_never_called_in_our_own_network(monkeypatch, tls: str):
    """The name says public the first time, and ours the second: nobody learns by it what listens here."""
    monkeypatch.setattr("rounds.mail.reachable.settings", SimpleNamespace(PRIVATE_SERVERS=False))
    asked: list[str] = []

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        address = ("127.0.0.1", port)

        def answers(host, *more, **others):
            asked.append(host)
            shown = ("198.51.100.1", port) if len(asked) == 1 else address
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", shown)]

        def goes_nowhere(line, where):
            assert where != address, "our own network is called"
            raise TimeoutError("nobody is there")

        monkeypatch.setattr("rounds.mail.reachable.is_public", lambda found: str(found) != "127.0.0.1")
        monkeypatch.setattr(socket, "getaddrinfo", answers)
        monkeypatch.setattr(socket.socket, "connect", goes_nowhere)
        place = Place("support", "imap.example", port, "ada", "INBOX", tls, "secret", from_page=True)
        with pytest.raises(TimeoutError, match="nobody is there"), signed_in(place, patience=1):
            pass
    assert asked == ["imap.example"]
