"""What the engine could not do, for the doctor."""

from rounds.engine.models import PutOff


def put_off_rows() -> list[PutOff]:
    """List the current workspace's rows that are put off, longest first."""
    return list(PutOff.objects.order_by("first_at"))
