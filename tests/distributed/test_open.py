"""Workers are opened by name; Ray is asked for only where it is wanted."""

import subprocess
import sys
from pathlib import Path

import pytest

from indexer.core.errors import SettingError
from indexer.distributed.backend import WorkersKind
from indexer.distributed.local import LocalWorkers
from indexer.distributed.open import open_workers
from indexer.settings import IndexerSettings
from tests.archives import DONATION, FLOOD, record_pages
from tests.doubles import TermEmbedder


def test_local_workers_give_results_in_place() -> None:
    page, other = record_pages([DONATION, FLOOD])
    with open_workers(WorkersKind.LOCAL, TermEmbedder(), IndexerSettings()) as workers:
        found = [
            (tag, article and article.id) for tag, article in workers.extract([("a", page), ("b", None), (3, other)])
        ]
        made = [(tag, vectors.shape) for tag, vectors in workers.embed([("x", ["短讯"]), ("y", [])])]
    assert isinstance(workers, LocalWorkers)
    assert found == [("a", "donation"), ("b", None), (3, "flood")]
    assert made == [("x", (1, 64)), ("y", (0, 64))]


def test_an_address_without_ray_is_told() -> None:
    with (
        pytest.raises(SettingError, match="--ray-address is for --workers ray"),
        open_workers(WorkersKind.LOCAL, TermEmbedder(), IndexerSettings(), address="auto"),
    ):
        pass


def test_where_ray_is_not_installed_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RAY_USAGE_STATS_ENABLED", "RAY_DATA_DISABLE_PROGRESS_BARS", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"):
        monkeypatch.setenv(name, "0")  # put back afterwards
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "indexer.distributed.ray", raising=False)
    with (
        pytest.raises(SettingError, match=r"needs Ray, which is not installed\. pip install 'xunwen\[ray\]'"),
        open_workers(WorkersKind.RAY, TermEmbedder(), IndexerSettings()),
    ):
        pass


def test_a_local_build_imports_no_ray() -> None:
    """Nor pandas and pyarrow, which come with it."""
    code = (
        "import sys, indexer.pipeline.build, indexer.distributed.open; print({'ray', 'pyarrow'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stdout == "set()\n", done.stderr
