"""The database engine of the settings (Django looks for `base` in the package that is named there)."""

import select
from functools import cached_property
from types import TracebackType

from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction
from django.db.utils import DatabaseErrorWrapper
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName

from rounds.postgres.backend.prepared import Prepared

LOOKED_UP = "SET enable_memoize = off"
"""How PostgreSQL looks up what belongs to the few rows of a page. It would keep a table of what it found, made as large as all rows
that there are ask for, not the 26 that are shown: two of them cost a list of 1,000,000 tickets 1.3 ms of 1.6."""


STALE = (FeatureNotSupported, InvalidSqlStatementName)
"""What PostgreSQL says of a prepared statement that it runs no more: a column has another type since, or it is not there."""


class NotingStale(DatabaseErrorWrapper):
    """Django's names for what the database refuses; what says that something prepared is stale is noted on the connection."""

    wrapper: "DatabaseWrapper"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wrapper.is_stale |= isinstance(error, STALE)
        super().__exit__(kind, error, trace)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is kept between requests.

    Django asks the server `SELECT 1` before each request's first statement, which costs as much as reading a session. A
    server that ended, or ended this connection, has closed the socket: the kernel knows, and tells without a way there.
    """

    _prepared: Prepared | None = None
    is_stale = False
    """Whether something prepared is run no more, and all of it goes as the transaction is taken back."""

    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        """Give the context in which the database is spoken to."""
        return NotingStale(self)

    @property
    def prepared(self) -> Prepared:
        """Give the statements that are sent past the cursors, of the connection as it stands now."""
        if self._prepared is None or self._prepared.connection is not self.connection:
            self._prepared = Prepared(self.connection)
        return self._prepared

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self.connection.execute(LOOKED_UP)

    def _commit(self) -> None:
        """Commit; psycopg would look for two-phase and nested transactions of its own first, and none are used here."""
        if self.connection is not None:
            with debug_transaction(self, "COMMIT"), self.wrap_database_errors:
                self.prepared.commit()

    def _rollback(self) -> None:
        """Take the transaction back past psycopg, which would drop all that is prepared: the next act would plan its statements anew.

        PostgreSQL keeps them, and looks anew at those whose tables are others now. What gives another type since, it refuses for
        ever: an update changed a column under the program that runs. Then all is dropped.
        """
        if self.connection is not None:
            with debug_transaction(self, "ROLLBACK"), self.wrap_database_errors:
                if self.is_stale:
                    self.connection.rollback()
                    self._forget()
                else:
                    self.prepared.roll_back()

    def _savepoint_rollback(self, sid: str) -> None:
        with self.wrap_database_errors:
            if self.is_stale:
                self.connection.execute(self.ops.savepoint_rollback_sql(sid))
                self._forget()
            else:
                self.prepared.roll_back_to(self.ops.quote_name(sid))

    def _forget(self) -> None:
        """Drop what is prepared; psycopg dropped its own as it took back."""
        self.prepared.forget()
        self.is_stale = False

    def is_usable(self) -> bool:
        """Say whether the connection still stands: nothing lies unread on its socket, and it is not closed.

        An idle connection hears nothing but its own end (or a notice before it), so whatever can be read means a new one.
        """
        if self.connection is None or self.connection.closed:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return not socket.poll(0)
