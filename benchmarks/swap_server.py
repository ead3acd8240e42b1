"""The service that `benchmarks.swap` asks: the real application over an index, with the embedder of the benchmark."""

import sys
from pathlib import Path

import uvicorn

from benchmarks.swap_index import model_of
from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.index_engine import EngineOpener
from service.http.job_routes import IndexOperations
from service.http.logs import log_to_stderr
from service.http.serve import listen, url_of
from service.http.workers import server_options
from service.settings import ServiceSettings


def main() -> None:
    """Serve the index of the first argument with the model of the second."""
    settings = ServiceSettings(poll_seconds=0.5)
    opener = EngineOpener(Path(sys.argv[1]), settings, IndexerSettings(), load=lambda _: model_of(sys.argv[2]))
    app = create_app(opener, settings, operations=IndexOperations(read_pointer=opener.pointer))
    listener = listen("127.0.0.1", 0)
    log_to_stderr(settings)
    print(url_of(listener), flush=True)
    with listener:
        uvicorn.Server(uvicorn.Config(app, **server_options(settings))).run(sockets=[listener])


if __name__ == "__main__":
    main()
