"""The process that answers: it may die at any moment, and nobody is told anything wrong for it; it stays for pages, and never grows."""

import io
import os
import pickle
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path

from rounds.telemetry import answering
from rounds.telemetry.answering import STAYS, Trouble
from rounds.telemetry.asking import ANSWERS
from rounds.telemetry.queries import active_users
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.evidence_rules import used
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_workspace, later


def test_a_page_is_right_though_the_process_that_answers_was_killed_before_or_in_the_middle_A5():
    firm = used(a_workspace(manual=a_yearly_manual()))
    client = visitor(firm.cast, firm.cast.rep)
    assert client.get("/check-ins").status_code == 200
    first = ANSWERS.pid
    assert first
    assert STAYS.encode() in Path(f"/proc/{first}/cmdline").read_bytes()
    shown = figures(client, firm)
    assert "Usage cannot be asked" not in shown
    assert ANSWERS.pid == first
    os.kill(first, signal.SIGKILL)
    ANSWERS.forget()
    assert figures(client, firm) == shown
    second = ANSWERS.pid
    assert second
    assert second != first
    ANSWERS.forget()
    os.kill(second, signal.SIGSTOP)
    found: list[object] = []
    asking = threading.Thread(target=lambda: found.append(people(firm)))
    asking.start()
    time.sleep(0.2)
    assert not found
    os.kill(second, signal.SIGKILL)
    asking.join(30)
    assert found == [people(firm)]


def figures(client, firm) -> str:
    page = client.get(f"/check-ins/{firm.check_in.pk}").content.decode()
    return page[page.index('aria-labelledby="ev"') : page.index("</section>", page.index('id="features"'))]


def people(firm) -> list[str]:
    from django.db import connection

    with firm.cast.inside():
        found = active_users(accounts=[firm.id], since=MONDAY - timedelta(days=365), until=later(1))
    if threading.current_thread() is not threading.main_thread():
        connection.close()
    return [each.name for each in found]


def test_it_ends_after_an_answer_that_left_it_large(monkeypatch):
    monkeypatch.setattr(answering, "_tried", lambda ask: Trouble("said"))
    monkeypatch.setattr(answering, "_resident", lambda: answering.GROWN + 1)
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as asked, os.fdopen(reading, "rb", buffering=0) as questions:
        for _ in range(2):
            pickle.dump("a question", asked)
        asked.flush()
        told = io.BytesIO()
        answering.serve(questions, told, stays=True)
    told.seek(0)
    assert pickle.load(told) == Trouble("said")
    assert told.read() == b""


def test_one_that_stays_lets_go_of_much_memory_once_nobody_asks_and_stays_with_little(monkeypatch):
    """A web process would else hold for ever what one large question took."""
    held = iter([answering.AT_REST, answering.AT_REST, answering.AT_REST + 1])
    monkeypatch.setattr(answering, "_resident", lambda: next(held))
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb"), os.fdopen(reading, "rb", buffering=0) as questions:
        answering.serve(questions, io.BytesIO(), stays=True, patience=0.01)
    assert next(held, None) is None


def test_it_is_started_again_where_it_has_let_go_and_holds_less_than_it_may_at_rest():
    ANSWERS.stay()
    first = ANSWERS.pid
    assert first
    os.kill(first, signal.SIGTERM)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    ANSWERS.stay()
    assert ANSWERS.pid not in (None, first)
    firm = used(a_workspace(manual=a_yearly_manual()))
    assert people(firm)
    pages = int(Path(f"/proc/{ANSWERS.pid}/statm").read_text().split()[1])
    assert pages * os.sysconf("SC_PAGE_SIZE") < answering.AT_REST
