"""A port of our own on loopback."""

import secrets
import socket

LOOPBACK = "127.0.0.1"
# Below the ports that the system gives to outgoing connections: one of those could sit on ours at any start.
_OURS = range(20_000, 30_000)


def free_port() -> int:
    """Find a port that nothing listens on."""
    while not is_free(port := secrets.choice(_OURS)):
        pass
    return port


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Say whether a server could listen here now."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True
