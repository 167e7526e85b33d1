"""Rules of the house on the desk: what holds whatever the manual says."""

from rounds.timeline.house import HouseRule

ONLY_PARTIES = HouseRule(
    "only who takes part writes on a ticket",
    "Only who takes part in a ticket writes on it by mail. Whoever else writes under its number, or is not proved to be who they say, "
    "gets a ticket of their own, linked to it.",
)
A_WORD_OPENS = HouseRule(
    "a customer's word opens a ticket",
    "What a customer writes makes it our turn at once: a ticket that sleeps or is closed opens.",
)
ROBOTS = HouseRule(
    "a robot's word moves nothing",
    "What a mail program writes by itself, as an out-of-office does, is kept and shown. Nobody has spoken: turn, dates and targets stay.",
    before=("desk.robot wrote",),
)
GONE = HouseRule(
    "nobody who is gone has a ticket",
    "A ticket that has not ended is with nobody who left the team: it waits in its queue.",
)
EARLIER_DATE = HouseRule(
    "of two dates the earlier stands",
    "Where tickets are merged, the earliest of their reopen dates stands, with whoever set it.",
)
NEVER_LEFT = HouseRule(
    "an answer that never left opens its ticket",
    "Where our latest answer did not reach who asked, it is our turn at once, and the date that the manual had set with it goes.",
)
LEFT_AFTER_ALL = HouseRule(
    "an answer counts when it leaves",
    "An answer that did not leave counts from when it does after all: it is their turn, and the manual's date is set anew.",
    before=("desk.answer left",),
)
OLD_MAILS = HouseRule(
    "old mails move nothing",
    "Mails of long ago that somebody brings in from a file become tickets, or go to those they belong to. Nobody is told or answered.",
    steps=("desk.old mail opened", "desk.old mail added"),
)

RULES = (ONLY_PARTIES, A_WORD_OPENS, ROBOTS, GONE, EARLIER_DATE, NEVER_LEFT, LEFT_AFTER_ALL, OLD_MAILS)
