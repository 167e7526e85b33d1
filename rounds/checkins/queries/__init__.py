"""What the doors and the engine read of check-ins."""

from rounds.checkins.queries.listing import Listing, Part, Row, listing
from rounds.checkins.queries.marked import MARKS, Counted, Which, weeks
from rounds.checkins.queries.narrowing import Narrow, Standing
from rounds.checkins.queries.one import CheckInPage, check_in_of, check_in_page, whom
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
from rounds.checkins.queries.undoing import Undo, undo_of, words_begun

__all__ = [
    "MARKS",
    "CheckInPage",
    "CheckInRecord",
    "Counted",
    "CountedRow",
    "FindingRecord",
    "GradeRecord",
    "Letter",
    "Listing",
    "Narrow",
    "Part",
    "Progress",
    "ReachOutRecord",
    "Row",
    "Standing",
    "Undo",
    "Wakes",
    "Which",
    "check_in_of",
    "check_in_page",
    "check_in_record",
    "check_in_records",
    "counted_rows",
    "finding_records",
    "grade_records",
    "letter",
    "listing",
    "place_of",
    "progress",
    "reach_out_records",
    "undo_of",
    "wakes",
    "weeks",
    "whom",
    "words_begun",
]
