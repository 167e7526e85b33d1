"""What a job carries, and how long it is kept: nobody's address stands in the tables of jobs (docs/decisions/0034)."""

import inspect
import json
from uuid import uuid4

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils.module_loading import autodiscover_modules
from procrastinate.contrib.django import app

from rounds.basics import clock
from rounds.mail import commands as mail
from rounds.mail.commands import erase_person
from rounds.mail.jobs import forgotten
from rounds.mail.models import Errand
from rounds.site.processes import run_jobs
from rounds.team.models import Member
from rounds.timeline.rules import Actor
from tests.world import a_customer, a_workspace

SEALED = {"rounds.mail.forgotten": {"door", "sealed", "address"}}
"""Arguments that are no number: where the link leads, and an address that only a worker can read, or that a Rounds of before laid plain."""


def in_jobs(word: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE procrastinate_jobs::text ILIKE %s", [f"%{word}%"])
        return cursor.fetchone()[0]


def asks_for_a_link(address: str) -> None:
    cache.clear()
    assert Client().post("/forgotten", {"email": address}).status_code == 200


def the_last_job() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id DESC LIMIT 1", [forgotten.name]
        )
        return json.loads(cursor.fetchone()[0])


def test_every_argument_of_every_job_is_a_number_or_sealed():
    autodiscover_modules("jobs")
    plain = {
        (name, each.name)
        for name, task in app.tasks.items()
        if name.startswith("rounds.")
        for each in inspect.signature(task.func).parameters.values()
        if each.annotation is not int and each.name != "context"
    }
    assert plain == {(name, each) for name, those in SEALED.items() for each in those}


def test_the_address_of_whoever_forgot_their_password_is_in_no_job_and_the_worker_reads_it():
    cast = a_workspace(at=clock.now())
    with cast.inside():
        mail.add_mailbox(name="support", address=f"s@w{cast.workspace_id}.example", by=Actor.system(), at=clock.now())
        email = Member.objects.get(id=cast.rep.id).email
    asks_for_a_link(email)
    assert in_jobs(email) == 0
    job = the_last_job()
    assert set(job) == {"sealed", "door"}
    forgotten(**job)
    with cast.inside():
        assert Errand.objects.latest("id").recipient == email


def test_whoever_is_erased_while_their_job_waits_leaves_no_trace_of_their_address_in_the_jobs():
    cast, address = a_workspace(), f"zora-{uuid4().hex}@quillfeather.example"
    with cast.inside():
        her = a_customer("Zora Quillfeather", address=address).contact_id
    asks_for_a_link(address)
    with cast.inside():
        erase_person(contact_id=her, by=cast.manager, at=clock.now())
    assert in_jobs(address) == 0


def test_a_job_that_fails_is_gone_with_all_that_it_carried():
    queue, address = f"breaks-{uuid4().hex}", f"{uuid4().hex}@quillfeather.example"
    app.configure_task(forgotten.name, queue=queue).defer(sealed=address, door="")  # as it cannot be opened
    assert in_jobs(address) == 1
    run_jobs(queues=[queue], wait=False)
    assert in_jobs(address) == 0
