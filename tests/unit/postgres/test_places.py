from pathlib import Path

from rounds.postgres.places import LONGEST_SOCKET, socket_folder


def test_a_short_folder_holds_the_socket() -> None:
    assert socket_folder(Path("/srv/rounds"), 20_001) == Path("/srv/rounds/socket")


def test_a_folder_too_deep_for_a_socket_has_none() -> None:
    assert socket_folder(Path("/" + "deep/" * (LONGEST_SOCKET // 5)), 20_001) is None
