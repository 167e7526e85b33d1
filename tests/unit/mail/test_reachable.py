"""Which servers a page may send us to."""

import socket
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from rounds.mail.oauth import Grant, ask
from rounds.mail.reachable import Unreachable, connected, is_public, refuse_private

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
        refuse_private(host)


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "localhost"])
def test_other_spellings_of_this_machine_are_refused(host):
    with pytest.raises(Unreachable, match="private network"):
        refuse_private(host)


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
