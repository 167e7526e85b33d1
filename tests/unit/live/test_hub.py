"""What a slow browser does not fetch stays small, and whoever may not know is not told."""

from rounds.basics.news import EVERYTHING
from rounds.basics.passes import Pass
from rounds.live.application import is_own_page
from rounds.live.hub import MOST_OF_ONE, MOST_WAITING, Hub, Stream
from rounds.live.questions import Answer, Standing
from rounds.live.watch import stands, tell


def a_stream(workspace_id: int = 1, *, key: str = "key", sees: tuple[str, ...] = ("ticket",)) -> Stream:
    return Stream(Pass(workspace_id, 3, "digest", ("rep",), 4, sees, 0), key, "mark", "")


def test_what_is_not_fetched_never_grows_beyond_its_bound():
    stream = a_stream()
    for number in range(10 * MOST_WAITING):
        stream.tell([f"ticket:{number}"], str(number))
        assert len(stream.changed) <= MOST_WAITING
    assert "*" in stream.changed


def test_the_same_record_waits_once():
    stream = a_stream()
    for _ in range(3):
        stream.tell(["ticket:7"], "c")
    assert stream.fetch() == ["ticket:7"]
    assert stream.fetch() == []


def test_a_stream_hears_of_its_own_company_only():
    stream = a_stream(1)
    tell(stream, Answer("c", changed={2: [("ticket", 9)]}))
    assert stream.changed == set()
    tell(stream, Answer("c", changed={1: [("ticket", 9), ("received", 4)]}))
    assert stream.changed == {"ticket:9", "received"}


def test_where_too_much_changed_everything_is_asked_for_again():
    stream, other = a_stream(1), a_stream(2)
    for each in (stream, other):
        tell(each, Answer("c", full=frozenset({1}), changed={1: [("ticket", 9)]}))
    assert (stream.changed, other.changed) == (set(EVERYTHING), set())


def test_one_sign_in_and_one_process_hold_only_so_many():
    hub = Hub()
    for _ in range(MOST_OF_ONE):
        hub.add(a_stream())
    assert not hub.has_room("key")
    assert hub.has_room("other")


def test_a_company_that_nobody_listens_to_is_not_asked_for():
    hub, stream = Hub(), a_stream(5)
    hub.add(stream)
    assert hub.watched() == [5]
    hub.drop(stream)
    assert (hub.watched(), len(hub)) == ([], 0)


def test_a_stream_stands_only_while_all_that_it_was_let_in_for_holds():
    stream = a_stream()
    assert stands(stream, Standing(1, 3, ("rep",), 4, "mark"))
    for changed in (
        None,
        Standing(2, 3, ("rep",), 4, "mark"),
        Standing(1, 9, ("rep",), 4, "mark"),
        Standing(1, 3, ("lead",), 4, "mark"),
        Standing(1, 3, ("rep",), 5, "mark"),
        Standing(1, 3, ("rep",), 4, "another password"),
    ):
        assert not stands(stream, changed)


def test_only_a_page_on_the_same_host_may_listen():
    assert is_own_page({"host": "127.0.0.1:8001"})
    assert is_own_page({"host": "127.0.0.1:8001", "origin": "http://127.0.0.1:8000"})
    assert not is_own_page({"host": "127.0.0.1:8001", "origin": "http://evil.example"})
    assert not is_own_page({"host": "127.0.0.1:8001", "origin": "null"})
