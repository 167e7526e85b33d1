"""Steps on the calendar: months have their own lengths, so their ends clamp."""

from calendar import monthrange
from datetime import date

FIRST_YEAR, LAST_YEAR = 1970, 9000
"""What other systems say happened in other years did not: they write an end of their calendar where they do not know when."""


def months_after(day: date, months: int) -> date:
    """Give the same day of the month some months on, or that month's last one: 31 January gives 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
