"""Django's PostgreSQL backend with one thing changed: a kept connection is looked at, not asked."""
