"""What can be asked of usage, as Ibis expressions: a table in, a table out, for many accounts at once. Knows no Django.

Whatever engine has the usage can be asked them; here it is DuckDB, in a process of its own (`answering.py`).
"""
