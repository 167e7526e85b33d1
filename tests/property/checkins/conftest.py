"""What must never happen with check-ins is tried on a real PostgreSQL."""

from tests.database import ready

ready()
