"""What a service needs does not grow with the archive; minutes of work, which `make milvus` asks for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.milvus_equality import invented
from tests.archives import build
from tests.doubles import TermEmbedder
from tests.milvus.server import LiteServer

pytestmark = [
    pytest.mark.skipif(
        not Path("/proc/self/status").is_file(), reason="the peak of a process's memory is read from /proc"
    ),
    pytest.mark.skipif(
        os.environ.get("XUNWEN_TEST_MILVUS") != "all",
        reason="the larger tests of a Milvus are asked for by make milvus",
    ),
]

SIZES = (100, 400, 1600)
MOST_MORE_MB = 30

ASKED = """
import sys
from pathlib import Path
from service.search.opening import open_index
from service.search.searcher import Searcher
from tests.doubles import TermEmbedder
index = open_index(sys.argv[1])
searcher = Searcher.over(index, TermEmbedder())
for question in sys.argv[2:]:
    assert searcher.search(question).hits
# The peak of this program's own memory: ru_maxrss begins with that of the process that started it.
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(index.manifest.articles, peak.split()[1])
"""


def test_a_service_needs_the_same_memory_for_any_archive(lite: LiteServer, tmp_path: Path) -> None:
    from indexer.milvus.address import read_address
    from indexer.milvus.client import Milvus
    from indexer.milvus.publish import publish
    from service.search.milvus.texts import texts_of

    peaks = []
    for size in SIZES:
        pages, questions = invented(size)
        folder, address = tmp_path / str(size), lite.address(f"size{size}")
        build(folder, TermEmbedder(), pages)
        milvus = Milvus(read_address(address), timeout=120)
        publish(folder, milvus, extra=texts_of)
        milvus.close()
        command = [sys.executable, "-c", ASKED, address, *questions[:30]]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        articles, kilobytes = map(int, ran.stdout.split())
        assert articles == size
        peaks.append(kilobytes / 1024)
    assert max(peaks) - min(peaks) < MOST_MORE_MB, peaks
