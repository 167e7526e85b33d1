"""Rooms are tested on a real PostgreSQL, as the unprivileged role that runs the product."""

from tests.database import ready

ready()
