"""What the engine could not do: for whoever may do something about it, and for the doctor."""

from rounds.engine.models import PutOff


def put_off_rows(*, most: int | None = None) -> list[PutOff]:
    """List the current workspace's rows that are put off, longest first. most: so many at most."""
    return list(PutOff.objects.order_by("first_at", "id")[:most])


def put_off_count() -> int:
    """Count them."""
    return PutOff.objects.count()
