"""Rounds under `kill -9`: load from outside, a random death, recovery, and a judge that trusts nobody's word.

    python -m crash --rounds 100

Independent of the product's code: SMTP, HTTP and SQL are all it speaks.
"""
