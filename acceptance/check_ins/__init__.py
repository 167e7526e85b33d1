"""Accept the check-ins with real input: a CRM's firms and people, the purchases of real customers, and a year that a generator made.

    sudo .venv/bin/python -m acceptance.check_ins --data DIR [--report FILE]

DIR holds `connector_seeds` and `cdnow`. All comes in by `rounds import` and `rounds usage import` into a workspace of
`manuals/annual-check-ins.md`; every figure is read from the page and from the API of a running `rounds serve`, and held against one
that plain loops over the files have counted (`counting.py`, which imports nothing of Rounds). Then a firm's day comes: it is written
to by real SMTP, answers by a real client, is graded and sleeps again. Needs what `acceptance` needs.
"""
