"""The standalone server of the package `milvus` 2.3.5, with an etcd inside."""

import importlib
import os
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.milvus.server import MilvusServer, free_port

_ETCD = """\
name: default
listen-peer-urls: http://127.0.0.1:{peers}
initial-advertise-peer-urls: http://127.0.0.1:{peers}
initial-cluster: default=http://127.0.0.1:{peers}
listen-client-urls: http://127.0.0.1:{clients}
advertise-client-urls: http://127.0.0.1:{clients}
"""
"""Of the etcd inside, which without it listens at the two ports of any other etcd, and ends the server where there is one."""


class StandaloneServer(MilvusServer):
    """The server over one folder."""

    def __init__(self, folder: Path) -> None:
        """Unpacks it, and writes its configuration: defaults, but for ports and folders."""
        package = importlib.import_module("milvus")
        config = package.MilvusServerConfig(data_dir=str(folder))
        etcd = folder / "etcd.yaml"
        etcd.write_text(_ETCD.format(peers=free_port(), clients=free_port()), encoding="utf-8")
        config.template_text = config.template_text.replace("\netcd:\n", f"\netcd:\n  config:\n    path: {etcd}\n", 1)
        config.update(**{name: free_port() for name in config.configurable_items if name.endswith("_port")})
        config.resolve()
        package._initialize_data_files(str(folder))
        super().__init__(folder, int(config.get("proxy_port")), folder / "server.log")
        self._metrics = free_port()

    def _command(self) -> Sequence[str | Path]:
        return (self._folder / "bin" / "milvus", "run", "standalone")

    def _environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "DEPLOY_MODE": "STANDALONE",
            "METRICS_PORT": str(self._metrics),
            "MILVUS_RUN_DIR": str(self._folder / "run"),
            "LD_LIBRARY_PATH": str(self._folder / "bin"),
        }

    def _serves(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._metrics}/healthz", timeout=10) as told:
                return b"OK" in told.read()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
