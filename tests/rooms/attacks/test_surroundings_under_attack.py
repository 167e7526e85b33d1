"""What stands around the rooms: the throttle at the sign-in, what logs keep, which passwords are taken."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache import cache

from rounds.basics.problems import Refused
from rounds.team.commands import add_member
from rounds.timeline.rules import Actor
from tests.world import MONDAY, a_workspace

PROJECT = Path(__file__).parents[3]
WHO_CALLS = """
import django; django.setup()
from allauth.account.adapter import get_adapter
from django.test import RequestFactory
for caller in ("203.0.113.7", "203.0.113.8"):
    request = RequestFactory().post("/sign-in", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": caller})
    print(get_adapter().get_client_ip(request))
"""


def _callers(https: str) -> list[str]:
    env = os.environ | {"ROUNDS_HTTPS": https, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run([sys.executable, "-c", WHO_CALLS], env=env, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_behind_a_proxy_one_strangers_failed_sign_ins_do_not_lock_everybody_out():
    """All that throttles by address counts the proxy as the one caller: ten wrong passwords a minute, and nobody signs in.

    Without a proxy, nobody chooses the address that they are counted under.
    """
    assert set(_callers(https="")) == {"127.0.0.1"}
    assert _callers(https="1") == ["203.0.113.7", "203.0.113.8"]


def test_many_callers_do_not_push_somebodys_failed_sign_ins_out_of_memory():
    watched = f"failed-sign-ins-of-{uuid4()}"
    cache.set(watched, [1.0, 2.0], 300)
    for number in range(700):
        cache.set(f"z{uuid4()}{number}", [1.0], 300)
    assert cache.get(watched) == [1.0, 2.0]


@pytest.mark.parametrize("password", ["x", "password123"])
def test_a_password_that_anybody_guesses_is_refused(password):
    cast = a_workspace()
    with cast.inside(), pytest.raises(Refused):
        add_member(
            name="Nia Falk",
            email=f"nia-{uuid4().hex[:8]}@fenwick.example",
            roles=["rep"],
            password=password,
            by=Actor.system(),
            at=MONDAY,
        )
