"""The database engine of the settings (Django looks for `base` in the package that is named there)."""

import select

from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction

from rounds.postgres.backend.prepared import Prepared

LOOKED_UP = "SET enable_memoize = off"
"""How PostgreSQL looks up what belongs to the few rows of a page. It would keep a table of what it found, made as large as all rows
that there are ask for, not the 26 that are shown: two of them cost a list of 1,000,000 tickets 1.3 ms of 1.6."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is kept between requests.

    Django asks the server `SELECT 1` before each request's first statement, which costs as much as reading a session. A
    server that ended, or ended this connection, has closed the socket: the kernel knows, and tells without a way there.
    """

    _prepared: Prepared | None = None

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

        PostgreSQL keeps them, and looks anew at those whose tables are others now.
        """
        if self.connection is not None:
            with debug_transaction(self, "ROLLBACK"), self.wrap_database_errors:
                self.prepared.roll_back()

    def _savepoint_rollback(self, sid: str) -> None:
        with self.wrap_database_errors:
            self.prepared.roll_back_to(self.ops.quote_name(sid))

    def is_usable(self) -> bool:
        """Say whether the connection still stands: nothing lies unread on its socket, and it is not closed.

        An idle connection hears nothing but its own end (or a notice before it), so whatever can be read means a new one.
        """
        if self.connection is None or self.connection.closed:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return not socket.poll(0)
