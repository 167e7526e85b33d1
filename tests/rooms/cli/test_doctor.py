"""`rounds doctor`: plain lines whatever is wrong, and what waits for people in each company."""

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pytest
from django.db import OperationalError
from django.test import override_settings

from rounds.basics.duty import Asked, Due, Duty
from rounds.cli.doctor import database, doctor, rooms, waiting
from rounds.desk import commands as desk
from rounds.engine.putting_off import put_off
from rounds.timeline.models import Outbox
from rounds.workspaces.queries import this_workspace
from tests.far_side import Far, far_side
from tests.outgoing import brought
from tests.rooms.mail.post import a_letter, a_post
from tests.rooms.mail.test_delivering import answered, deliver
from tests.world import MONDAY, Cast, later


def slug_of(cast: Cast) -> str:
    with cast.inside():
        return this_workspace().slug


def lines_about(cast: Cast) -> list[tuple[str, str, str]]:
    slug = slug_of(cast)
    return [
        (found.state, found.what, found.says.removeprefix(f"{slug}: "))
        for found in waiting.look()
        if found.says.startswith(slug)
    ]


def run(capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, str]]]:
    code = doctor(Namespace(json=True, verify=False))
    return code, json.loads(capsys.readouterr().out)


def test_a_company_where_nothing_waits_has_no_line():
    assert lines_about(a_post().cast) == []


def test_rows_that_the_engine_could_not_do_are_trouble():
    cast = a_post().cast
    duty = Duty("desk.wake", "Wakes", lambda now, limit: Asked("SELECT 1, 1 WHERE false", ()), lambda due, now: True)
    for minutes in (0, 1):
        put_off(duty, Due(cast.workspace_id, 7), KeyError("x\ny"), at=MONDAY + timedelta(minutes=minutes))
    said = "desk.wake, row 7, failed 2 times since 2026-11-23 15:00 UTC: KeyError: 'x\\ny'"
    assert lines_about(cast) == [("trouble", "engine", said)]


def test_mail_that_stopped_and_mail_in_doubt_is_counted():
    post, first = answered()
    with far_side(Far.REFUSES_AT_RCPT) as far:
        deliver(post, first, far)
    with post.inside():
        desk.answer(number=1, text="And one more thing.", by=post.cast.rep, at=later(0.1))
        brought(Outbox.objects.filter(state="queued"), "may have arrived")
    said = "of its mails 1 stopped and 1 may have arrived; a person decides, on the page Outbox."
    assert lines_about(post.cast) == [("note", "outbox", said)]


def test_held_mail_is_counted():
    post = a_post()
    post.bring(b"\x00")
    post.bring(a_letter())
    assert lines_about(post.cast) == [
        ("note", "quarantine", "mails held: 1; a person decides, on the page Quarantine.")
    ]


def test_a_healthy_house_is_said_line_by_line(capsys):
    with far_side() as far, override_settings(SMTP_OUT=far.way):
        _, found = run(capsys)
    said = {finding["what"]: finding for finding in found}
    assert {"PostgreSQL", "roles", "tables", "mail out", "disk", "Python"} <= set(said)
    assert [said[what]["state"] for what in ("PostgreSQL", "roles", "tables", "mail out")] == ["fine"] * 4


@pytest.mark.parametrize(
    "error", [psycopg.OperationalError("no pg_hba entry\nfor host"), OperationalError("no pg_hba entry\nfor host")]
)
@pytest.mark.parametrize("place", ["roles", "rooms"])
def test_whatever_the_database_says_is_a_line_and_the_rest_is_looked_at(capsys, monkeypatch, error, place):
    def breaks(*given: object) -> Iterator[object]:
        raise error

    monkeypatch.setattr(*{"roles": (database, "wrong_with_roles"), "rooms": (rooms, "look")}[place], breaks)
    code, found = run(capsys)
    assert code == 1
    assert {"what": "database", "state": "trouble", "says": "no pg_hba entry for host"} in found
    assert found[-1]["what"] in ("processes", "page")


def test_a_setting_that_is_wrong_is_a_line(capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/none")
    code, found = run(capsys)
    assert code == 1
    [line] = [finding["says"] for finding in found if finding["what"] == "PostgreSQL"]
    assert "does not answer" in line
    assert "secret" not in line
    assert "\n" not in line


def test_a_setting_that_names_no_mailbox_is_trouble():
    post = a_post()
    names = (post.address, f"{slug_of(post.cast)}/nobody")
    boxes = [SimpleNamespace(name=name, user="dana", host="imap.example", port=993, folder="INBOX") for name in names]
    with override_settings(IMAP_BOXES=boxes):
        found = [finding.state for finding in rooms.look() if finding.what == "polled" and "dana" in finding.says]
        wrong = [finding.state for finding in rooms.look() if finding.what == "polled" and "nobody" in finding.says]
    assert (found, wrong) == (["fine"], ["trouble"])
