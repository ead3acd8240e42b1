"""What is answered of a set of questions as `xunwen ask` asks: by the model and the reader in the package, at the fitted threshold."""

import math
from collections.abc import Mapping
from pathlib import Path

from indexer.core.process import Silent
from indexer.embed.load import load_embedder
from indexer.rerank.load import load_reader
from indexer.settings import IndexerSettings
from service.evaluate.answers import ask_answers, sampled
from service.evaluate.corpus import Corpus
from service.evaluate.indexes import kept_index
from service.evaluate.questions import read_set
from service.evaluate.results import Share
from service.evaluate.summarize import answer_figures
from service.results import Mode
from service.search.passage_reader import Budget
from service.search.searcher import Searcher


def shares_of(place: Path, work: Path) -> Mapping[str, Share]:
    """The figures of all questions of a set, by name.

    Args:
        place: The set's folder, which brings its articles.
        work: Where their index is built.
    """
    settings, asked = IndexerSettings(), read_set(place)
    embedder = load_embedder(settings)
    assert isinstance(asked.corpus, Corpus)
    index = kept_index(
        asked.place, asked.corpus, embedder, work=work, chunk_tokens=settings.chunk_tokens, progress=Silent()
    )
    searcher = Searcher.open(index, embedder, load_reader(settings), budget=Budget(milliseconds=math.inf))
    outcomes = ask_answers(searcher, sampled(asked.questions, None), Mode.RERANKED, progress=Silent())
    return answer_figures(outcomes)[0].shares
