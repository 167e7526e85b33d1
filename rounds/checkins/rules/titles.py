"""What the ticket of a check-in is called: firm, programme, and what a grade says."""

from rounds.desk.rules import BEFORE_A_MARK, unmarked


def subject_of(firm: str, programme: str) -> str:
    """Name a check-in's ticket."""
    return f"{firm}: {programme}"


def renamed(subject: str, *, firm: str, programme: str, mark: str) -> str:
    """Give a ticket's title where its firm has another name now; one that somebody made otherwise stays. mark: what a grade says in it."""
    bare = unmarked(subject, mark)
    if not bare.endswith(subject_of("", programme)):
        return subject
    return title(subject_of(firm, programme), was="", now=mark)


def called_anew(subject: str, *, firm: str, was: str, now: str, mark: str) -> str:
    """Give a ticket's title where its programme has another name now; one that somebody made otherwise stays. mark: as in `renamed`."""
    bare = unmarked(subject, mark)
    if not bare.endswith(subject_of("", was)):
        return subject
    return title(subject_of(firm, now), was="", now=mark)


def title(subject: str, *, was: str, now: str) -> str:
    """Put what a grade says into a ticket's title, and take out what an earlier one said (A7). was, now: empty where nothing is said."""
    bare = unmarked(subject, was)
    return f"{bare}{BEFORE_A_MARK}{now}" if now else bare
