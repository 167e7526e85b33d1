"""Where browsers hear what changes: on a laptop a port beside the page's, behind a proxy a path, else nowhere."""

import pytest

from rounds.site.environment import Live, WrongSetting, live


def test_a_port_is_on_the_pages_own_host_by_whatever_name_it_was_asked():
    found = live({"ROUNDS_LIVE_PORT": "8001"}, https=False)
    assert found.url("127.0.0.1:8000") == "http://127.0.0.1:8001/stream"
    assert found.url("localhost:8000") == "http://localhost:8001/stream"
    assert found.sources(["127.0.0.1", "localhost", "[::1]"]) == ["http://127.0.0.1:8001", "http://localhost:8001"]


def test_no_content_policy_can_name_an_address_in_brackets_so_such_a_page_polls():
    assert live({"ROUNDS_LIVE_PORT": "8001"}, https=False).url("[::1]:8000") == ""


def test_behind_a_proxy_a_path_of_the_page_itself_is_enough():
    found = live({"ROUNDS_LIVE_URL": "/live/stream", "ROUNDS_LIVE_PORT": "8001"}, https=True)
    assert found == Live("/live/stream", None)
    assert found.url("desk.example") == "/live/stream"
    assert found.sources(["desk.example"]) == []


def test_a_page_that_came_by_https_asks_no_port_without():
    assert live({"ROUNDS_LIVE_PORT": "8001"}, https=True).url("desk.example") == ""


def test_nothing_set_means_that_pages_poll():
    assert live({}, https=False) == Live("", None)


@pytest.mark.parametrize("url", ["https://other.example/stream", "//other.example", "live"])
def test_another_host_is_refused_for_its_cookies_would_not_come_along(url):
    with pytest.raises(WrongSetting, match="ROUNDS_LIVE_URL"):
        live({"ROUNDS_LIVE_URL": url}, https=True)


@pytest.mark.parametrize("port", ["0", "65536", "abc"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(WrongSetting, match="ROUNDS_LIVE_PORT"):
        live({"ROUNDS_LIVE_PORT": port}, https=False)
