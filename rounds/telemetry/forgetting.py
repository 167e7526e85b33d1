"""What the room forgets of somebody who is erased: the one row that leads from their usage to them, and records that wait."""

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from rounds.accounts.erasing import WasKnown
from rounds.accounts.models import ContactKnownAs
from rounds.telemetry.models import UsageApart, UsagePerson


def forget(was: WasKnown) -> None:
    """Forget a person, inside the act that erases them. Their usage stays, as somebody's whom nobody can name."""
    them, waiting = Q(pk__in=[]), Q(pk__in=[])
    for source, key in ContactKnownAs.objects.filter(record_id=was.contact_id).values_list("source", "key"):
        them |= Q(source=source, key=key)
        waiting |= Q(said__source=source, said__user=key)
    if traces := was.traces():
        them |= Q(key__iregex=traces) | Q(name__iregex=traces)
        waiting |= Q(written__iregex=traces)
    UsagePerson.objects.filter(them).update(key="", name="")
    rows = UsageApart.objects.alias(written=Cast("said", TextField())).filter(waiting)
    UsageApart.objects.filter(id__in=list(rows.values_list("id", flat=True))).delete()
