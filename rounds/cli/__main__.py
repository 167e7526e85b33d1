"""`python -m rounds.cli`: the same as `rounds`, for children that must run under the same interpreter."""

import sys

from rounds.cli.main import main

sys.exit(main())
