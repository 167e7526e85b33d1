"""Rules of the house on mail: what holds whatever the manual says."""

from rounds.timeline.house import HouseRule

LEAVES = HouseRule(
    "a mail leaves by itself",
    "What somebody sends leaves without another act of theirs. Each step is written down before the next: taken, handed over, sent.",
    steps=(
        "mail.claimed",
        "mail.handing over",
        "mail.sent",
        "mail.errand claimed",
        "mail.errand handing over",
        "mail.errand sent",
    ),
)
TRIED_AGAIN = HouseRule(
    "a mail that does not get through is tried again",
    "A mail that the other server does not take for now is tried again by itself, after longer and longer pauses, for about two days.",
    before=("mail.put off", "mail.errand put off"),
)
STOPS = HouseRule(
    "a mail that is refused stops",
    "A mail that is refused for good, or was tried for as long as it may be, stops. It is dropped only when a person says so.",
    before=("mail.stopped", "mail.errand stopped"),
)
NEVER_TWICE = HouseRule(
    "nothing is sent twice by itself",
    "Where a sending broke off after the text had left, nobody can know whether it arrived. It is not sent again: a person decides.",
    before=("mail.may have arrived", "mail.errand may have arrived"),
)
CAME_BACK = HouseRule(
    "a mail that comes back opens its ticket",
    "A bounce counts where it names our mail and an address that this mail went to. The ticket opens where nobody spoke since.",
    before=("mail.came back", "mail.errand came back"),
)
HELD = HouseRule(
    "what cannot be placed is held",
    "A mail that cannot be read, says what is not so, or belongs nowhere is kept whole in quarantine. It is never dropped by itself.",
    before=("mail.held",),
)
FOLDERS = HouseRule(
    "folders are read every few seconds",
    "A mailbox that is read from an account is looked at every few seconds. Where that fails it is tried on, and each mail comes in once.",
    before=("mail.folder fails", "mail.folder reads"),
)
WARNED = HouseRule(
    "who signs in hears of changes by mail",
    "Whenever what a member signs in with is changed, they are written so, by whichever door the change came.",
    before=("mail.sign-in warned",),
)
PASSWORD_LINK = HouseRule(
    "a forgotten password is chosen anew by mail",
    "Whoever says on the sign-in page that they forgot their password is sent a link, to the address that they sign in with.",
    before=("mail.password link sent",),
)

RULES = (LEAVES, TRIED_AGAIN, STOPS, NEVER_TWICE, CAME_BACK, HELD, FOLDERS, WARNED, PASSWORD_LINK)
