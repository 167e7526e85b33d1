"""Fifty mails in, some twice: each becomes a ticket once or lies in quarantine with its reason, seen within 2 s."""

import time
from collections import Counter
from dataclasses import dataclass

from acceptance import record, sending, waiting
from acceptance.house import House
from acceptance.mails import Mail, Way
from acceptance.record import Kept
from acceptance.report import Report
from outside.visitor import Visitor


@dataclass(frozen=True)
class Arrival:
    """What became of one mail. kept: its rows (exactly one is right). seconds: until the page showed it, None: never."""

    mail: Mail
    kept: list[Kept]
    seconds: float | None

    @property
    def once(self) -> bool:
        """Say whether it is there once, on a ticket or held with a reason."""
        return len(self.kept) == 1 and bool(self.kept[0].number or self.kept[0].reason)


def played(house: House, mails: list[Mail], report: Report) -> None:
    """Bring all in, watch the page, bring some in again, and say what became of each."""
    member = house.member()
    arrivals = [arrival(house, mail, member) for mail in mails]
    for each in arrivals:
        seconds = f"{each.seconds:.2f} s" if each.seconds is not None else "never seen"
        report.say(f"  {each.mail.way:4} {each.mail.name:36} {seconds:>10}  {'; '.join(map(str, each.kept)) or 'LOST'}")
    _first_time(house, arrivals, report)
    _second_time(house, arrivals, report)


def arrival(house: House, mail: Mail, member: Visitor) -> Arrival:
    """Bring one mail in and reload until the page shows it."""
    bring(house, mail, mail.way)
    since = time.monotonic()
    found: list[Kept] = []

    def look() -> bool:
        found[:] = record.kept(house.owner_url, mail.raw)
        return bool(found) and shown(member, found[0])

    return Arrival(mail, found, waiting.seen_after(look, since=since))


def bring(house: House, mail: Mail, way: Way) -> None:
    """Bring a mail in by this way."""
    if way is Way.IMAP:
        return sending.by_imap(mail.raw, house.dovecot)
    return sending.by_smtp(mail.raw, port=house.rounds.smtp_port, sender=mail.sender, folder=house.folder)


def shown(member: Visitor, kept: Kept) -> bool:
    """Say whether a page shows a mail: its ticket on the list, else what is held on the quarantine page."""
    if kept.number:
        return waiting.on_the_list(member, kept.number)
    return f'id="q-{kept.row}"' in member.open("/quarantine").html and kept.reason in member.open("/quarantine").text


def _first_time(house: House, arrivals: list[Arrival], report: Report) -> None:
    ways = Counter(each.mail.way for each in arrivals)
    became = [kept for each in arrivals for kept in each.kept]
    opened, held = sum(kept.opened for kept in became), sum(kept.number is None for kept in became)
    report.check(
        f"{ways[Way.SMTP]} mails by SMTP and {ways[Way.IMAP]} by IMAP are there once each",
        all(each.once for each in arrivals) and opened == record.count(house.owner_url, "ticket"),
        f"{opened} opened a ticket, {len(became) - opened - held} were added to one, {held} are held with their reason",
    )
    for way in Way:
        took = sorted(each.seconds if each.seconds is not None else 999.0 for each in arrivals if each.mail.way is way)
        said = f"median {took[len(took) // 2]:.2f} s, longest {took[-1]:.2f} s"
        report.check(
            f"each by {way} stands on a reloaded page within {waiting.LIMIT:.0f} s", took[-1] <= waiting.LIMIT, said
        )


def _second_time(house: House, arrivals: list[Arrival], report: Report) -> None:
    """Bring some in again; nothing may change."""
    before = _counts(house)
    twice = [(each.mail, way) for each in arrivals for way in each.mail.again]
    for mail, way in twice:
        bring(house, mail, way)
    time.sleep(6)  # polled mail takes its time, and nothing shows that it was read
    across = sum(1 for mail, way in twice if way is not mail.way)
    same = all(
        [str(it) for it in record.kept(house.owner_url, each.mail.raw)] == [str(it) for it in each.kept]
        for each in arrivals
    )
    report.check(
        f"{len(twice)} of them brought in again ({across} by the other way) change nothing",
        same and _counts(house) == before,
        f"{before['ticket']} tickets, {before['message']} messages, {before['received']} mails kept",
    )


def _counts(house: House) -> dict[str, int]:
    return {what: record.count(house.owner_url, what) for what in ("ticket", "message", "received")}
