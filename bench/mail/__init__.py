"""How well mail is read: every set of real mails beside what is expected of it, and beside Python's `email` alone.

    python -m bench.mail --data ../shared/data [--misses] [--half new] [--write docs/mail.md]

The mails are other people's and stay where they are. Of each set the rules were written on one half, chosen by the digest of the
file's name; the other half was only counted. Both halves stand in the table.
"""
