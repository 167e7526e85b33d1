"""Who wrote a mail: a person, or a robot, and of which sort. Start here with `sort_of`; each file knows one sort.

Plain rules over a letter that was read: no database, network, clock or settings. A person's mail that is taken for a robot's is worse
than the other way round, so every rule asks for two signs, or for one that only robots give.
"""

from rounds.mail.reading import Letter
from rounds.mail.robots.automatic import is_auto_reply
from rounds.mail.robots.feedback import is_feedback
from rounds.mail.robots.lists import list_of
from rounds.mail.robots.notifications import seen_of_notification
from rounds.mail.robots.reports import bounce_of_report, is_receipt
from rounds.mail.robots.sorts import Bounce, Seen, Sort
from rounds.mail.robots.texts import bounce_of_text

__all__ = ["Bounce", "Seen", "Sort", "sort_of"]


def sort_of(letter: Letter) -> Seen:
    """Say who wrote a mail, and what a bounce says. Source: RFC 3464, RFC 3834, RFC 5965, RFC 8098, RFC 2919."""
    if told := seen_of_notification(letter):
        return told
    if is_feedback(letter):
        return Seen(Sort.FEEDBACK)
    if bounce := bounce_of_report(letter):
        return Seen(Sort.BOUNCE, bounce)
    if is_receipt(letter):
        return Seen(Sort.RECEIPT)
    if bounce := bounce_of_text(letter):
        return Seen(Sort.BOUNCE, bounce)
    if is_auto_reply(letter):
        return Seen(Sort.AUTO_REPLY)
    return Seen(Sort.LIST if list_of(letter) else Sort.PERSON)
