"""Small indexes of any files, and stores in a folder and on a real server of S3 (moto, in a process of its own)."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from indexer.core.clock import now
from indexer.embed.embedder import ModelCard
from indexer.index.manifest import FORMAT, Manifest
from indexer.index.publish import publish, seal_files, write_manifest
from indexer.index.snapshot import part_folder
from indexer.store.objects import Objects
from indexer.store.open import open_store

CARD = ModelCard("none", "f" * 64, 8, 64, "", "")
PYTHON = os.environ.get("XUNWEN_TEST_MOTO") or (sys.executable if find_spec("moto") else None)
"""The Python that has moto: this one, or that of another environment."""


def publish_files(index_dir: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Publishes a snapshot of these files; nothing of the store cares what is in them."""
    part = part_folder(index_dir, name)
    for path, content in files.items():
        (part / path).parent.mkdir(parents=True, exist_ok=True)
        (part / path).write_bytes(content)
    manifest = Manifest(
        format=FORMAT,
        name=name,
        created_at="2026-01-01T00:00:00Z",
        xunwen="0",
        model=CARD,
        backend="none",
        chunk_tokens=64,
        recipe={},
        why="index",
        base="",
        articles=0,
        chunks=0,
        files=seal_files(part),
    )
    write_manifest(part, manifest)
    publish(index_dir, part, manifest, now=now())
    return index_dir


def answer(url: str, method: str = "GET", body: bytes | None = None) -> bytes:
    """What the server says."""
    asked = Request(url, data=body, method=method, headers={"Content-Type": "text/plain"})  # noqa: S310
    with urlopen(asked, timeout=10) as response:  # noqa: S310
        return response.read()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server of S3."""
    if PYTHON is None:
        pytest.skip("moto is not installed; XUNWEN_TEST_MOTO names a Python that has it")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                with suppress(URLError, ConnectionError):
                    answer(f"{url}/moto-api/data.json")
                    break
                time.sleep(0.05)
            yield url
        finally:
            process.kill()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a new bucket, under which `server` is found."""
    name = f"bucket-{uuid4().hex[:12]}"
    answer(f"{server}/{name}", "PUT")
    for variable, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(variable, value)
    return f"s3://{name}/archive"


@pytest.fixture(params=["folder", "s3"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be."""
    return str(tmp_path / "store") if request.param == "folder" else request.getfixturevalue("bucket")


@pytest.fixture
def objects(location: str) -> Objects:
    """A store of either kind."""
    return open_store(location)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of three files, of which two are the same and one is sent in parts."""
    files = {"a": b"one" * 1000, "terms/b": b"one" * 1000, "large": os.urandom(9 << 20), "empty": b""}
    return publish_files(tmp_path / "built", "20260101T000000.000Z", files)
