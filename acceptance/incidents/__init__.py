"""A real service desk's incidents come in with their past, and every one is counted.

    .venv/bin/python -m acceptance.incidents --data DIR [--minutes 2000] [--report FILE]

DIR holds `incident_events_dev.csv.gz` (one row per change of an incident) and perhaps
`oracle_dev.json` (totals that somebody else counted). Then a manual with targets comes into force over them, and what was due and
what was missed is held against a count minute by minute.
"""
