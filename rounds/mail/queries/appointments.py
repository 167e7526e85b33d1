"""The appointments in the calendar files of a ticket's messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rounds.desk.models import Attachment

if TYPE_CHECKING:
    from collections.abc import Collection

    from rounds.mail.showing.appointments import Appointment

CALENDAR = "text/calendar"
LARGEST = 500_000
"""Bytes beyond which a calendar is only a file: what somebody exported, not what they ask for."""

MOST_READ = 50


def appointments_in(files: Collection[int]) -> dict[int, Appointment]:
    """Read what the calendar files with these ids ask for, by their ids; those in which nothing can be read are left out.

    Of more than `MOST_READ` the newest are read.
    """
    if not files:
        return {}
    from rounds.mail.showing.appointments import (
        appointment,  # its library takes 10 MB, and most processes never see a calendar
    )

    rows = Attachment.objects.filter(id__in=sorted(files)[-MOST_READ:], size__lte=LARGEST).values_list(
        "id", "blob__data"
    )
    return {file_id: found for file_id, data in rows if (found := appointment(bytes(data)))}
