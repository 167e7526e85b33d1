"""Statements sent to the database without a cursor around them, which costs more than a small statement does itself.

What is asked for a second time is prepared, and the database keeps its plan, through refusals too; a connection whose
`prepare_threshold` is 0 prepares at once. psycopg's cursors prepare theirs beside it. libpq refuses all of this where statements are
sent without waiting (`setwise.without_waiting`): cursors alone know how.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any, cast

import psycopg
from psycopg import adapt
from psycopg.abc import Transformer
from psycopg.adapt import PyFormat
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

type Values = Sequence[Any] | dict[str, Any]
type Asked = tuple[str, tuple[int, ...]]

DONE = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}
MOST = 200
"""Statements that a connection keeps; the one that was asked longest ago goes first."""

PLACE = re.compile(r"%(?:%|s|\((\w+)\)s)")


class Prepared:
    """The statements of one connection, by text and by the types of their values."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection, self._wire = connection, connection.pgconn
        self._asked: OrderedDict[Asked, bytes | None] = OrderedDict()
        self._numbers = count()
        self._values: Transformer = adapt.Transformer(connection)  # it remembers how each type is written

    def run(self, statement: str, values: Values) -> tuple[PGresult, list[tuple[Any, ...]]]:
        """Run a statement with %s, %(name)s or $1 for its values; give the answer and its rows. Raises psycopg's errors."""
        text, names = numbered(statement)
        given = [values[name] for name in names] if isinstance(values, dict) else values
        answer = self._sent(text, given)
        self._values.set_pgresult(answer)
        return answer, self._values.load_rows(0, answer.ntuples, tuple)

    def commit(self) -> None:
        """End the transaction that runs, if any. Raises what a deferred constraint refuses."""
        if self._wire.transaction_status != TransactionStatus.IDLE:
            checked(self._wire.exec_(b"COMMIT"))

    def roll_back(self) -> None:
        """Take the transaction back that runs, if any. What is prepared stays, whoever prepared it."""
        if self._wire.transaction_status != TransactionStatus.IDLE:
            checked(self._wire.exec_(b"ROLLBACK"))

    def forget(self) -> None:
        """Drop all that is prepared on the connection, whoever prepared it; psycopg knows by then that its own is gone."""
        checked(self._wire.exec_(b"DEALLOCATE ALL"))
        self._asked.clear()

    def roll_back_to(self, savepoint: str) -> None:
        """Take back what was done since a savepoint. savepoint: its name, quoted."""
        checked(self._wire.exec_(f"ROLLBACK TO SAVEPOINT {savepoint}".encode()))

    def _sent(self, text: str, values: Sequence[Any]) -> PGresult:
        made = self._values
        given = made.dump_sequence(values, [PyFormat.AUTO] * len(values))
        types = made.types or ()
        if not self.connection.autocommit and self._wire.transaction_status == TransactionStatus.IDLE:
            checked(self._wire.exec_(b"BEGIN"))
        if name := self._name(text, types):
            return checked(self._wire.exec_prepared(name, cast("Sequence[bytes]", given), made.formats))  # None is null
        return checked(self._wire.exec_params(text.encode(), given, types, made.formats))

    def _name(self, text: str, types: tuple[int, ...]) -> bytes | None:
        """Give the name under which it is prepared, None the first time that it is asked, unless all is prepared at once."""
        key = (text, types)
        if key not in self._asked:
            self._asked[key] = None
            self._drop_oldest()
            if self.connection.prepare_threshold != 0:
                return None
        self._asked.move_to_end(key)
        if (name := self._asked[key]) is None:
            name = f"rounds_{next(self._numbers)}".encode()
            checked(self._wire.prepare(name, text.encode(), types))
            self._asked[key] = name
        return name

    def _drop_oldest(self) -> None:
        if len(self._asked) > MOST and (name := self._asked.popitem(last=False)[1]):
            checked(self._wire.exec_(b"DEALLOCATE " + name))


@lru_cache(maxsize=1000)
def numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """Number the places of a statement's values as PostgreSQL wants them; names: of the values in that order, where they have names."""
    names: dict[str, int] = {}
    numbers = count(1)

    def number(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%"
        if place[1] is None:
            return f"${next(numbers)}"
        return f"${names.setdefault(place[1], len(names) + 1)}"

    return PLACE.sub(number, statement), tuple(names)


def checked(answer: PGresult) -> PGresult:
    """Give an answer that is one. Raises what psycopg's cursors raise.

    What names no SQLSTATE, PostgreSQL did not say: libpq did, of a connection that is lost, and that is to be tried again.
    """
    if answer.status in DONE:
        return answer
    if answer.error_field(DiagnosticField.SQLSTATE) is None:
        raise psycopg.OperationalError(answer.get_error_message())
    raise error_from_result(answer)
