"""Several processes that answer on one socket. They map the same files, so that a snapshot is in memory once."""

import json
import logging
import math
import os
import socket
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from indexer.milvus.address import is_milvus
from indexer.settings import IndexerSettings
from service.http.app import XunwenApi, app_over
from service.http.connections import connections_of, crowd_of
from service.http.logs import log_to_stderr
from service.http.metrics import FILES_VARIABLE
from service.settings import ServiceSettings

logger = logging.getLogger("xunwen.http")

_INDEX = "XUNWEN_INDEX"
_SHARED = "XUNWEN_WORKERS_SHARED"
"""Folder of what the workers count together, for as long as they run."""
_SILENT_SECONDS = 300.0
"""How long a worker may not answer its supervisor before it counts as hung: one that loads on a busy machine is silent."""


def server_options(settings: ServiceSettings) -> dict[str, Any]:
    """What every server of this service is told, alone or one of several."""
    crowd = crowd_of(
        settings.max_connections,
        head_seconds=settings.head_seconds,
        write_seconds=settings.write_seconds,
        idle_seconds=settings.keep_alive_seconds,
    )
    return {
        "http": connections_of(crowd),
        "ws": "none",  # nothing here speaks it, and its connections would know no bounds
        "backlog": crowd.backlog,
        "log_config": None,
        "access_log": False,  # `exchange` writes one that knows the request id
        "proxy_headers": False,  # `proxies` reads them, of those whom the settings trust
        "server_header": False,
        "timeout_keep_alive": math.ceil(settings.keep_alive_seconds) + 1,  # `connections` is more exact
        "timeout_graceful_shutdown": settings.shutdown_seconds,
    }


def run_workers(
    index_dir: Path, settings: ServiceSettings, indexer_settings: IndexerSettings, listener: socket.socket
) -> None:
    """Answer with as many processes as the settings say, until told to stop; one that dies is replaced."""
    # Each begins from nothing and reads its settings as this process did, so they go by the environment.
    os.environ[_INDEX] = str(index_dir if is_milvus(index_dir) else index_dir.absolute())
    for name, value in indexer_settings.model_dump(mode="json", exclude_none=True).items():
        os.environ[f"XUNWEN_{name.upper()}"] = str(value)
    os.environ["XUNWEN_ALLOWED_HOSTS"] = json.dumps(settings.allowed_hosts)
    os.environ["XUNWEN_HOST"] = settings.host
    config = uvicorn.Config(
        "service.http.workers:worker_app", factory=True, workers=settings.workers, **server_options(settings)
    )
    with TemporaryDirectory(prefix="xunwen-workers-") as shared:
        os.environ[_SHARED] = os.environ[FILES_VARIABLE] = shared
        _Supervisor(config, sockets=[listener]).run()


class _Supervisor(Multiprocess):
    """Replaces workers that died, or have long been silent.

    uvicorn's own waits some seconds for each worker's answer, and kills one that is still loading on a busy machine, and
    the one that takes its place.
    """

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        self._asked: dict[Process, float] = {}
        """When each worker was asked that has not answered."""

    def keep_subprocess_alive(self) -> None:
        """Look after each worker once, without waiting."""
        for place, worker in enumerate(self.processes):
            if worker.process.is_alive() and self._answers(worker):
                continue
            worker.kill()
            worker.join()
            # What it had open is closed; what it had counted stays.
            mark_process_dead(worker.pid, os.environ[_SHARED])  # type: ignore[no-untyped-call]
            self._asked.pop(worker, None)
            if worker.exitcode == STARTUP_FAILURE:
                logger.error("a worker could not start, as another in its place could not: the service ends")
                self.should_exit.set()
                return
            logger.error("worker %s ended with %s: another takes its place", worker.pid, worker.exitcode)
            self.processes[place] = Process(self.config, self.sockets)
            self.processes[place].start()

    def _answers(self, worker: Process) -> bool:
        """Ask a worker, or look whether it has answered; False where it has not for too long."""
        asked = self._asked.get(worker)
        try:
            if asked is None:
                worker.parent_conn.send(b"ping")
                self._asked[worker] = time.monotonic()
            elif worker.parent_conn.poll():
                worker.parent_conn.recv()
                del self._asked[worker]
        except (OSError, EOFError):
            return False
        return asked is None or time.monotonic() - asked < _SILENT_SECONDS


def worker_app() -> XunwenApi:
    """The application of one worker."""
    settings = ServiceSettings()
    log_to_stderr(settings)
    return app_over(Path(os.environ[_INDEX]), settings, IndexerSettings(), shared=Path(os.environ[_SHARED]))
