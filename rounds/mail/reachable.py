"""Which servers a page may send us to: whoever sets a mailbox up there names hosts, and must not look around in our own network by it."""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any

from django.conf import settings

INSIDE = (
    "“{host}” is a machine in a private network. Whoever runs this Rounds allows those with ROUNDS_PRIVATE_SERVERS=1."
)

NO_NAME = "“{host}” is no name that a server can have: between two dots stand 1 to 63 letters."

CARRIERS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96")))
"""IPv6 addresses whose last four bytes are an IPv4 address, to which the network hands on (RFC 6052, 4291, 2765)."""


type Found = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]
"""What the system says of one address of a name."""


class Unreachable(OSError):
    """A server that nobody may be sent to from a page; the text is a sentence for people."""


def connected(host: str, port: int, *, seconds: float) -> socket.socket:
    """Connect to a server that a page named: the name is looked up once, so what is called is what was found fit to be.

    seconds: how long each of its addresses may take, and each read later. Raises Unreachable, OSError.
    """
    trouble = OSError(f"no address is known of {host}")
    for family, kind, protocol, _, address in _looked_up(host, port):
        line = socket.socket(family, kind, protocol)
        line.settimeout(seconds)
        try:
            line.connect(address)
        except OSError as refused:
            line.close()
            trouble = refused
        else:
            return line
    raise trouble


def _looked_up(host: str, port: int) -> Sequence[Found]:
    """Look a name up, and refuse it where any of its addresses is private and may not be. Raises Unreachable, OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as odd:
        raise Unreachable(NO_NAME.format(host=host)) from odd
    if not settings.PRIVATE_SERVERS and any(not is_public(each[4][0]) for each in found):
        raise Unreachable(INSIDE.format(host=host))
    return found


def is_public(address: object) -> bool:
    """Say whether an address is one of the open internet."""
    found = ipaddress.ip_address(str(address).partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and any(found in each for each in CARRIERS):
        found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.is_global and not found.is_multicast and not getattr(found, "is_site_local", False)
