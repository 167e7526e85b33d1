from rounds.postgres.addresses import address, hidden, same_server


def test_a_password_with_every_sign_survives_the_address() -> None:
    written = address("rounds_app", "a/b@c:d?e#f%", "127.0.0.1", 5432, "rounds")

    assert written == "postgresql://rounds_app:a%2Fb%40c%3Ad%3Fe%23f%25@127.0.0.1:5432/rounds"


def test_another_role_keeps_the_servers_host_port_and_options() -> None:
    admin = "postgresql://admin:x@db.example:6432/postgres?sslmode=require"

    assert same_server(admin, database="rounds", user="rounds_app", password="y") == (
        "postgresql://rounds_app:y@db.example:6432/rounds?sslmode=require"
    )


def test_a_server_behind_a_socket_can_be_named_too() -> None:
    admin = "postgresql://postgres@/postgres?host=/run/postgresql"

    assert same_server(admin, database="rounds") == "postgresql://postgres@/rounds?host=/run/postgresql"


def test_a_password_is_never_shown() -> None:
    assert hidden("postgresql://admin:secret@host/name") == "postgresql://admin:…@host/name"
    assert hidden("postgresql://host/name") == "postgresql://host/name"
