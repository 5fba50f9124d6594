"""What the programs write down about themselves: JSON lines, a closed list of keys, and never the values that were at hand."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

KEYS = frozenset(
    {"event", "level", "timestamp", "logger", "exception", "job", "kind", "state", "request_id", "path", "method", "status", "seconds"}
)


def only_known_keys(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every key that is not on the list: what nobody thought about is not written."""
    return {key: value for key, value in line.items() if key in KEYS}


def without_messages(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An error's own words may quote what somebody typed or what a file held: its kind and its place are enough."""
    for one in line.get("exception", ()):
        one.pop("exc_value", None)
        one.pop("exc_notes", None)
    return line


class Lines(logging.Handler):
    """What Django itself reports as an error becomes one of our lines: which request failed (its id, method and the pattern of its path,
    not the path, which may hold a secret), where in the code, with what kind of error. Its message is dropped: it may quote a value."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line for the record; a record without a request (an effect after the commit) says only where."""
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        about = {
            "logger": record.name,
            "request_id": getattr(request, "request_id", None),
            "method": getattr(request, "method", None),
            "path": match.route if match else None,
            "status": getattr(record, "status_code", None),
        }
        structlog.get_logger().error("request_failed" if request else "failed", exc_info=record.exc_info, **about)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"lines": {"class": "carejourneys.common.logs.Lines", "level": "ERROR"}},
    "loggers": {"django": {"handlers": ["lines"], "level": "INFO"}},
}


def configure() -> None:
    """Called by the settings. Tracebacks name files and lines, not the contents of variables: those may be people's data."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            without_messages,
            only_known_keys,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # the one of the moment
    )
