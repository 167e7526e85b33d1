"""What the room forgets of somebody who is erased: the one row that leads from their usage to them, and records that wait."""

from dataclasses import replace

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from rounds.accounts.erasing import WasKnown
from rounds.accounts.models import ContactKnownAs
from rounds.telemetry.models import UsageApart, UsagePerson


def with_usage(was: WasKnown) -> WasKnown:
    """Say too what sources of usage call somebody who is being erased, for what is shown of usage is written down elsewhere."""
    rows = UsagePerson.objects.filter(_them(was)).order_by("id").values_list("name", "key")
    return replace(was, in_usage=tuple(dict.fromkeys(word for row in rows for word in row if word.strip())))


def forget(was: WasKnown) -> None:
    """Forget a person, inside the act that erases them. Their usage stays, as somebody's whom nobody can name."""
    waiting = Q(pk__in=[])
    for source, key in _ids_of(was):
        waiting |= Q(said__source=source, said__user=key)
    if traces := was.traces_in_json():
        waiting |= Q(written__iregex=was.within_json()) & Q(written__iregex=traces)
    UsagePerson.objects.filter(_them(was)).update(key="", name="")
    rows = UsageApart.objects.alias(written=Cast("said", TextField())).filter(waiting)
    UsageApart.objects.filter(id__in=list(rows.values_list("id", flat=True))).delete()


def _them(was: WasKnown) -> Q:
    """Find whom sources of usage know as this person: by an id of theirs, or by what they were called."""
    them = Q(pk__in=[])
    for source, key in _ids_of(was):
        them |= Q(source=source, key=key)
    if traces := was.traces():
        them |= Q(key__iregex=traces) | Q(name__iregex=traces)
    return them


def _ids_of(was: WasKnown) -> "QuerySet[ContactKnownAs, tuple[str, str]]":
    return ContactKnownAs.objects.filter(record_id=was.contact_id).values_list("source", "key")
