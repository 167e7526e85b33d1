"""Which titles of check-ins' tickets a manual would have otherwise: what it says of a grade, and what it calls a programme (A7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rounds.checkins.clauses import Programme
from rounds.checkins.queries.standing import grades_of
from rounds.checkins.rules.titles import subject_of
from rounds.desk.rules import BEFORE_A_MARK
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class SaidAnew:
    """Firms of a grade whose titles say something else of it: was, now; empty for nothing."""

    grade: str
    was: str
    now: str
    many: int


def words_of_grades(programme: Programme, manual: Book) -> Mapping[str, str]:
    """Give what the titles of a programme say of grades, by grade; of most of them nothing."""
    grades = grades_of(programme, manual)
    return {each.word: each.means for each in (grades.in_the_title or () if grades else ())}


SAYS_OTHERWISE = """
    FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    LEFT JOIN unnest(%s::text[], %s::text[]) AS says (grade, word) ON says.grade = check_in.grade
    WHERE check_in.programme = ANY (%s) AND check_in.grade <> '' AND ticket.mark <> coalesce(says.word, '')
"""
"""Graded check-ins whose title says something else than a manual. Takes grades, their words, and programmes."""

SAID_ANEW = f"""
    SELECT check_in.grade, ticket.mark, coalesce(says.word, ''), count(*) {SAYS_OTHERWISE} GROUP BY 1, 2, 3 ORDER BY 1, 2
"""


def said_anew(programme: Programme, manual: Book, *, names: Sequence[str]) -> list[SaidAnew]:
    """Count the titles that would say something else of a grade. names: by which check-ins are the programme's. Source: A7."""
    words = words_of_grades(programme, manual)
    found = fetch(SAID_ANEW, [list(words), list(words.values()), list(names)])
    return [SaidAnew(*row) for row in found]


def called_anew(*, was: str) -> int:
    """Count the titles that call a programme as it was, and would call it otherwise; those that somebody made otherwise stay."""
    [(many,)] = fetch(CALLED_ANEW, [BEFORE_A_MARK, subject_of("", was), was])
    return int(many)


CALLED_ANEW = """
    SELECT count(*) FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    CROSS JOIN LATERAL (SELECT CASE WHEN ticket.mark = '' THEN '' ELSE %s || ticket.mark END, %s) AS title (mark, ends)
    WHERE check_in.programme = %s AND right(ticket.subject, length(title.ends || title.mark)) = title.ends || title.mark
"""


def without_a_place(programme: Programme, manual: Book, *, names: Sequence[str]) -> dict[str, int]:
    """Count the firms that have a grade which the manual in force has on its scale, and this one has not, by grade."""
    now, before = grades_of(programme, manual), {name: book().find(Programme, name) for name in names}
    known = {
        each.word for clause in before.values() if clause and (was := grades_of(clause, book())) for each in was.scale
    }
    gone = known - {each.word for each in (now.scale if now else ())}
    return dict(fetch(HAVE_IT, [list(names), sorted(gone)])) if gone else {}


HAVE_IT = (
    "SELECT grade, count(*) FROM check_in WHERE programme = ANY (%s) AND grade = ANY (%s) GROUP BY grade ORDER BY grade"
)
