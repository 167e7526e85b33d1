"""Priorities, holds, links and acts on many, by programs: the same acts, refusals and ways back as on the page."""

from tests.rooms.api.program import codes, program
from tests.world import a_ticket, a_workspace


def numbers_of(cast, many: int = 2) -> list[int]:
    with cast.inside():
        return [a_ticket().number for _ in range(many)]


def test_a_hold_has_a_reason_and_a_limit_and_is_read_back():
    cast = a_workspace()
    [number] = numbers_of(cast, 1)
    asking = program(cast)
    hold = {"holder": "supplier", "reason": "The domain is being moved.", "until": {"span": "1 week"}}
    held = asking.post(f"/tickets/{number}/hold", hold).json()
    assert (held["held_by"], held["our_turn"]) == ("supplier", False)
    assert held["held_until"]
    assert asking.post(f"/tickets/{number}/hold", {**hold, "holder": "supplyer"}).status_code == 409
    released = asking.ask("DELETE", f"/tickets/{number}/hold").json()
    assert (released["held_by"], released["our_turn"]) == (None, True)
    assert codes(asking.ask("DELETE", f"/tickets/{number}/hold")) == ["not held"]


def test_a_priority_is_a_word_of_the_manual_and_set_on_what_was_read():
    cast = a_workspace()
    [number] = numbers_of(cast, 1)
    asking = program(cast)
    read = asking.get(f"/tickets/{number}")
    changed = asking.post(f"/tickets/{number}/priority", {"priority": "urgent"}, If_Match=read["ETag"])
    assert changed.json()["priority"] == "urgent"
    stale = asking.post(f"/tickets/{number}/priority", {"priority": "low"}, If_Match=read["ETag"])
    assert stale.status_code == 412
    assert asking.post(f"/tickets/{number}/priority", {"priority": "urgnt"}).status_code == 409


def test_links_are_seen_from_both_sides():
    cast = a_workspace()
    one, other = numbers_of(cast)
    asking = program(cast)
    made = asking.post(f"/tickets/{one}/links", {"number": other, "seen": "parent"})
    assert [(each["number"], each["seen"]) for each in made.json()["items"]] == [(other, "parent")]
    back = asking.get(f"/tickets/{other}/links").json()["items"]
    assert [(each["number"], each["seen"]) for each in back] == [(one, "part")]
    assert asking.ask("DELETE", f"/tickets/{one}/links/{other}").json()["items"] == []
    assert asking.get("/tickets/999/links").status_code == 404


def test_one_act_on_many_says_what_became_of_each_and_goes_back_once():
    cast = a_workspace()
    one, other = numbers_of(cast)
    asking = program(cast)
    assert asking.post(f"/tickets/{other}/closure").status_code == 200
    done = asking.post("/acts", {"numbers": [one, other], "act": "close"}).json()
    assert [(each["number"], bool(each["refusal"])) for each in done["tickets"]] == [(one, False), (other, True)]
    assert asking.get(f"/tickets/{one}").json()["state"] == "closed"
    undone = asking.post(f"/acts/{done['id']}/undoing").json()
    assert [each["undone"] for each in undone["tickets"]] == [True, False]
    assert asking.get(f"/tickets/{one}").json()["state"] != "closed"
    assert codes(asking.post(f"/acts/{done['id']}/undoing")) == ["undone"]
    assert program(cast).get(f"/acts/{done['id']}").status_code == 404, "another member's act is not theirs"


def test_an_answer_is_taken_back_while_it_waits():
    cast = a_workspace()
    [number] = numbers_of(cast, 1)
    asking = program(cast)
    assert asking.post(f"/tickets/{number}/answer", {"text": "Done."}).status_code == 201
    assert asking.post(f"/tickets/{number}/taking-back").status_code == 200
    assert asking.post(f"/tickets/{number}/taking-back").status_code == 404, "nothing of it is left"


def test_following_twice_is_refused_with_its_reason():
    cast = a_workspace()
    [number] = numbers_of(cast, 1)
    asking = program(cast)
    assert asking.post(f"/tickets/{number}/following").status_code == 200
    assert codes(asking.post(f"/tickets/{number}/following")) == ["followed"]
    assert asking.ask("DELETE", f"/tickets/{number}/following").status_code == 200
