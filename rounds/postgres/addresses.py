"""Database addresses as text: postgresql://user:password@host:port/name?options."""

from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from rounds.postgres.trouble import PostgresTrouble


def address(user: str, password: str, host: str, port: int, database: str) -> str:
    """Write an address."""
    return f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@{host}:{port}/{quote(database, safe='')}"


def same_server(url: str, *, database: str, user: str | None = None, password: str = "") -> str:
    """Point an address at another database of the same server, as another user where one is given.

    Host, port and options (?sslmode=…) stay. Raises PostgresTrouble when url is not such an address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise PostgresTrouble(f"An address looks like postgresql://user:password@host:5432/name, not “{hidden(url)}”.")
    who, _, where = parts.netloc.rpartition("@")
    if user is not None:
        who = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{who}@{where}" if who else where, path=f"/{quote(database, safe='')}"))


def by_socket(url: str, folder: Path) -> str:
    """Point an address at the Unix socket in a folder, on the same machine."""
    parts = urlsplit(url)
    who, _, _ = parts.netloc.rpartition("@")
    where = urlencode({"host": folder, "port": parts.port or 5432}, quote_via=quote)
    return urlunsplit(parts._replace(netloc=f"{who}@", query="&".join(filter(None, [parts.query, where]))))


def some_database(url: str) -> str:
    """Give the address with a database in it: its own, else the one that every server has. Raises PostgresTrouble."""
    named = urlsplit(url).path.strip("/")
    return url if named and same_server(url, database=named) else same_server(url, database="postgres")


def hidden(url: str) -> str:
    """Write an address without its password."""
    who, at, where = url.rpartition("@")
    scheme, slashes, name = who.partition("://")
    user, colon, _ = name.partition(":")
    return f"{scheme}{slashes}{user}{colon and ':…'}{at}{where}"
