"""Judge a simulated team.

python -m rounds_judge OWNER_URL JOURNAL TOWN
"""

import gc
import json
import sys
from pathlib import Path

import psycopg

from rounds_judge.judging import verdict

if __name__ == "__main__":
    gc.disable()  # it reads everything, answers once, and ends
    with psycopg.connect(sys.argv[1]) as owner:
        print(json.dumps(verdict(owner, Path(sys.argv[2]), Path(sys.argv[3]))))
