"""Runs the service on a port until it is told to stop."""

import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn

from indexer.core.errors import NoSnapshotError, SettingError
from indexer.core.process import uncollected
from indexer.index.manifest import POINTER
from indexer.milvus.address import beside, is_milvus, read_address
from indexer.settings import IndexerSettings
from service.http.app import XunwenApi, app_over, makes_index
from service.http.connections import raise_file_limit
from service.http.hosts import hosts_of, with_loopback
from service.http.logs import log_to_stderr
from service.http.model_ahead import ModelAhead
from service.http.workers import run_workers, server_options
from service.keys.store import KEYS_FILE, KeyStore
from service.settings import ServiceSettings

logger = logging.getLogger("xunwen.http")

_UNSENT_BYTES = 128 * 1024


def serve(
    index_dir: Path,
    settings: ServiceSettings,
    indexer_settings: IndexerSettings,
    *,
    announce: Callable[[str], object] | None = None,
    ahead: ModelAhead | None = None,
) -> None:
    """Serve the published snapshot of an index; returns after SIGTERM or Ctrl-C, once requests in flight are done.

    Args:
        index_dir: folder of the index. If nothing can be served from it yet, /readyz says why, and what is published
            there later is served.
        settings: address, limits and origins.
        indexer_settings: which model embeds the questions.
        announce: takes the one line that says where the service is; standard error by default.
        ahead: the model, where it is being loaded already, for a service without workers.

    Raises:
        DegradedError: something is missing, and the settings are strict.
        ModelError: the model can't be loaded, and the settings are strict.
        NoSnapshotError: there is no such folder, and this service is not one that would make it.
        SettingError: the address of the index can't be read, the address can't be listened on, or a schedule can't be kept.
        StorageError: the folder of index jobs can't be written.
    """
    remote = is_milvus(index_dir)
    if not makes_index(settings, index_dir) and not remote and not index_dir.is_dir():
        raise NoSnapshotError(
            f"There is no index in {index_dir}.", next_step=f"Build one: xunwen index PATH... --index {index_dir}"
        )
    hosts = hosts_of(settings.host) if settings.allowed_hosts is None else with_loopback(settings.allowed_hosts)
    settings = settings.model_copy(update={"allowed_hosts": hosts})
    raise_file_limit()
    # Before the port is taken: a schedule that can't be kept ends the command at once.
    with uncollected():
        app = app_over(index_dir, settings, indexer_settings, ahead=ahead)
    listener = listen(settings.host, settings.port)
    log_to_stderr(settings)
    _tell_if_closed(index_dir, settings)
    does = "serves" if remote or (index_dir / POINTER).is_file() else "waits for the first index in"
    where = read_address(index_dir).shown if remote else index_dir
    (announce or _to_stderr)(f"Xunwen {does} {where} on {url_of(listener)} (stop with Ctrl-C)\n")
    with listener, _stopped_by_signal_quietly():
        if settings.workers > 1:
            run_workers(index_dir, settings, indexer_settings, listener)
        else:
            uvicorn.Server(uvicorn.Config(app, **server_options(settings))).run(sockets=[listener])


def _tell_if_closed(index_dir: Path, settings: ServiceSettings) -> None:
    """Say so where nobody may ask anything: it is the first thing that whoever opens a service to a network meets."""
    file = settings.keys_file or beside(index_dir, KEYS_FILE)
    keys = {} if file is None else KeyStore(file).keys()
    if not settings.anybody_may and not settings.anonymous_routes and not keys and settings.admin_key is None:
        logger.warning(
            "nobody may ask anything on %s: there are no keys. Make one: xunwen keys create NAME %s, or let anybody "
            'read: XUNWEN_ANONYMOUS=\'["search", "ask", "articles"]\'',
            settings.host,
            "--file FILE, and name the file in XUNWEN_KEYS_FILE" if file is None else f"--index {index_dir}",
        )


def _to_stderr(line: str) -> None:
    if sys.stderr is not None:  # closed
        sys.stderr.write(line)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything slow begins.

    Raises:
        SettingError: the port is taken or reserved, or the host is not an address of this machine.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, *_, address = found[0]
        # "::" is every address, those of IPv4 too; a system may say otherwise.
        both = family == socket.AF_INET6 and address[0] == "::" and socket.has_dualstack_ipv6()
        listener = socket.create_server(address[:2], family=family, dualstack_ipv6=both)
    except OSError as error:
        # gaierror, address in use, permission denied: all are OSError, and its text tells them apart.
        reason = str(error.strerror).partition(" (while")[0]
        raise SettingError(
            f"Can't listen on port {port} of {host}: {reason}.",
            next_step="Stop the program that has the port, or choose others with --port and --host.",
        ) from error
    # What a client does not take stays with its connection, where it is seen; the system would hide megabytes of it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
    # asyncio spares small answers the 40 ms that TCP may hold them back only on sockets it made; connections inherit it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def url_of(listener: socket.socket) -> str:
    """Where a browser on this machine reaches a listening socket."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104  compared with, not listened on
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def serving(app: XunwenApi, *, seconds: float = 300) -> Iterator[str]:
    """Serves an app in a thread beside its caller, on a free port of this machine: what tests and measurements need.

    Args:
        app: As `app_over` or `create_app` makes it.
        seconds: Most to wait for its engine, well or badly loaded.

    Yields:
        Its address.
    """
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, **server_options(app.state.settings)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            app.state.readiness.wait(seconds)
            yield url_of(listener)
        finally:
            server.should_exit = True
            thread.join(20)


@contextmanager
def _stopped_by_signal_quietly() -> Iterator[None]:
    """Let a stop by signal end in a return: uvicorn stops, then raises the signal again for whoever was there before."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals belong to the main thread
        return
    before = {number: signal.signal(number, _ignore) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore(number: int, frame: FrameType | None) -> None:
    del number, frame
