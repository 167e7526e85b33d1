"""Conditions are compared on a real PostgreSQL."""

from tests.database import ready

ready()
