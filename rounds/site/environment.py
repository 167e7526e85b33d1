"""What this machine's environment says. A wrong value stops the start with a plain sentence."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo

PREPARED = {"server_side_binding": True, "prepare_threshold": 3}
"""Values go beside the statement, and what was asked a few times keeps its plan: a third less work for the database."""

HIGHEST_PORT = 65535
IMAP = "support=imaps://user:password@host/INBOX"


class WrongSetting(Exception):
    """A value in the environment cannot be used; the text says which one and what is expected."""


@dataclass(frozen=True, slots=True)
class ImapBox:
    """One folder that is read. name: its mailbox's name in its workspace, "slug/name" or "name".

    tls: "tls", "starttls" or "none". from_now: what lies there at the first look stays unread.
    """

    name: str
    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: str
    from_now: bool = False


@dataclass(frozen=True, slots=True)
class SmtpOut:
    """The server that takes our mail.

    signs_return: mails come back to their ticket's signed address; else, for a server that lets nobody sign so, to the mailbox.
    """

    host: str
    port: int
    user: str
    password: str
    tls: str  # "none", "starttls" or "tls"
    signs_return: bool = True


@dataclass(frozen=True, slots=True)
class Live:
    """Where browsers hear what changes: a path of the page's own host, or a port on it; neither, and they poll."""

    path: str
    port: int | None

    def url(self, host: str) -> str:
        """Give the address for a page of this host (name, perhaps a port); empty where pages poll. No policy can name a [::1]."""
        name = host.partition(":")[0]
        if self.path or not self.port or "[" in host:
            return self.path
        return f"http://{name}:{self.port}/stream"

    def sources(self, hosts: Sequence[str]) -> list[str]:
        """List what the content policy lets pages of these hosts connect to, beside their own."""
        names = [host.replace(".", "*.", 1) if host.startswith(".") else host for host in hosts if "[" not in host]
        return [f"http://{name}:{self.port}" for name in names] if self.port else []


def home(env: Mapping[str, str] = os.environ) -> Path:
    """Say where this Rounds keeps what is its own."""
    return Path(env.get("ROUNDS_HOME") or Path.home() / ".local/share/rounds").expanduser().absolute()


def telemetry(env: Mapping[str, str] = os.environ) -> Path:
    """Read ROUNDS_TELEMETRY_URL, the folder where segments of usage lie: file:///srv/usage; under ROUNDS_HOME where none is set."""
    text = env.get("ROUNDS_TELEMETRY_URL", "")
    if not text:
        return home(env) / "telemetry"
    parts = _url("ROUNDS_TELEMETRY_URL", text, "file:///srv/usage")
    if parts.scheme != "file" or parts.netloc or len(parts.path) < 2 or parts.query:
        raise WrongSetting(f"ROUNDS_TELEMETRY_URL must look like file:///srv/usage, not “{_hidden(text)}”.")
    return Path(unquote(parts.path))


def secret_key(env: Mapping[str, str] = os.environ) -> str:
    """Give the secret key; made once and kept, 0600, where none is set."""
    if key := env.get("ROUNDS_SECRET_KEY"):
        return key
    kept = home(env) / "secret-key"
    if not kept.exists():
        _keep(kept, secrets.token_urlsafe(64))
    return kept.read_text().strip()


def older_secret_keys(env: Mapping[str, str] = os.environ) -> list[str]:
    """Read ROUNDS_SECRET_KEY_FALLBACKS: keys that were in use before, with commas between. Nothing new is signed with them."""
    return [key for each in env.get("ROUNDS_SECRET_KEY_FALLBACKS", "").split(",") if (key := each.strip())]


def database(url: str, *, name: str = "DATABASE_URL") -> dict[str, object]:
    """Turn postgres://user:password@host:port/name?sslmode=… into Django's settings. name: of the setting."""
    expected = "postgresql://user:password@host:5432/name"
    parts = _url(name, url, expected)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise WrongSetting(f"{name} must look like {expected}, not “{_hidden(url)}”.")
    return {
        "ENGINE": "rounds.postgres.backend",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**PREPARED, "connect_timeout": "10", **_options(name, parts.query)},
    }


def address(env: Mapping[str, str], name: str, default: str) -> tuple[str, int]:
    """Read a host:port."""
    text = env.get(name) or default
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
        raise WrongSetting(f"{name} must look like 127.0.0.1:2525, not “{text}”.")
    return host, int(port)


def networks(env: Mapping[str, str], name: str, default: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read addresses and networks with commas between; `none` for none."""
    text = env.get(name) or default
    try:
        return tuple(ip_network(each.strip()) for each in text.split(",")) if text != "none" else ()
    except ValueError as wrong:
        raise WrongSetting(f"{name} names addresses or networks, 10.0.0.7,10.1.0.0/16, not “{text}”.") from wrong


def page_address(env: Mapping[str, str]) -> str:
    """Read ROUNDS_ADDRESS, where people open the page: https://desk.example.com; empty where it is any of ROUNDS_HOSTS."""
    text = env.get("ROUNDS_ADDRESS", "")
    if not text:
        return ""
    parts = _url("ROUNDS_ADDRESS", text, "https://desk.example.com")
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or "@" in text
    ):
        raise WrongSetting(f"ROUNDS_ADDRESS must look like https://desk.example.com, not “{_hidden(text)}”.")
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port not in {None, usual} else "")


