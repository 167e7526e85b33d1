"""What the doors and the engine read of check-ins."""

from rounds.checkins.queries.evidence import EvidencePage, Suggested, evidence_page, rows_behind_figure, suggested_grade
from rounds.checkins.queries.listing import Listing, Part, Row, listing, my_open
from rounds.checkins.queries.marked import MARKS, Counted, Which, weeks
from rounds.checkins.queries.narrowing import Narrow, Standing
from rounds.checkins.queries.one import CheckInPage, check_in_of, check_in_page, needs_of, ticket_of, whom
from rounds.checkins.queries.progress import CountedRow, Progress, Wakes, counted_rows, progress, wakes
from rounds.checkins.queries.records import (
    CheckInRecord,
    FindingRecord,
    GradeRecord,
    Letter,
    ReachOutRecord,
    check_in_record,
    check_in_records,
    finding_records,
    grade_records,
    letter,
    place_of,
    reach_out_records,
)
from rounds.checkins.queries.spreading import DryRun, SpreadPage, dry_run, firms_where, spread_page, values_of_firms
from rounds.checkins.queries.undoing import Undo, undo_of, words_begun

__all__ = [
    "MARKS",
    "CheckInPage",
    "CheckInRecord",
    "Counted",
    "CountedRow",
    "DryRun",
    "EvidencePage",
    "FindingRecord",
    "GradeRecord",
    "Letter",
    "Listing",
    "Narrow",
    "Part",
    "Progress",
    "ReachOutRecord",
    "Row",
    "SpreadPage",
    "Standing",
    "Suggested",
    "Undo",
    "Wakes",
    "Which",
    "check_in_of",
    "check_in_page",
    "check_in_record",
    "check_in_records",
    "counted_rows",
    "dry_run",
    "evidence_page",
    "finding_records",
    "firms_where",
    "grade_records",
    "letter",
    "listing",
    "my_open",
    "needs_of",
    "place_of",
    "progress",
    "reach_out_records",
    "rows_behind_figure",
    "spread_page",
    "suggested_grade",
    "ticket_of",
    "undo_of",
    "values_of_firms",
    "wakes",
    "weeks",
    "whom",
    "words_begun",
]
