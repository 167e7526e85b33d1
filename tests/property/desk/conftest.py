"""What must never happen on the desk is tried on a real PostgreSQL."""

from tests.database import ready

ready()
