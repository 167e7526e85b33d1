"""Here many wrong tokens come from one address, and many calls with one token; the tests of the pace set their own."""

from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
    with override_settings(API_PACE=10**9, API_GUESSES=10**9):
        yield
