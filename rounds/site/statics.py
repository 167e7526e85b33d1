"""Files of the page under names that hold a digest of their content: a browser keeps them for good, and an update is seen at once.

No step makes them: the digests are taken from the files themselves, where they lie, in a clone as in a wheel.
"""

import hashlib
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware


class Named(StaticFilesStorage):
    """Gives templates the address that a file has now."""

    def url(self, name: str | None) -> str:
        return super().url(_named(name) if name else name)


class Served(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise has no types
    """Serves each file under both names: pages ask for the one with its digest, fonts and feeds for the plain one."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        super().add_file_to_dictionary(url, path, stat_cache)
        super().add_file_to_dictionary(with_digest(url, Path(path)), path, stat_cache)


@cache
def _named(name: str) -> str:
    if (found := finders.find(name)) is None:
        raise LookupError(f"There is no file of the page called {name}.")
    return with_digest(name, Path(str(found)))


def with_digest(address: str, path: Path) -> str:
    """Put twelve letters of the file's digest before the ending of its address."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    place = PurePosixPath(address)
    return str(place.with_name(f"{place.stem}.{digest}{place.suffix}"))
