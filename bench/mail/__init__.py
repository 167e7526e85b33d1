"""How well mail is read: every set of real mails beside what is expected of it, and beside Python's `email` alone.

    python -m bench.mail [--data ../shared/data] [--misses] [--write docs/mail.md]

Without `--data` mails made here (`made.py`) are read, scored and timed, as `make bench` does. The real mails are other people's and stay
where they are. What is lost of a mail is judged by `lost.py`, which shares no code with the reader.
"""
