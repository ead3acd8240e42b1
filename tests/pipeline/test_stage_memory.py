"""The benchmark's watch over memory tells stages apart, and what is a process's own from what it has mapped."""

import sys

import numpy as np
import pytest

from benchmarks.stage_memory import StageWatch, resident

_STATUS = """Name:\tpython
VmHWM:\t    2048 kB
VmRSS:\t    1024 kB
RssAnon:\t     512 kB
RssFile:\t   10240 kB
RssShmem:\t       0 kB
"""


def test_the_kernels_kilobytes_are_megabytes() -> None:
    assert resident(_STATUS) == {"VmHWM": 2, "VmRSS": 1, "RssAnon": 0, "RssFile": 10, "RssShmem": 0}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told by Linux's /proc")
def test_a_stage_has_its_own_peak_and_not_that_of_the_stage_before() -> None:
    with StageWatch() as watch:
        watch.stage("large", None, "")
        np.ones(200 << 17)  # 200 MB of float64, gone at once
        watch.stage("small", None, "")
    assert 190 <= watch.stages["large"].peak - watch.stages["before"].peak <= 215
    assert watch.stages["large"].peak - watch.stages["small"].peak >= 180
    assert watch.peak == watch.stages["large"].peak
