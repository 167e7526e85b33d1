"""A PostgreSQL of the operator's own: database, roles and rights made once by its administrator."""

from argparse import Namespace

from rounds.postgres.roles import prepare


def prepare_database(chosen: Namespace) -> None:
    """Make database and roles; print the two settings. Run again, it sets new passwords."""
    urls = prepare(chosen.admin_url)
    print(
        "# Both roles have new passwords. Keep these two lines in the environment of Rounds; the second only migrates."
    )
    print(f"DATABASE_URL={urls.app}")
    print(f"ROUNDS_OWNER_DATABASE_URL={urls.owner}")
