"""Writes on the draft of the next manual, drops it, or puts it in force."""

from datetime import datetime

from rounds.basics.problems import ChangedMeanwhile, NotThere, Problem, Refused
from rounds.manual.commands.adopting import put_in_force
from rounds.manual.events import DraftDropped, DraftSaved
from rounds.manual.giving import given
from rounds.manual.lines import apart
from rounds.manual.models import Draft
from rounds.manual.queries.drafts import version_without_draft
from rounds.manual.queries.new_acts import new_acts
from rounds.manual.queries.proposals import proposal
from rounds.manual.whole import ADOPT
from rounds.policies.models import Manual
from rounds.policies.queries import book
from rounds.team.queries import names_of, require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here
from rounds.workspaces.models import Workspace

WHAT = "the draft of the manual"


@command
def save_draft(*, text: str, version: int, by: Actor, at: datetime) -> Draft:
    """Keep a draft as it is written, errors and all; the manual in force stays.

    version: as the form read it, whether there was a draft or none. at: aware, UTC.
    Raises NotAllowed, ChangedMeanwhile (both sides, the lines that differ).
    Source: F1.
    """
    require(by, ADOPT)
    draft = _locked()
    if version != (draft.version if draft else version_without_draft()):
        raise _both_sides(draft, text)
    draft = draft or Draft(workspace_id=here(), based_on=book().version, version=version_without_draft())
    draft.text, draft.version, draft.saved_at = text, draft.version + 1, at
    draft.saved_by_id = by.id if by.kind is ActorKind.MEMBER else None
    draft.save()
    record(DraftSaved(draft=draft.pk, based_on=draft.based_on), by=by, at=at)
    return draft


@command
def draft_new_acts(*, version: int, by: Actor, at: datetime) -> Draft:
    """Write into the draft, or a new one, what roles may since the program can do more than the manual in force knows.

    version: as the page read it, as for `save_draft`. at: aware, UTC. Raises NotAllowed, ChangedMeanwhile, Refused (there is nothing new).
    """
    require(by, ADOPT)
    if (found := new_acts()) is None:
        raise Refused([Problem("nothing new", "The roles of the manual in force know all that can be done.")])
    draft = _locked()
    text = draft.text if draft else Manual.objects.values_list("text", flat=True).get(version=book().version)
    return save_draft(text=given(text, found.roles), version=version, by=by, at=at)


@command
def drop_draft(*, version: int, by: Actor, at: datetime) -> None:
    """Give the draft up. version: as the page read it. at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile."""
    require(by, ADOPT)
    draft = _there()
    if draft.version != version:
        raise _moved(draft, "dropped, with all that stands on the left", at=at)
    record(DraftDropped(draft=draft.pk), by=by, at=at)
    draft.delete()


@command
def adopt_draft(*, version: int, by: Actor, at: datetime) -> Manual:
    """Put the draft in force as the next version; the draft is then done.

    version: of the draft as the page read it, which compared it with what is in force. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (what the check finds, what does not fit, nothing new).
    Source: F1.
    """
    require(by, ADOPT)
    draft = _there()
    if draft.version != version:
        raise _moved(draft, "put in force, with all that stands on the left", at=at)
    if draft.text == Manual.objects.values_list("text", flat=True).get(version=book().version):
        text = f"The draft says what version {book().version} says; there is nothing to put in force."
        raise Refused([Problem("nothing new", text)])
    manual = put_in_force(draft.text, by=by, at=at)
    draft.delete()
    return manual


def _locked() -> Draft | None:
    """Give the draft. The company's row is locked first: two people who begin a draft at once would make two."""
    Workspace.objects.select_for_update(no_key=True).get(id=here())
    return Draft.objects.select_for_update().first()


def _there() -> Draft:
    if (draft := _locked()) is None:
        raise NotThere("draft")
    return draft


def _both_sides(draft: Draft | None, text: str) -> ChangedMeanwhile:
    """Show the lines that differ, theirs beside mine."""
    if draft is None:
        in_force = Manual.objects.get(version=book().version)
        mine, other = apart(text, in_force.text)
        return ChangedMeanwhile(
            what=WHAT,
            mine={"Draft": "a new one, with your text", "It reads": mine},
            theirs={"Draft": f"none; version {in_force.version} is in force", "It reads": other},
            version=version_without_draft(),
        )
    mine, other = apart(text, draft.text)
    return ChangedMeanwhile(
        what=WHAT,
        mine={"Draft": "your text in the place of theirs", "It reads": mine},
        theirs=_as_it_stands(draft) | {"It reads": other},
        version=draft.version,
    )


def _moved(draft: Draft, wish: str, *, at: datetime) -> ChangedMeanwhile:
    """Show what the draft would change now, since that is what the act would be done to."""
    found = proposal(draft.text, at=at)
    words = "\n".join(found.comparison.sentences) if found.comparison else "nothing yet, for it has lines to mend"
    theirs = _as_it_stands(draft) | {"It changes": words}
    return ChangedMeanwhile(what=WHAT, mine={"Draft": wish}, theirs=theirs, version=draft.version)


def _as_it_stands(draft: Draft) -> dict[str, str]:
    saved_by = names_of([draft.saved_by_id or 0]).get(draft.saved_by_id or 0, "Rounds")
    return {
        "Draft": f"saved by {saved_by}",
        "Saved": draft.saved_at.isoformat(),
        "In force": f"version {book().version}",
    }
