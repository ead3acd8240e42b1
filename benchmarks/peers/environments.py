"""An environment for each peer: made once under the work folder, of `requirements/PEER.txt` and the pins of constraints.txt.

What a peer pins itself wins over these. Packages come from wherever pip is set up to take them. The pinned torch is the CPU build
where pip knows a place that has it; where it would bring the CUDA build, name an index of CPU builds in PIP_EXTRA_INDEX_URL.
"""

import hashlib
import json
import os
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.peers.driver import PeerError

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path(__file__).with_name("requirements")
CONSTRAINTS = ROOT / "constraints.txt"
XUNWEN = "xunwen"
WORKERS = "xunwen_workers"
OWN = frozenset({XUNWEN, WORKERS})
"""Run in the environment that runs this; all others have one of their own."""
INDEX_OF: Mapping[str, str] = {WORKERS: XUNWEN}
"""Who searches the index of somebody else, by whose."""
_OWN_PACKAGES = ("xunwen", "openvino", "faiss-cpu", "bm25s")
TOLD: Mapping[str, Sequence[str]] = {
    XUNWEN: _OWN_PACKAGES,
    WORKERS: _OWN_PACKAGES,
    "script": ("sentence-transformers", "faiss-cpu", "bm25s", "torch"),
    "txtai": ("txtai", "transformers", "torch"),
    "haystack": ("haystack-ai", "sentence-transformers", "torch"),
    "llamaindex": ("llama-index-core", "llama-index-retrievers-bm25", "sentence-transformers", "torch"),
    "tantivy": ("tantivy",),
}
"""Packages whose versions are told, by who is compared."""
SEVERAL_AT_ONCE = frozenset({"script", "haystack", "llamaindex"})
"""Peers whose service works on as many searches at once as there are cores."""
_MADE_OF = "made-of"
_VERSIONS = (
    "import importlib.metadata, json, sys; print(json.dumps({n: importlib.metadata.version(n) for n in sys.argv[1:]}))"
)


def environment_of(peer: str, work: Path) -> Path:
    """The Python that runs a peer's driver; its environment is made first where there is none of these requirements.

    Args:
        peer: One of `TOLD`.
        work: The folder that holds a folder for each peer.

    Raises:
        PeerError: pip could not install what the peer needs.
    """
    if peer in OWN:
        return Path(sys.executable)
    folder = work / peer / "venv"
    python = folder / "bin" / "python"
    record, wanted = folder / _MADE_OF, _digest(peer)
    if not (record.is_file() and record.read_text(encoding="utf-8") == wanted):
        print(f"Installing {peer} into {folder}: minutes, and up to 2 GB", flush=True)
        record.unlink(missing_ok=True)
        venv.create(folder, with_pip=True, clear=True)
        _install(python, peer)
        record.write_text(wanted, encoding="utf-8")
    return python


def versions(peer: str, python: Path) -> dict[str, str]:
    """What is installed of the packages that are told.

    Raises:
        PeerError: One of them is not.
    """
    done = subprocess.run([python, "-c", _VERSIONS, *TOLD[peer]], check=False, capture_output=True, text=True)
    if done.returncode:
        raise PeerError(
            f"{peer} lacks a package: {done.stderr.strip().splitlines()[-1:]}. Remove {python.parents[1]} and run again"
        )
    return dict(json.loads(done.stdout))


def driver_environment(peer: str, *, serving: bool = False) -> dict[str, str]:
    """Variables of a driver's process: it finds the drivers, asks no hub, tells nobody, shows no bars.

    Peers' threads of OpenMP wait asleep: on a machine that others use as well, one that spins keeps the other from the core for
    which it waits. Where several searches are worked on at once, each takes one thread; a build takes every core.
    """
    own = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    own |= {"TQDM_DISABLE": "1", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    if peer not in OWN:
        own["OMP_WAIT_POLICY"] = "PASSIVE"
    if serving and peer in SEVERAL_AT_ONCE:
        own["OMP_NUM_THREADS"] = "1"
    return {**os.environ, **own}


def _requirements(peer: str) -> tuple[Path, ...]:
    return REQUIREMENTS / f"{peer}.txt", REQUIREMENTS / "server.txt"


def _pins(peer: str) -> str:
    """The lines of constraints.txt but for the packages that the peer pins itself."""
    own = {line.partition("==")[0].lower() for file in _requirements(peer) for line in _lines(file) if "==" in line}
    return "".join(f"{line}\n" for line in _lines(CONSTRAINTS) if line.partition("==")[0].lower() not in own)


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def _digest(peer: str) -> str:
    """Over what the environment is made of, of the pins those that are told: a pin of another package is no reason to make it anew."""
    told = [line for line in _lines(CONSTRAINTS) if line.partition("==")[0].lower() in TOLD[peer]]
    parts = [*told, *(file.read_text(encoding="utf-8") for file in _requirements(peer)), sys.version]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _install(python: Path, peer: str) -> None:
    pins = python.parents[1] / CONSTRAINTS.name
    pins.write_text(_pins(peer), encoding="utf-8")
    wanted = [part for file in _requirements(peer) for part in ("--requirement", str(file))]
    command = [str(python), "-m", "pip", "install", "--quiet", "--constraint", str(pins), *wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerError(f"pip could not install {peer}: {done.stderr.strip().splitlines()[-1:]}")
