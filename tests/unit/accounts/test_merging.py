"""No value that somebody here wrote is replaced by an import (design: import)."""

import pytest

from rounds.accounts.merging import merged, restored


@pytest.mark.parametrize(
    ("current", "given", "coming", "written", "stays"),
    [
        ({"tier": ""}, {}, {"tier": "gold"}, {"tier": "gold"}, ()),
        ({"tier": "silver"}, {}, {"tier": "gold"}, {}, ("tier",)),
        ({"tier": "silver"}, {"tier": "silver"}, {"tier": "gold"}, {"tier": "gold"}, ()),
        ({"tier": "bronze"}, {"tier": "silver"}, {"tier": "gold"}, {}, ("tier",)),
        ({"tier": "gold"}, {"tier": "silver"}, {"tier": "gold"}, {}, ()),
        ({"tier": "gold"}, {"tier": "gold"}, {"tier": ""}, {"tier": ""}, ()),
        ({"tier": "gold"}, {}, {"tier": ""}, {}, ()),
        ({"tier": "gold"}, {"tier": "gold"}, {}, {}, ()),
        ({"n": 1}, {}, {"n": True}, {}, ("n",)),
    ],
)
def test_a_source_replaces_only_what_it_gave_itself(current, given, coming, written, stays):
    found = merged(current, given, coming)
    assert (found.write, found.ours) == (written, stays)
    assert found.before == {name: current[name] for name in written}


def test_taking_back_gives_back_only_what_still_stands_as_the_import_wrote_it():
    before, given = {"tier": "silver", "region": ""}, {"tier": "gold", "region": "west"}
    assert restored({"tier": "gold", "region": "north"}, before, given) == {"tier": "silver"}
