"""A program has somebody erased: it is answered at once, and reads how far that is."""

from rounds.imports.commands import bring_file
from rounds.imports.models import ImportFile
from rounds.imports.targets import What
from rounds.mail.erasing import erase_all
from rounds.timeline.models import TimelineEvent
from tests.rooms.api.program import codes, program
from tests.world import MONDAY, a_customer, a_workspace, later


def test_a_program_asks_for_somebody_to_be_erased_and_reads_when_it_is_done():
    cast = a_workspace()
    asking = program(cast)
    with cast.inside():
        dana = a_customer(address="dana@harbour.example").contact_id
    where = f"/api/v1/contacts/{dana}/erasing"
    assert asking.get(where).status_code == 404
    asked = asking.post(where)
    assert (asked.status_code, asked["Location"], asked.json()["url"]) == (202, where, where)
    assert (asked.json()["stage"], asked.json()["done_at"]) == ("under way", None)
    again = asking.post(where)
    assert (again.status_code, again.json()) == (202, asked.json())
    assert asking.get(where).json() == asked.json()
    refused = asking.ask("PATCH", f"/contacts/{dana}", {"title": "Owner"}, If_Match="*")
    assert (refused.status_code, codes(refused)) == (409, ["being erased"])
    erase_all(workspace_id=cast.workspace_id, clock=lambda: later(1))
    done = asking.get(where).json()
    assert (done["stage"], done["asked_at"], done["trouble"]) == ("done", asked.json()["asked_at"], "")
    assert done["done_at"]
    assert asking.get(f"/contacts/{dana}").json()["addresses"] == []
    assert codes(asking.post(where)) == ["erased"]
    with cast.inside():
        assert TimelineEvent.objects.filter(kind="accounts.contact erased", subject_id=dana).count() == 1


def test_a_program_hears_why_somebody_could_not_be_erased_and_asks_once_more():
    cast = a_workspace()
    asking = program(cast, cast.manager, scopes=("manage people",))
    with cast.inside():
        dana = a_customer(address="dana@harbour.example").contact_id
        people = b"id,name,email\n1,Dana,dana@harbour.example\n"
        bring_file(what=What.CONTACTS, name="people.csv", data=people, source="old", by=cast.manager, at=MONDAY)
    where = f"/contacts/{dana}/erasing"
    once = [asking.post(where, Idempotency_Key="once") for _ in "ab"]
    assert [(each.status_code, each.json()["stage"]) for each in once] == [(202, "under way")] * 2
    erase_all(workspace_id=cast.workspace_id, clock=lambda: later(1))
    stopped = asking.get(where).json()
    assert (stopped["stage"], stopped["by_id"], stopped["done_at"]) == ("stopped", cast.manager.id, None)
    assert stopped["trouble"].startswith("The file “people.csv” waits to come in, and names this person. Bring it in")
    with cast.inside():
        ImportFile.objects.all().delete()
    assert asking.post(where).json()["trouble"] == ""
    erase_all(workspace_id=cast.workspace_id, clock=lambda: later(2))
    assert asking.get(where).json()["stage"] == "done"
