"""Logs as one line an event: for eyes on a terminal, as JSON where ROUNDS_LOGS=json."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

from rounds.site.plainly import structlog

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
CONTROLS_IN_TRACES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
TRACES = ("exception", "stack")
"""What has lines of its own; an error's words may be a caller's."""


def shown(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write control characters out: what callers send would colour the terminal, or write log lines of its own."""
    for name, value in event.items():
        if isinstance(value, str):
            controls = CONTROLS_IN_TRACES if name in TRACES else CONTROLS
            event[name] = controls.sub(lambda found: ascii(found.group())[1:-1], value)
    return event


def configure(options: dict[str, Any]) -> None:
    """Send structlog and the standard library's logs through one renderer."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = structlog.processors.JSONRenderer() if options.get("json") else structlog.dev.ConsoleRenderer(colors=False)
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                shown,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for chatty in ("procrastinate", "imap_tools", "mail.log"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
