"""What of a text its writer wrote, and what only came along: quotes, signatures, forwarded mails. Nothing is ever left out.

`marks.py` says of each line what it is; `pieces.py` folds by that what a page shows, `replies.py` gives what was written alone.
Everything looks line by line, once: one crafted mail keeps patterns over a whole text busy for minutes.
"""

from rounds.mail.cutting.pieces import LONGEST_OPEN, MANY_LETTERS, Fold, Piece, long_pieces, pieces
from rounds.mail.cutting.replies import reply_of

__all__ = ["LONGEST_OPEN", "MANY_LETTERS", "Fold", "Piece", "long_pieces", "pieces", "reply_of"]
