"""How the log is written: lines for people, or JSON for programs; each tells the request that it belongs to."""

import json
import logging
import time
from contextvars import ContextVar

from service.settings import ServiceSettings

logged_request: ContextVar[str] = ContextVar("logged_request", default="")
"""Id of the request that this code runs for; empty outside of requests."""

_TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def log_to_stderr(settings: ServiceSettings) -> None:
    """The log of a service's process."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if settings.log_format == "json" else logging.Formatter(_TEXT))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler])
    # What they say of a start that goes well is nobody's business: sockets, threads, instruction sets.
    for name in ("uvicorn", "faiss"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.root.level))


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request id, the fields of an exchange, a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        fields: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{record.msecs:03.0f}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        exchange = getattr(record, "exchange", None)
        fields |= exchange if isinstance(exchange, dict) else {"message": record.getMessage()}
        if (request_id := logged_request.get()) and "request_id" not in fields:
            fields["request_id"] = request_id
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)
