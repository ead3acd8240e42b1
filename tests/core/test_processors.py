"""Libraries compute in the caller's thread; what is started beside has all processors again."""

import gc
import os
import subprocess
import sys

import pytest

from indexer.core.process import kept_for_good
from indexer.core.processors import as_it_was, one_thread_a_call, processors


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "_XUNWEN_THREAD_COUNTS"):
        monkeypatch.setenv(name, "set so that it is put back")
        monkeypatch.delenv(name)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")


@pytest.mark.usefixtures("environment")
def test_what_the_operator_says_stays_and_another_process_has_only_that() -> None:
    before = dict(os.environ)
    one_thread_a_call()
    assert (os.environ["OMP_NUM_THREADS"], os.environ["OPENBLAS_NUM_THREADS"]) == ("3", "1")
    assert as_it_was(os.environ) == before


def test_there_are_as_many_processors_as_this_process_may_use() -> None:
    """As `taskset` bounds it, which os.cpu_count() does not see."""
    script = "import os; os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1]); "
    script += "from indexer.core.processors import processors; print(processors())"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(found.stdout) == 1
    assert processors() >= 1


def test_what_is_loaded_is_passed_over_by_the_collector_which_goes_on_whatever_happens() -> None:
    def load() -> None:
        with kept_for_good():
            assert not gc.isenabled()
            raise ValueError("broken")

    try:
        with pytest.raises(ValueError, match="broken"):
            load()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 1000
    finally:
        gc.unfreeze()
