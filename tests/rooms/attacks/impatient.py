"""The gate as it is delivered, with seconds of patience where people get half a minute."""

from dataclasses import replace

from rounds.gate.gate import Gate
from rounds.site import gate as delivered

gate = Gate(
    delivered.application,
    delivered.is_known,
    replace(delivered.LIMITS, patience=3.0, unread=2.0),
    threads=delivered.THREADS,
)
