"""Which servers a page may send us to: whoever sets a mailbox up there names hosts, and must not look around in our own network by it."""

import ipaddress
import socket

from django.conf import settings

INSIDE = (
    "“{host}” is a machine in a private network. Whoever runs this Rounds allows those with ROUNDS_PRIVATE_SERVERS=1."
)


class Unreachable(OSError):
    """A server that nobody may be sent to from a page; the text is a sentence for people."""


def refuse_private(host: str) -> None:
    """Refuse a name that leads into a private network, unless whoever runs Rounds allows it. Raises Unreachable, OSError."""
    if settings.PRIVATE_SERVERS:
        return
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    if any(not is_public(each[4][0]) for each in found):
        raise Unreachable(INSIDE.format(host=host))


def refuse_private_peer(connected: socket.socket, host: str) -> None:
    """Refuse a connection that went elsewhere than the name said a moment ago. Raises Unreachable."""
    if not settings.PRIVATE_SERVERS and not is_public(connected.getpeername()[0]):
        raise Unreachable(INSIDE.format(host=host))


def is_public(address: object) -> bool:
    """Say whether an address is one of the open internet."""
    found = ipaddress.ip_address(str(address).partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global
