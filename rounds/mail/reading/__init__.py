"""Turn the bytes of a mail into a Letter: start here with `read`; each file beside this one knows one layer of it.

Nothing in this folder knows the database, the network, the clock or the settings, and nothing in it trusts a mail:
nesting, number of parts, header sizes and lengths of text are all bounded, whatever the bytes say.
"""

from rounds.mail.reading.letter import Address, Attachment, Letter, Unreadable
from rounds.mail.reading.reader import claimed_at, digest, message_key, read, refuse_unsent, take_apart

__all__ = [
    "Address",
    "Attachment",
    "Letter",
    "Unreadable",
    "claimed_at",
    "digest",
    "message_key",
    "read",
    "refuse_unsent",
    "take_apart",
]
