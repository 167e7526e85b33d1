"""What is known of firms before somebody writes to them: one question for as many firms as are asked about (A5, A7).

`clauses.py` says what the manual can ask to see, `gathering.py` gives it for many firms at once, `behind.py` the rows that a figure
counts, `suggesting.py` the grade that the figures suggest, `kept.py` what they suggested when all were asked last and holds still.
"""
