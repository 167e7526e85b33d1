"""Faults planted in a world that was played, one for each promise, each inside a transaction that is taken back: the judge must see it.

python -m tests.simulation.plants HOME MANUAL → a line of JSON: what the judge said of the world, and of each fault.
"""

import json
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from rounds.cli.simulating import migrate_into
from rounds.postgres import Server, Urls
from rounds.postgres.copies import in_database
from rounds.simulation.simulating import simulate
from rounds_judge.judging import judged
from rounds_judge.world import world

OF_CHECK_INS = "id IN (SELECT ticket_id FROM check_in)"
EVENT = "UPDATE timeline_event SET {change} WHERE id = (SELECT min(id) FROM timeline_event WHERE {which})"


def moved_with(which: str, by: str) -> str:
    """Move the date that was set in the same act as some event."""
    return f"""
        UPDATE timeline_event SET payload = jsonb_set(payload, '{{wakes_at}}', to_jsonb(
            to_char((payload->>'wakes_at')::timestamptz AT TIME ZONE 'UTC' + interval '{by}', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')))
        WHERE id = (SELECT max(id) FROM timeline_event WHERE kind = 'desk.date set'
                    AND written_in = (SELECT act.written_in FROM timeline_event act WHERE {which} ORDER BY act.id LIMIT 1))"""


def without(kind: str, beside: str) -> str:
    """Take an event out of the act that wrote another one."""
    return f"""
        DELETE FROM timeline_event WHERE kind = '{kind}' AND written_in IN (
            SELECT written_in FROM timeline_event act WHERE {beside} AND EXISTS (
                SELECT 1 FROM timeline_event WHERE written_in = act.written_in AND kind = '{kind}') LIMIT 1)"""


NOTICES = "DELETE FROM notice WHERE event_id IN (SELECT id FROM timeline_event WHERE kind = '{kind}')"

DIFFERS = "kind = 'checkins.grade differs'"
"""Somebody hears that a grade and the figures differ."""

BY_OTHER_HOURS = """kind = 'desk.date set' AND because::text LIKE '%by the hours before it was to open%'
    AND payload->>'sleeps' = 'true' AND payload->>'keeps' = 'true'"""
"""A date that other hours moved, of a check-in that sleeps until its next round."""

