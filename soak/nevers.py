"""What a history may never show: A1's three nevers, each date and each step, counted by the judge's own calendar and ladder."""

from functools import cache

from rounds_judge.calendar import Office, office
from rounds_judge.guide import Guide
from soak.living import History, Setting, Told, What


def broken(history: History) -> list[str]:
    """Name each promise that a history broke, and when."""
    guide = _guide(history.setting)
    found: list[str] = []
    before: Told | None = None
    reached_from: int | None = None
    for told in history.told:
        found += [f"{told.what} at {told.at}: {each}" for each in _wrong(guide, before, told)]
        if told.what is What.VOID and told.step != reached_from:
            found.append(f"{told.what} at {told.at}: it still counts: step {told.step}, not {reached_from}")
        if told.what is What.REACHED:
            stood = before.step if before else None
            reached_from = None if stood is not None and guide.ladder[stood][0] == "wait" else stood
        before = told
    return found


def _wrong(guide: Guide, before: Told | None, told: Told) -> list[str]:
    """Say what is wrong with an act: never lost, never open twice for one date, never asleep past it; and the date that it should set."""
    found = []
    if told.asleep and told.due is None:
        found.append("lost: it sleeps without a date")
    if told.what in {What.LOOKED, What.OPENED, What.SILENT} and told.due and told.due <= told.at:
        found.append("its date is past, and the engine looked")
    if told.what in {What.OPENED, What.SILENT} and (before is None or before.due is None or before.due > told.at):
        found.append("it opened for no date, or twice for one")
    if told.what in {What.OPENED, What.VOID, What.ANSWERED} and told.asleep:
        found.append("it sleeps on")
    step = _step(guide, before, told)
    if told.what is not What.VOID and told.step != step:
        found.append(f"it is at step {told.step}, not {step}")
    return found + _wrong_date(guide, told)


def _wrong_date(guide: Guide, told: Told) -> list[str]:
    """Compare a date that was set now with the judge's."""
    span = _span(guide, told)
    if told.due and not guide.office.is_opening(told.due):
        return [f"{told.due} is no morning"]
    meant = guide.office.after(told.at, span) if span else None
    return [f"{told.due} is set, and {meant} is meant"] if meant and told.due != meant else []


def _span(guide: Guide, told: Told) -> str:
    """Give how long is waited from this act on; empty where it sets no date of its own."""
    if told.what is What.ENDED:
        return guide.every
    if told.what is What.BEGAN:
        return guide.ladder[guide.wait_behind(told.step)][1]
    if told.what is What.REACHED and told.step is not None:
        return guide.ladder[told.step][1]
    if told.what is What.SILENT:
        if told.step is None:
            return guide.every
        return guide.ladder[told.step][1] if guide.ladder[told.step][0] == "wait" else ""
    return ""


def _step(guide: Guide, before: Told | None, told: Told) -> int | None:
    """Say at which step the ladder is behind an act."""
    stood = before.step if before else None
    if told.what in {What.ENTERED, What.ANSWERED, What.ENDED}:
        return None
    if told.what is What.SILENT:
        return guide.then(stood or 0)[0]
    if told.what is What.REACHED:
        waits = stood is not None and guide.ladder[stood][0] == "wait" and before is not None and before.due is not None
        return stood if waits else guide.wait_behind(stood)
    return stood


@cache
def _guide(setting: Setting) -> Guide:
    return Guide(
        "programme: check-in", "check-in", setting.every, list(setting.ladder), [], {}, "customer", _office(setting)
    )


def _office(setting: Setting) -> Office:
    return office(setting.zone, [setting.window], [setting.country] if setting.country else [])
