"""What is made ready ahead of the first question."""

import subprocess
import sys
from pathlib import Path

from tests.archives import build
from tests.doubles import TermEmbedder

ASKED = """
import cProfile, pstats, sys
from pathlib import Path
from indexer.settings import IndexerSettings
from service.http.index_engine import EngineOpener
from service.results import Filters
from service.settings import ServiceSettings
from tests.doubles import MarkingReader, TermEmbedder

opener = EngineOpener(
    Path(sys.argv[1]), ServiceSettings(), IndexerSettings(),
    load=lambda _: TermEmbedder(), load_reader=lambda *_: MarkingReader("三万二千元"),
)
engine = opener()
for question in ("柳河村党员带头捐款多少？", "How much did the library spend?"):
    with cProfile.Profile() as profile:
        engine.ask(question, limit=10, mode=None, filters=Filters())
    calls = pstats.Stats(profile).stats
    print(sum(each[0] for (file, _, name), each in calls.items() if name == "compile" and file.endswith("_compiler.py")))
"""


def test_the_first_questions_after_the_start_compile_hardly_a_pattern(tmp_path: Path) -> None:
    """In a process of its own, as what is compiled stays. Without the warming 150 are, which takes a third of a second."""
    build(tmp_path / "index", TermEmbedder())
    command = [sys.executable, "-c", ASKED, str(tmp_path / "index")]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert max(map(int, told.stdout.split())) <= 10
