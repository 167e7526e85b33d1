"""PostgreSQL, ours or yours: binaries, start and stop, the two roles, the addresses. Start reading at `server.py`."""

from rounds.postgres.kept import Urls, urls
from rounds.postgres.roles import prepare
from rounds.postgres.server import Server
from rounds.postgres.trouble import PostgresTrouble

__all__ = ["PostgresTrouble", "Server", "Urls", "prepare", "urls"]
