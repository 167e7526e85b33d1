"""The API against its own document: whatever the document allows is taken, whatever it forbids is refused, no answer is unknown.

Schemathesis makes the calls; they go to the real WSGI application on a real PostgreSQL, with a token that may do everything.
`SCHEMATHESIS_EXAMPLES` says how many calls an endpoint gets; `make soak` asks for more. `SCHEMATHESIS_ONLY`: a pattern of paths.
"""

import os
import sys
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis.builder import MissingPathParameters
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source

from rounds.accounts import commands as accounts
from rounds.accounts.models import Account, Contact
from rounds.api.once import KEY
from rounds.desk import commands as desk
from rounds.desk.facts import File
from rounds.desk.models import Attachment
from rounds.policies.queries import book
from rounds.site.wsgi import application
from rounds.team.models import Member
from rounds.timeline.rules import Actor
from tests.rooms.api.program import program
from tests.rooms.prepared.check_ins import a_check_in
from tests.rooms.prepared.mail import a_mailbox, a_way
from tests.world import MONDAY, Cast, a_customer, a_ticket, a_workspace

sys.modules.setdefault(
    "flask", None
)  # it is looked for before each call, on the whole path of modules: a twentieth of the time
ONLY = os.environ.get("SCHEMATHESIS_ONLY", "")
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "4"))
CAST = a_workspace()
TOKEN = program(CAST).token


def _records(cast: Cast) -> dict[str, list[int]]:
    """Make records that calls can be about, so that not each of them ends at “not there”."""
    with cast.inside():
        customer = a_customer(account="Harbour Tile & Stone")
        numbers = [a_ticket(by=customer).number for _ in range(6)]
        picture = File("a.png", "image/png", b"\x89PNG")
        desk.note(number=numbers[0], text="See.", files=[picture], by=Actor.system(), at=MONDAY)
        return {
            "number": numbers,
            "other": numbers,
            "account_id": list(Account.objects.values_list("id", flat=True)),
            "contact_id": list(Contact.objects.values_list("id", flat=True)),
            "file_id": list(Attachment.objects.values_list("id", flat=True)),
            "asset_id": [_an_asset() for _ in range(3)],
            "check_in_id": [a_check_in(cast).pk for _ in range(3)],
            "mailbox_id": [a_mailbox().pk],
            "mail_account_id": [a_way().pk],
            "member_id": list(Member.objects.values_list("id", flat=True))[:2],
        }


def _an_asset() -> int:
    made = accounts.add_asset(account_id=None, values={"kind": "drone"}, fields={}, by=Actor.system(), at=MONDAY)
    return made.pk


RECORDS = _records(CAST)
with CAST.inside():
    TO_BE_ERASED = a_customer().contact_id
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application).include(path_regex=ONLY)
schema.config.checks.missing_required_header.expected_statuses = ["401", "428"]  # RFC 6585: no version, no change


def about_what_is_there(case: schemathesis.Case) -> schemathesis.Case:
    """Let a call that the document allows be about something: a record that is there, any version, a key of its own.

    Cursors and versions are what we give out ourselves; what becomes of any other is tested beside this.
    """
    for name, there in RECORDS.items():
        asked = (case.path_parameters or {}).get(name)
        if isinstance(asked, int) and 0 < asked < 2**31 and (asked % 4 or name == "member_id"):
            case.path_parameters[name] = there[asked % len(there)]
    if case.path.endswith("/erasing") and "contact_id" in (case.path_parameters or {}):
        case.path_parameters["contact_id"] = (
            TO_BE_ERASED  # whom nothing else is about: little can be done with them then
        )
    if len(str((case.query or {}).get("after", ""))) <= 1000:
        (case.query or {}).pop("after", None)
    if "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = "*"
    if isinstance(case.body, dict) and isinstance(case.body.get("in_force"), int) and case.body["in_force"] > 0:
        with CAST.inside():
            case.body["in_force"] = book().version
    if KEY.fullmatch(str((case.headers or {}).get("Idempotency-Key", ""))):
        case.headers["Idempotency-Key"] = str(uuid4())
    return case


@schema.auth()
class Token:
    """Brings the token along."""

    def get(self, case: schemathesis.Case, context: object) -> str:
        return TOKEN

    def set(self, case: schemathesis.Case, data: str, context: object) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


OPERATIONS = {each.ok().label: each.ok() for each in schema.get_all_operations()}
FEEDBACK = FeedbackSources(constants_value_source=make_constants_value_source(schema))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def is_answered_as_the_document_says(case: schemathesis.Case) -> None:
    about_what_is_there(case).call_and_validate()


@pytest.fixture(autouse=True)
def _without_a_line_for_each_refusal(caplog: pytest.LogCaptureFixture) -> None:
    """Most calls are refused, and writing a line of log for each is a thirtieth of the time; what breaks still has its own."""
    caplog.set_level("ERROR", logger="django.request")


@pytest.mark.parametrize("label", OPERATIONS)
def test_the_api_does_what_its_document_says(label: str) -> None:
    """Think of the calls to one endpoint, and make them.

    `schema.parametrize()` would do the same, but think of all calls while tests are collected, in each process anew: ten seconds
    of a core each time, for calls of which a process makes some.
    """
    calls = build_operation_test(
        config=schema.config,
        operation=OPERATIONS[label],
        test_func=is_answered_as_the_document_says,
        given_kwargs={},
        feedback=FEEDBACK,
    )
    calls()
    assert not MissingPathParameters.get(calls)
