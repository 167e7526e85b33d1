"""PostgreSQL, ours or yours: binaries, start and stop, the two roles, the addresses. Start reading at `server.py`.

`prepare` stands in `roles`, apart: its psycopg is large, and the supervisor does without it.
"""

from rounds.postgres.kept import Urls, urls
from rounds.postgres.server import Server
from rounds.postgres.trouble import PostgresTrouble

__all__ = ["PostgresTrouble", "Server", "Urls", "urls"]