FAULTS = {
    "A1 one ticket a firm": "DELETE FROM check_in WHERE id = (SELECT min(id) FROM check_in WHERE left_at IS NULL)",
    "A1 never lost": f"UPDATE ticket SET state = 'closed', wakes_at = NULL WHERE state = 'asleep' AND {OF_CHECK_INS}",
    "A1 never past its date": f"UPDATE ticket SET wakes_at = '2026-01-01' WHERE state = 'asleep' AND {OF_CHECK_INS}",
    "A1 never twice": """
        INSERT INTO timeline_event (workspace_id, at, actor_kind, actor_name, kind, subject_kind, subject_id, clause, because, payload)
        SELECT workspace_id, at, actor_kind, actor_name, kind, subject_kind, subject_id, clause, because, payload
        FROM timeline_event WHERE kind = 'desk.woke' ORDER BY id LIMIT 1""",
    "A1 by its date": EVENT.format(
        change="payload = jsonb_set(payload, '{date_was}', '\"2027-01-01T14:00:00+00:00\"')", which="kind = 'desk.woke'"
    ),
    "A1 on a morning": moved_with("act.kind = 'checkins.entered'", "1 hour"),
    "A1 the history fits": f"UPDATE ticket SET wakes_at = wakes_at + interval '1 day' WHERE state = 'asleep' AND {OF_CHECK_INS}",
    "A1 duties are done": """
        INSERT INTO put_off (workspace_id, duty, row_id, times, first_at, until, trouble)
        SELECT id, 'checkins.come round', 1, 1, now(), now(), 'planted' FROM workspace LIMIT 1""",
    "A1 whoever hears that nobody fits": NOTICES.format(kind="desk.nobody fitted"),
    "A1 a renamed programme": "UPDATE check_in SET programme = 'an older one' WHERE id = (SELECT max(id) FROM check_in)",
    "A1 somebody is asked": NOTICES.format(kind="checkins.left"),
    "A1 nobody is said": f"""
        WITH unsaid AS (DELETE FROM timeline_event WHERE kind = 'desk.nobody fitted')
        UPDATE ticket SET assignee_id = NULL WHERE state = 'open' AND {OF_CHECK_INS}""",
    "A1 other hours, its day": moved_with(BY_OTHER_HOURS, "7 days"),
    "F2 other hours say why": EVENT.format(
        change="because = jsonb_set(because, '{facts}', '[{\"label\": \"so it is\"}]')", which=BY_OTHER_HOURS
    ),
    "A1 by the hours in force": f"""
        UPDATE ticket SET wakes_at = wakes_at + interval '30 minutes' WHERE state = 'asleep' AND {OF_CHECK_INS}""",
    "A2 somebody sees it": f"""
        UPDATE ticket SET assignee_id = (SELECT id FROM member WHERE NOT active LIMIT 1) WHERE state = 'open' AND {OF_CHECK_INS}""",
    "A3 beginning sets the date": moved_with(
        "act.kind = 'checkins.started' AND NOT EXISTS (SELECT 1 FROM timeline_event other WHERE other.kind = 'checkins.reached out'"
        " AND other.written_in = act.written_in)",
        "7 days",
    ),
    "A3 beginning early opens it": without("desk.reopened", "act.kind = 'checkins.started'"),
    "A3 reaching out sets the date": moved_with("act.kind = 'checkins.reached out'", "7 days"),
    "A3 counted from its leaving": "UPDATE timeline_event SET at = at + interval '1 day' WHERE kind = 'mail.sent'",
    "A3 what never left wakes": "UPDATE reach_out SET void_at = NULL WHERE void_at IS NOT NULL",
    "A3 what left counts": "UPDATE reach_out SET void_at = now() WHERE void_at IS NULL AND message_id IS NOT NULL",
    "A4 spread evenly": moved_with("act.kind = 'checkins.spread'", "2 years"),
    "A6 a finding is whole": "UPDATE finding SET said = said - 'usage'",
    "A5 usage counts once": "UPDATE usage_segment SET rows = rows + 1 WHERE id = (SELECT min(id) FROM usage_segment)",
    "A7 the suggested grade": "UPDATE grade_given SET suggested = 'F' WHERE suggested <> ''",
    "A7 what stands behind it": "UPDATE grade_given SET seen = '[]' WHERE suggested <> ''",
    "A7 differing grades are told": "DELETE FROM timeline_event WHERE kind = 'checkins.grade differs'",
    "A7 differing grades, not before": EVENT.format(change="at = at - interval '9 days'", which=DIFFERS),
    "A7 differing grades, once": f"""
        INSERT INTO timeline_event (workspace_id, at, actor_kind, actor_name, kind, subject_kind, subject_id, clause, because, payload)
        SELECT workspace_id, at + interval '1 second', actor_kind, actor_name, kind, subject_kind, subject_id, clause, because, payload
        FROM timeline_event WHERE {DIFFERS} ORDER BY id LIMIT 1""",
    "A7 differing grades, only then": EVENT.format(change="at = at - interval '1 year'", which=DIFFERS),
    "A7 differing grades, which": EVENT.format(
        change="payload = jsonb_set(payload, '{suggested}', '\"F\"')", which=DIFFERS
    ),
    "F2 differing grades say why": EVENT.format(
        change="because = jsonb_set(because, '{facts}', '[{\"label\": \"so it is\"}]')", which=DIFFERS
    ),
    "A7 whoever hears of differing grades": NOTICES.format(kind="checkins.grade differs"),
    "A7 whoever has the ticket hears": f"""
        DELETE FROM notice WHERE event_id IN (SELECT id FROM timeline_event WHERE {DIFFERS})
        AND member_id IN (SELECT id FROM member WHERE NOT 'lead' = ANY (roles))""",
    "A7 the grade": "UPDATE check_in SET grade = 'C' WHERE grade = 'A'",
    "A7 the title": "UPDATE ticket SET subject = replace(subject, 'not using', '')",
    "A7 marks stay here": """
        UPDATE message SET subject = subject || ' · not using' WHERE id = (SELECT min(id) FROM message WHERE kind = 'staff')""",
    "A8 an answer stops the ladder": without("desk.date dropped", "act.kind = 'desk.customer wrote'"),
    "A8 a robot is no answer": """
        UPDATE timeline_event SET kind = 'desk.robot wrote' WHERE kind = 'desk.customer wrote' AND written_in IN (
            SELECT written_in FROM timeline_event WHERE kind = 'desk.date dropped')""",
    "A8 the answer threads back": f"""
        UPDATE message SET ticket_id = (SELECT max(id) FROM ticket) WHERE kind = 'customer' AND ticket_{OF_CHECK_INS}""",
    "A9 training is linked": "DELETE FROM ticket_link",
    "A9 another day": moved_with("act.kind = 'checkins.day moved'", "7 days"),
    "A9 trainers are told": """
        DELETE FROM notice WHERE event_id IN (SELECT event.id FROM timeline_event event JOIN ticket ON ticket.id = event.subject_id
            WHERE event.subject_kind = 'ticket' AND ticket.kind = 'training')""",
    "A9 then its cadence": moved_with(
        "act.kind = 'checkins.round ended' AND NOT (act.payload->>'chosen')::boolean", "7 days"
    ),
    "A10 the ladder": EVENT.format(
        change="payload = jsonb_set(payload, '{step}', '7')", which="kind = 'checkins.nobody answered'"
    ),
    "A10 the note": without("desk.noted", "act.kind = 'checkins.nobody answered'"),
    "A10 then its cadence": moved_with(
        "act.kind = 'checkins.nobody answered' AND act.payload->>'step' IS NULL", "1 year"
    ),
    "A10 its own cadence": EVENT.format(
        change="payload = jsonb_set(payload, '{was}', '\"9 years\"')", which="kind = 'checkins.cadence changed'"
    ),
    "A10 whoever hears of silence": NOTICES.format(kind="checkins.nobody answered"),
    "A11 exempt stays away": "UPDATE ticket SET state = 'open' WHERE id IN (SELECT ticket_id FROM check_in WHERE exempt_at IS NOT NULL)",
    "A12 one round, one done": "UPDATE round_done SET again = NOT again WHERE id = (SELECT min(id) FROM round_done)",
    "F2 it says why": EVENT.format(change="because = NULL", which="kind = 'desk.woke'"),
    "F4 the history is whole": "DELETE FROM timeline_seal WHERE number = 5",
}
"""A rule → the statement that breaks it."""

