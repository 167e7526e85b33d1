"""What the doors and the rooms above ask of usage: each a question for many accounts at once, and the rows behind it."""

from rounds.telemetry.queries.behind import Place, Row, rows_behind
from rounds.telemetry.queries.counting import Count, counts, months_active, silent_accounts
from rounds.telemetry.queries.days import Days, days_active
from rounds.telemetry.queries.facts import numbers
from rounds.telemetry.queries.holding import Holder, holders
from rounds.telemetry.queries.people import User, active_users, quiet_users, who_did
from rounds.telemetry.queries.standing import Stands, known_until, stands
from rounds.telemetry.queries.waiting import Future, Unknown, future, unknown
from rounds.telemetry.questions.counting import By

__all__ = [
    "By",
    "Count",
    "Days",
    "Future",
    "Holder",
    "Place",
    "Row",
    "Stands",
    "Unknown",
    "User",
    "active_users",
    "counts",
    "days_active",
    "future",
    "holders",
    "known_until",
    "months_active",
    "numbers",
    "quiet_users",
    "rows_behind",
    "silent_accounts",
    "stands",
    "unknown",
    "who_did",
]
