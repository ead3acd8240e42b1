"""What is made ready ahead of the first question."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.core.arrays import Matrix
from indexer.core.errors import ModelError
from indexer.rerank.load import LazyReader
from indexer.rerank.reader import Reader
from service.answer.warming import QUESTIONS, warm
from service.results import Mode
from service.search.searcher import Searcher
from tests.archives import build
from tests.doubles import MarkingReader, TermEmbedder

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


def test_the_questions_of_both_languages_are_embedded_before_the_reader_is_there(tmp_path: Path) -> None:
    """It is compiled meanwhile."""
    embedded: list[str] = []

    class Embedder(TermEmbedder):
        def embed_queries(self, texts: Sequence[str]) -> Matrix:
            embedded.extend(texts)
            return super().embed_queries(texts)

    before_the_reader: list[int] = []

    def open_reader() -> Reader:
        before_the_reader.append(len(embedded))
        return MarkingReader("三万二千元")

    build(tmp_path / "index", TermEmbedder())
    searcher = Searcher.open(tmp_path / "index", Embedder(), LazyReader(open_reader))
    warm(searcher)
    (count,) = before_the_reader
    assert set(QUESTIONS) < set(embedded[:count])
    assert set(embedded[count:]) <= set(embedded[:count])


def test_where_words_alone_are_searched_by_nothing_is_embedded_ahead(tmp_path: Path) -> None:
    class NoEmbedder(TermEmbedder):
        def embed_queries(self, texts: Sequence[str]) -> Matrix:
            raise ModelError("Nobody needs it.")

    build(tmp_path / "index", TermEmbedder())
    with pytest.raises(ModelError):
        warm(Searcher.open(tmp_path / "index", NoEmbedder()), Mode.HYBRID)
    warm(Searcher.open(tmp_path / "index", NoEmbedder()), Mode.LEXICAL)
