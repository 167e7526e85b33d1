"""Every file here knows all kinds of clauses, also where it is run alone: without Django nobody else registers them."""

import tests.manuals  # noqa: F401
