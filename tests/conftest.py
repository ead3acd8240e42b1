"""What a run may leave out, and the tiny real model that tests of several folders load.

Where XUNWEN_TEST_NO_SKIPS is set, as in CI, a test that is skipped fails the run.
"""

import gc
import os
import shutil
import signal
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from indexer.embed.load import prepare_model
from indexer.settings import IndexerSettings
from tests.tiny_model import make_tiny_model

# No deadline of its own for each example: a machine that is busy is not a fault of the code. pytest-timeout ends what hangs.
settings.register_profile("xunwen", deadline=None)
settings.load_profile("xunwen")

TESTS = Path(__file__).parent
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder there that is the user's alone
_ROOM = 4 * 2**30
"""Bytes; a run leaves 1.5 GB until it ends."""

# Most of a small build is waiting for the disk, and no test can see whether what was flushed reached it.
if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free >= _ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))

# A shell that runs something in the background has it ignore Ctrl-C, and so would the programs that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

MAY_BE_MISSING = ("../shared", "make milvus", "Ray", "language model", "Node", "Lighthouse", "8-bit products")
"""What a machine may lack for good: each reason to skip that names one of them is allowed."""


LONGEST = (
    "web/test_browser_layout.py",
    "jobs/test_scheduler.py",
    "hostile/test_linear_time.py",
    "web/test_browser_find.py",
    "web/test_browser_suggest.py",
    "milvus/test_service.py",
    "embed/test_prepare.py",
    "web/test_browser_operator.py",
    "milvus/test_publish.py",
    "jobs/test_damage.py",
    "milvus/test_slow.py",
    "web/test_widget.py",
    "milvus/test_killed.py",
    "http/test_swap.py",
    "web/test_browser_quick.py",
    "evaluate/test_promise.py",
    "http/test_jobs_routes.py",
    "embed/test_default_model.py",
    "http/test_slow_clients.py",
    "durability/test_crashes.py",
    "http/test_inspection_routes.py",
    "web/test_browser_ask.py",
    "web/test_browser_hostile.py",
    "data/test_sample_answers.py",
    "http/test_degraded.py",
    "rerank/test_load.py",
    "web/test_browser_topics.py",
    "http/test_workers.py",
    "cli/test_mcp.py",
)
"""Files of fourteen seconds and more on a busy machine, the longest first, as `make test` tells them; then come the others that have a slow test."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the files that take longest first, so that no process is left with one of them when the others are done."""
    place = {TESTS / name: number for number, name in enumerate(LONGEST)}
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (place.get(item.path, len(place)), item.path not in slow))


def pytest_collection_finish() -> None:
    """Has the garbage collector pass over what all tests share: a million objects, which each full collection would look through for half a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def services_leave_the_collector_alone() -> Iterator[None]:
    """A service keeps what it loads for good, and looks for what went before; here hundreds are opened in one process.

    Processes that tests start do so as ever, and `tests/core` has it tested.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.http.index_engine.kept_for_good", nullcontext)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns a skip that is not allowed into a failure that says why."""
    report = yield
    if os.environ.get("XUNWEN_TEST_NO_SKIPS") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(name in reason for name in MAY_BE_MISSING):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} may not be skipped here: {reason}"
    return report


@pytest.fixture(scope="session")
def shared_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is made once a run: the processes of pytest-xdist share it."""
    own = tmp_path_factory.getbasetemp()
    place = (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / "shared"
    place.mkdir(exist_ok=True)
    return place


@pytest.fixture(scope="session")
def tiny_folder(shared_place: Path) -> Path:
    """A BERT of two layers."""
    folder = shared_place / "tiny-bert"
    with FileLock(shared_place / "tiny-bert.lock"):
        return folder if folder.is_dir() else make_tiny_model(folder)


@pytest.fixture(scope="session")
def tiny_cache(shared_place: Path, tiny_folder: Path) -> Path:
    """A cache in which it is prepared; `told` in it has what the preparation said of itself, a line each."""
    cache = shared_place / "tiny-cache"
    with FileLock(shared_place / "tiny-cache.lock"):
        if not (cache / "told").exists():
            told: list[str] = []
            prepare_model(IndexerSettings(model=str(tiny_folder), cache_dir=cache), told.append)
            (cache / "told").write_text("\n".join(told), encoding="utf-8")
    return cache


@pytest.fixture(scope="session")
def model_environment(tiny_folder: Path, tiny_cache: Path) -> dict[str, str]:
    """What makes the tiny model the one that commands load."""
    return {"XUNWEN_MODEL": str(tiny_folder), "XUNWEN_CACHE_DIR": str(tiny_cache)}
