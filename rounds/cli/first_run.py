"""`rounds first-run`: where the first company is founded, said to whoever holds the machine, and to nobody else."""

from argparse import Namespace

from rounds.cli import roof
from rounds.cli.lines import tell
from rounds.workspaces import first_run
from rounds.workspaces.queries import all_ids


def say_where(chosen: Namespace) -> None:
    """Print the page's address with its code while there is no company; where there is one, the code ends."""
    if all_ids():
        first_run.use(roof.home())
        return
    code = first_run.code(roof.home())
    tell("start", f"http://{chosen.host}:{chosen.port or roof.port()}/start/{code} founds your first company, once")
