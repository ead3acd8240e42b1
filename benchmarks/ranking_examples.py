"""Questions with what both legs and the reader say of their first candidates, computed once and kept in a file."""

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.rerank.reader import Reader
from service.evaluate.indexes import source_sha256
from service.evaluate.questions import QuestionSet
from service.evaluate.rankings import Case, article_languages, cases_of
from service.evaluate.split import Half, half_of
from service.results import Filters, Hit, Mode
from service.search.rerank import Budget, is_read
from service.search.searcher import Searcher
from training.report.sets import not_trained_on

CANDIDATES = 10
ALL_READ = Budget(CANDIDATES, math.inf)
FEATURES = ("fused", "rank", "span", "answerable")
"""Of a candidate; the first in spreads of cosine, the others logits."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question's candidates in the order of both legs: the best chunk of each article."""

    set: str
    pair: str
    half: str
    features: list[list[float]]
    """Shape (candidates, `FEATURES`)."""
    right: list[bool]
    """Whether a candidate is of an article that answers, shape (candidates,)."""


def kept_examples(chosen: QuestionSet, searcher: Searcher, reader: Reader, *, most: int, work: Path) -> list[Ranked]:
    """The examples of a set, out of the file that an earlier run left for the same reader, snapshot, number and search.

    Args:
        chosen: The set.
        searcher: Over its index, with the reader and no deadline.
        reader: Whose fingerprint names the file.
        most: Questions of each half and language pair.
        work: Where the file is kept.
    """
    facts = [reader.fingerprint, searcher.index.name, str(most), str(CANDIDATES), source_sha256("service")]
    name = hashlib.sha256(" ".join(facts).encode()).hexdigest()[:12]
    file = work / f"ranking-{chosen.name}-{name}.json"
    if not file.is_file():
        work.mkdir(parents=True, exist_ok=True)
        found = [asdict(each) for each in _examples(chosen, searcher, most)]
        file.write_text(json.dumps(found) + "\n", encoding="utf-8")
    return [Ranked(**each) for each in json.loads(file.read_text(encoding="utf-8"))]


def _examples(chosen: QuestionSet, searcher: Searcher, most: int) -> Iterator[Ranked]:
    keep = not_trained_on(chosen.place)
    for half in (Half.TUNE, Half.REPORT):
        asked = [question for question in chosen.half(half) if question.positive_ids and keep(question)]
        for case in cases_of(asked, article_languages(searcher), limit=most):
            # Of translations beside each other each is right: what ranks them is not whether they answer. And what is
            # not read has nothing to fit.
            alone = case.crossing or not case.question.cross_positive_ids
            if alone and is_read(*case.pair.split("→")):
                yield _example(chosen.name, case, searcher)


def _example(name: str, case: Case, searcher: Searcher) -> Ranked:
    found = searcher.search(
        case.question.text,
        limit=CANDIDATES,
        mode=Mode.RERANKED,
        filters=Filters(languages=case.languages or None),
        group_by="article",
        highlight=False,
    )
    hits = sorted(found.hits, key=lambda hit: (-hit.scores.fused, hit.row))
    half = half_of(case.question.group)
    return Ranked(
        name,
        case.pair,
        half.value,
        [_features(hit) for hit in hits],
        [hit.article.id in case.positive_ids for hit in hits],
    )


def _features(hit: Hit) -> list[float]:
    signals = hit.scores.signals
    logits = (signals.reader_rank, signals.reader_span, signals.reader_answerable)
    return [round(each or 0.0, 5) for each in (hit.scores.fused / signals.spread, *logits)]


def half(found: Sequence[Ranked], wanted: Half) -> list[Ranked]:
    """Those of one half."""
    return [each for each in found if each.half == wanted.value]
