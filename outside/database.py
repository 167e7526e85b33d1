"""The way into Rounds' database, for those who measure and judge: by environment, or from what its home remembers."""

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Urls:
    """app: the running program's role. owner: the role that owns the tables and sees every workspace."""

    app: str
    owner: str


def urls(home: Path) -> Urls:
    """Give both: DATABASE_URL and ROUNDS_OWNER_DATABASE_URL where set, else those of this home's own server."""
    if "DATABASE_URL" in os.environ:
        return Urls(os.environ["DATABASE_URL"], os.environ["ROUNDS_OWNER_DATABASE_URL"])
    kept = json.loads((home / "postgres" / "kept.json").read_text())
    place = f"127.0.0.1:{kept['port']}/rounds"
    return Urls(f"postgresql://rounds_app:{kept['app']}@{place}", f"postgresql://rounds_owner:{kept['owner']}@{place}")
