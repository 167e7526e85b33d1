"""The operating manual: in force, as a draft, checked, adopted, brought back."""

from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.reading import number_needed
from rounds.api.shapes.history import Manual
from rounds.api.shapes.manual import Checked, EarlierManual, ManualDraft, ManualFinding, ManualText
from rounds.manual import commands
from rounds.manual.checking import checked
from rounds.manual.queries import draft_page
from rounds.manual.whole import ADOPT
from rounds.policies.models import Manual as Adopted

ROOM = "Manual"


@reads("/manual", act="read the manual", room=ROOM, gives=Manual)
def get_manual(call: Call) -> Manual:
    """Read the operating manual in force."""
    return Manual.of(Adopted.objects.get(version=call.book.version))


@reads("/manual/draft", act=ADOPT, room=ROOM, gives=ManualDraft, versioned=True)
def get_manual_draft(call: Call) -> ManualDraft:
    """Read the draft of the next manual."""
    return ManualDraft.read(draft_page())


@writes("/manual/draft", method="PUT", act=ADOPT, room=ROOM, gives=ManualDraft, versioned=True)
def save_manual_draft(call: Call, body: ManualText) -> ManualDraft:
    """Keep a draft, errors and all; the manual in force stays. Needs If-Match, also where there is no draft yet."""
    commands.save_draft(text=body.text, version=_as_read(number_needed(call)), by=call.by, at=call.now)
    return ManualDraft.read(draft_page())


@writes("/manual/draft", method="DELETE", act=ADOPT, room=ROOM, gives=ManualDraft)
def drop_manual_draft(call: Call) -> ManualDraft:
    """Give the draft up. Needs If-Match."""
    commands.drop_draft(version=_as_read(number_needed(call)), by=call.by, at=call.now)
    return ManualDraft.read(draft_page())


@writes("/manual/draft/adoption", act=ADOPT, room=ROOM, gives=Manual)
def adopt_manual_draft(call: Call) -> Manual:
    """Put the draft in force as the next version, or be refused with what the check finds. Needs If-Match."""
    made = commands.adopt_draft(version=_as_read(number_needed(call)), by=call.by, at=call.now)
    return Manual.of(made)


@writes("/manual/bringing-back", act=ADOPT, room=ROOM, gives=Manual, body_version=True)
def bring_manual_back(call: Call, body: EarlierManual) -> Manual:
    """Put an earlier version in force again, as a new one and through the same check."""
    return Manual.of(commands.bring_back(number=body.number, version=body.in_force, by=call.by, at=call.now))


@reads("/manual/check", act="read the manual", room=ROOM, gives=Checked)
def check_manual_draft(call: Call) -> Checked:
    """Say what is wrong in the draft, or in the manual in force where there is none."""
    found = checked(draft_page().text)
    return Checked.model_construct(
        errors=[ManualFinding.read(each) for each in found.findings],
        doubts=[ManualFinding.read(each) for each in found.doubts],
    )


def _as_read(version: int | None) -> int:
    """Give the version of the draft that was read; the one that stands where any will do."""
    return draft_page().version if version is None else version
