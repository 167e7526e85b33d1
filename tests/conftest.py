"""How tests run: first those that go through all companies of their process's database, for each test leaves some there."""

import gc

import pytest

gc.disable()  # until all tests are found: what is loaded for them stays, and looking through it is a tenth of finding them

FIRST = (
    "tests/rooms/cli/test_doctor.py",
    "tests/rooms/cli/test_children.py",
    "tests/rooms/targets/",
    "tests/rooms/lists/",
    "tests/rooms/checkins/",
)
"""Where a thousand companies of other tests cost seconds of a core: `rounds doctor` looks at each, the engine at all that is due."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def pytest_collection_finish() -> None:
    """Collect memory as the process of the pages does: what is loaded by now stays, and is not looked through each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def _place(item: pytest.Item) -> int:
    return next((place for place, path in enumerate(FIRST) if item.nodeid.startswith(path)), len(FIRST))
