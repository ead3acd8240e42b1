"""Several processes that answer on one socket. They map the same files, so that a snapshot is in memory once."""

import logging
import os
import socket
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from indexer.settings import IndexerSettings
from service.http.app import XunwenApi
from service.http.over_index import app_over
from service.settings import ServiceSettings

_LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_INDEX = "XUNWEN_INDEX"


def server_options(settings: ServiceSettings) -> dict[str, Any]:
    """What every server of this service is told, alone or one of several."""
    return {
        "log_config": None,
        "access_log": False,  # `exchange` writes one that knows the request id
        "server_header": False,
        "timeout_graceful_shutdown": settings.shutdown_seconds,
    }


def log_to_stderr() -> None:
    """The log of a service's process."""
    logging.basicConfig(level=logging.INFO, format=_LOG_FORMAT)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)


def run_workers(
    index_dir: Path, settings: ServiceSettings, indexer_settings: IndexerSettings, listener: socket.socket
) -> None:
    """Answer with as many processes as the settings say, until told to stop; one that dies is replaced."""
    # Each begins from nothing and reads its settings as this process did, so they go by the environment.
    os.environ[_INDEX] = str(index_dir.absolute())
    for name, value in indexer_settings.model_dump(mode="json", exclude_none=True).items():
        os.environ[f"XUNWEN_{name.upper()}"] = str(value)
    config = uvicorn.Config(
        "service.http.workers:worker_app", factory=True, workers=settings.workers, **server_options(settings)
    )
    Multiprocess(config, sockets=[listener]).run()


def worker_app() -> XunwenApi:
    """The application of one worker."""
    log_to_stderr()
    return app_over(Path(os.environ[_INDEX]), ServiceSettings(), IndexerSettings())
