"""Measurements of Rounds beside the bare database, from outside: HTTP, SQL and /proc only.

`python -m bench` runs the whole; `python -m bench.floor` the baseline alone.
"""
