"""What pages and the command line read of imports."""

from rounds.imports.models import Import
from rounds.imports.rules import Stage
from rounds.imports.targets import What


def unfinished(what: What, sha256: str, map_text: str) -> Import | None:
    """Give the same file by the same map that began and did not come to its end."""
    begun = Import.objects.filter(what=what, sha256=sha256, map=map_text, stage__in=[Stage.RUNNING, Stage.STOPPED])
    return begun.order_by("-id").first()
