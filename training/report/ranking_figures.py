"""Figures of ranking: the first hit of our own search, before and after the reader has ordered its candidates."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.core.process import Progress
from indexer.embed.embedder import Embedder
from indexer.rerank.reader import Excerpt
from service.evaluate.indexes import kept_index
from service.evaluate.questions import Question, read_set
from service.evaluate.rankings import Case, article_languages, cases_of
from service.results import Filters
from service.search.searcher import Searcher
from training.report.predict import PassageReader

CANDIDATES = 10
_PAIRS = frozenset({"zh→zh", "en→zh", "zh→en", "en→en"})
"""Those that this project is for: with six languages there are forty-two, and ten windows to read for each question."""


@dataclass(frozen=True, slots=True)
class Indexes:
    """Where indexes of sets are kept, and what embeds for them."""

    work: Path
    embedder: Embedder
    chunk_tokens: int
    progress: Progress


def rank_set(
    folder: Path, indexes: Indexes, predictor: PassageReader, *, limit: int | None, keep: Callable[[Question], bool]
) -> dict[str, dict[str, float]]:
    """hit@1 of each language pair by the hybrid search alone and by the reader's order of its ten candidates.

    Args:
        folder: The set's.
        indexes: For its corpus.
        predictor: The reader.
        limit: At most so many questions of each pair.
        keep: Which questions to ask.

    Raises:
        InputError: The set has no corpus.
    """
    chosen = read_set(folder)
    if chosen.corpus is None:
        return {}
    place = kept_index(
        chosen.place, chosen.corpus, indexes.embedder,
        work=indexes.work, chunk_tokens=indexes.chunk_tokens, progress=indexes.progress,
    )  # fmt: skip
    searcher = Searcher.open(place, indexes.embedder)
    asked = [question for question in chosen.questions if question.positive_ids and keep(question)]
    firsts: dict[str, list[tuple[bool, bool]]] = {}
    for case in cases_of(asked, article_languages(searcher), limit=limit):
        if case.pair not in _PAIRS:
            continue
        firsts.setdefault(case.pair, []).append(_firsts(case, searcher, predictor))
    return {pair: _figures(found) for pair, found in firsts.items()}


def _firsts(case: Case, searcher: Searcher, predictor: PassageReader) -> tuple[bool, bool]:
    """Whether the first article is right, before and after."""
    filters = Filters(languages=case.languages or None)
    hits = searcher.search(
        case.question.text, limit=CANDIDATES, filters=filters, group_by="article", highlight=False
    ).hits
    if not hits:
        return False, False
    read = predictor.read(
        case.question.text, [Excerpt.of(hit.article.title, hit.article.body, hit.passage) for hit in hits]
    )
    # Equal ranks stay in the order of the search.
    best = max(range(len(hits)), key=lambda place: (read[place].rank, -place))
    return hits[0].article.id in case.positive_ids, hits[best].article.id in case.positive_ids


def _figures(found: list[tuple[bool, bool]]) -> dict[str, float]:
    before, after = (sum(each) / len(found) for each in zip(*found, strict=True))
    return {"hit@1 before": round(before, 4), "hit@1 after": round(after, 4), "questions": len(found)}
