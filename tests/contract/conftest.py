"""Connectors are tested against their twin and, where it is installed, the real thing, on a real PostgreSQL."""

from tests.database import ready

ready()