NO_CHECKS = """
    DO $$ DECLARE each record; BEGIN
        FOR each IN SELECT conrelid::regclass AS place, conname FROM pg_constraint
                    WHERE contype = 'c' AND conrelid::regclass::text IN ('ticket', 'check_in') LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.place, each.conname);
        END LOOP;
    END $$"""

MARKED = "=?utf-8?q?Re=3A_Fair_Field=3A_check-in_=C2=B7_not_using?="
"""A subject with a grade's words in it, as it stands in a mail."""

TOWN: dict[str, Callable[[list[str]], list[str]]] = {
    "D1 delivered once": lambda lines: [*lines, lines[0]],
    "D1 sent is arrived": lambda lines: lines[1:],
    "A7 no mark arrives": lambda lines: [json.dumps({**json.loads(lines[0]), "subject": MARKED}), *lines[1:]],
}
"""A rule → what breaks it in the town's record."""


BOARD: dict[str, Callable[[dict[str, list[int]]], dict[str, list[int]]]] = {
    "A12 the board: done": lambda board: {**board, "done": board["done"][1:]},
    "A12 the board: done without an answer": lambda board: {
        **board,
        "done without an answer": [*board["done without an answer"], board["done"][0]],
    },
}
"""A rule → what breaks it on the board, as it was looked at in the end."""


def seen(admin: str, folder: Path) -> dict[str, list[str]]:
    """Plant each fault; give the rules that the judge called broken."""
    found = {}
    with psycopg.connect(admin) as owner:
        owner.execute("SET session_replication_role = replica")  # no trigger, no key: the judge alone stands guard
        owner.execute(NO_CHECKS)
        owner.commit()
        found["nothing"] = _broken(owner, folder)
        for rule, plant in FAULTS.items():
            with owner.transaction(force_rollback=True):
                changed = owner.execute(plant.encode()).rowcount
                found[rule] = _broken(owner, folder) if changed else ["nothing to spoil"]
        for rule, spoil in TOWN.items():
            found[rule] = _spoiled(owner, folder, "town.jsonl", spoil)
        for rule, other in BOARD.items():
            found[rule] = _spoiled(owner, folder, "journal.jsonl", partial(_with_board, other))
    return found


def _spoiled(
    owner: "psycopg.Connection[Any]", folder: Path, name: str, spoil: Callable[[list[str]], list[str]]
) -> list[str]:
    """Judge with one of the records spoiled, line by line."""
    with TemporaryDirectory() as other:
        shutil.copytree(folder, other, dirs_exist_ok=True)
        lines = (folder / name).read_text().splitlines()
        (Path(other) / name).write_text("\n".join(spoil(lines)) + "\n")
        return _broken(owner, Path(other))


def _with_board(spoil: Callable[[dict[str, list[int]]], dict[str, list[int]]], lines: list[str]) -> list[str]:
    said = [json.loads(line) for line in lines]
    return [json.dumps({"board": spoil(line["board"])} if "board" in line else line) for line in said]


def _broken(owner: "psycopg.Connection[Any]", folder: Path) -> list[str]:
    _, broken = judged(world(owner, folder / "journal.jsonl", folder / "town.jsonl"))
    return sorted({each.rule for each in broken})


def main() -> None:
    """Play, plant, and say what was seen."""
    home, manual = Path(sys.argv[1]), Path(sys.argv[2])
    of_faults: dict[str, list[str]] = {}

    def keep(urls: Urls, folder: Path) -> None:
        admin = in_database(Server(home / "simulation").admin_url(), urls.owner.rpartition("/")[2])
        of_faults.update(seen(admin, folder))

    played = simulate(
        manual.read_text("utf-8"), accounts=120, days=200, seed=7, home=home, migrate=migrate_into, keep=keep
    )
    print(json.dumps({"played": played, "seen": of_faults}))


if __name__ == "__main__":
    main()
