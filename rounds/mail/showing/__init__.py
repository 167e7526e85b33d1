"""A mail as it was written, made fit to be shown: what may run, call home or leave its box is taken out. Start with `cleaned`.

Nothing here knows the database, the network, the clock or the settings. What is shown is made from the mail that is kept, each
time anew: a better rule reaches old mails too, and whoever is erased is gone from here with the mail.
"""

from rounds.mail.showing.cleaning import Cleaned, cleaned
from rounds.mail.showing.seals import seal_of

__all__ = ["Cleaned", "cleaned", "seal_of"]