def number(env: Mapping[str, str], name: str, default: int) -> int:
    """Read a whole number above zero."""
    text = env.get(name) or str(default)
    if not text.isdecimal() or int(text) < 1:
        raise WrongSetting(f"{name} must be a whole number above zero, not “{text}”.")
    return int(text)


def port(env: Mapping[str, str], name: str, default: int) -> int:
    """Read a port, 1 to 65535."""
    if (found := number(env, name, default)) > HIGHEST_PORT:
        raise WrongSetting(f"{name} must be a port, 1 to {HIGHEST_PORT}, not “{found}”.")
    return found


def live(env: Mapping[str, str], *, https: bool) -> Live:
    """Read where browsers hear what changes: ROUNDS_LIVE_URL behind a proxy, else ROUNDS_LIVE_PORT on the page's own host."""
    url = env.get("ROUNDS_LIVE_URL", "")
    if url and not (url.startswith("/") and not url.startswith("//")):
        raise WrongSetting(f"ROUNDS_LIVE_URL must be a path on the page's own host, /live/stream, not “{url}”.")
    plain = None if https else live_port(env)  # a page that came by HTTPS may not ask without
    return Live(url, None if url else plain)


def live_port(env: Mapping[str, str]) -> int | None:
    """Read ROUNDS_LIVE_PORT; None where it is not set."""
    return port(env, "ROUNDS_LIVE_PORT", 1) if env.get("ROUNDS_LIVE_PORT") else None


def smtp_out(env: Mapping[str, str]) -> SmtpOut | None:
    """Read ROUNDS_SMTP_OUT: smtp://, smtp+starttls:// or smtps://user:password@host:port, with ?return-to=mailbox."""
    if not (text := env.get("ROUNDS_SMTP_OUT")):
        return None
    parts = _url("ROUNDS_SMTP_OUT", text, "smtp://host:25")
    ways = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
    if parts.scheme not in ways or not parts.hostname:
        raise WrongSetting(f"ROUNDS_SMTP_OUT must look like smtp://host:25, not “{_hidden(text)}”.")
    tls, port = ways[parts.scheme]
    return SmtpOut(
        parts.hostname,
        parts.port or port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tls,
        _signs_return(parts.query),
    )


def _signs_return(query: str) -> bool:
    """Read what stands behind the question mark of ROUNDS_SMTP_OUT."""
    options = dict(parse_qsl(query, keep_blank_values=True))
    if options not in ({}, {"return-to": "ticket"}, {"return-to": "mailbox"}):
        raise WrongSetting(f"ROUNDS_SMTP_OUT ends in “?{query}”; known are ?return-to=ticket and ?return-to=mailbox.")
    return options.get("return-to") != "mailbox"


def yes(env: Mapping[str, str], name: str) -> bool:
    """Read a setting that is 1 or nothing."""
    if (text := env.get(name, "")) not in {"", "0", "1"}:
        raise WrongSetting(f"{name} is 1 or empty, not “{text}”.")
    return text == "1"


def imap_boxes(env: Mapping[str, str]) -> tuple[ImapBox, ...]:
    """Read ROUNDS_IMAP: name=imap://user:password@host:port/FOLDER, several with commas between; each of a mailbox's folders is one."""
    entries = [entry.strip() for entry in env.get("ROUNDS_IMAP", "").split(",") if entry.strip()]
    boxes = tuple(_imap_box(entry) for entry in entries)
    places = [(box.name, box.user, box.host, box.folder) for box in boxes]
    if twice := sorted({place for place in places if places.count(place) > 1}):
        raise WrongSetting(f"ROUNDS_IMAP names the folder “{twice[0][3]}” of “{twice[0][0]}” twice.")
    return boxes


def _imap_box(entry: str) -> ImapBox:
    name, _, url = entry.partition("=")
    parts = _url("ROUNDS_IMAP", url.strip(), IMAP)
    ways = {"imap": ("none", 143), "imap+starttls": ("starttls", 143), "imaps": ("tls", 993)}
    if not name or parts.scheme not in ways or not parts.hostname or parts.query not in {"", "from=now"}:
        raise WrongSetting(f"ROUNDS_IMAP must look like {IMAP}, not “{_hidden(entry)}”.")
    tls, port = ways[parts.scheme]
    return ImapBox(
        name=name.strip(),
        host=parts.hostname,
        port=parts.port or port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=tls,
        from_now=parts.query == "from=now",
    )


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(fresh, path)  # two starts at once: the first one's key stays
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _url(name: str, text: str, expected: str) -> SplitResult:
    """Cut an address of some kind into its parts, its port among them looked at."""
    try:
        parts = urlsplit(text)
        fits = parts.port != 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        fits = False
    if not fits:
        raise WrongSetting(f"{name} must look like {expected}, not “{_hidden(text)}”.")
    return parts


def _options(name: str, query: str) -> dict[str, str]:
    """Read what stands behind the question mark: connection parameters of PostgreSQL, `sslmode=verify-full`."""
    found: dict[str, str] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        try:
            make_conninfo("", **{key: value})
        except ProgrammingError:
            raise WrongSetting(f"{name} has the option “{key}”, which PostgreSQL does not know.") from None
        found[key] = value
    return found


def _hidden(url: str) -> str:
    """Write an address without its password, whatever else is wrong with it."""
    who, at, where = url.rpartition("@")
    scheme, slashes, name = who.partition("://")
    user, colon, _ = name.partition(":")
    return f"{scheme}{slashes}{user}{colon and ':…'}{at}{where}"
