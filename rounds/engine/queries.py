"""What the engine could not do: for whoever may do something about it, and for the doctor."""

from rounds.basics.problems import NotThere
from rounds.engine.models import PutOff


def put_off_rows(*, most: int | None = None) -> list[PutOff]:
    """List the current workspace's rows that are put off, longest first. most: so many at most."""
    return list(PutOff.objects.order_by("first_at", "id")[:most])


def put_off_row(put_off_id: int) -> PutOff:
    """Give one of them. Raises NotThere: it works again, say."""
    if (row := PutOff.objects.filter(id=put_off_id).first()) is None:
        raise NotThere(f"put off {put_off_id}")
    return row


def put_off_count() -> int:
    """Count them."""
    return PutOff.objects.count()
