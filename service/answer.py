"""The sentence that answers: the best sentence of the best passages, quoted to the character.

The full answering (typed figures, abstention with a measured reliability) has its room here; until then every answer is
of kind "sentence" and only a search without hits abstains.
"""

import hashlib
import re
import time
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Scores
from indexer.domain import Answer, AnswerKind, Article, AskResult, Citation, Filters, Hit, Mode, Span
from indexer.passage import passage_text
from indexer.sentences import sentences
from service.question import Asked
from service.rank import share_held
from service.search import NO_FILTERS, Searcher

_PASSAGES = 3
"""Top hits whose sentences are weighed: an answer further down is one that the reader sees among the hits."""

_AROUND = 300
"""Characters on either side of a chunk in which a sentence of it may begin or end."""

_ALTERNATIVES = 2
_PASSAGE_WEIGHT = 0.4
_FIGURE_BONUS = 0.2

_ASKS_FIGURE = re.compile(
    r"多少|多[长高大远久重深宽]|几[个名人位元天次年月日岁吨台辆户件条所只点万亿]|how (?:much|many|long|far|old|often)|what (?:amount|number|sum|share)|"
    r"сколько|cuánt|bao nhiêu|كم ",
    re.IGNORECASE,
)
_HAS_FIGURE = re.compile(
    r"[0-9０-９]|[一二两三四五六七八九十百千万亿半数几][余多来]?[万亿千百十]?[余多]?[个名人位元块天次年岁吨台辆户件条所只斤亩米]"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence of a passage that was found, and how much its passage speaks for it, 0 to 1."""

    article: Article
    span: Span
    passage_score: float

    @property
    def text(self) -> str:
        return self.article.body[self.span.start : self.span.end]


def ask(
    searcher: Searcher,
    question: str,
    *,
    limit: int = 10,
    filters: Filters = NO_FILTERS,
    mode: Mode = Mode.HYBRID,
) -> AskResult:
    """Answers a question with a sentence of the archive, cited, and the ranked hits beside it.

    Raises:
        QueryError: The question is blank, or a filter makes no sense.
    """
    found = searcher.search(question, limit=limit, filters=filters, mode=mode)
    begun = time.perf_counter()
    candidates = _candidates(found.hits[:_PASSAGES])
    if not candidates:
        return AskResult(None, "no_evidence", (), (), found, found.took_ms)
    scores = _weigh(searcher, question, candidates, mode=found.mode)
    order = np.argsort(-scores, kind="stable")
    citations = [_cite(candidates[place]) for place in order[: 1 + _ALTERNATIVES]]
    answer = Answer(citations[0].quote, AnswerKind.SENTENCE, float(np.clip(scores[order[0]], 0, 1)))

    spent = (time.perf_counter() - begun) * 1000
    took_ms = {**found.took_ms, "answer": round(spent, 3), "total": round(found.took_ms["total"] + spent, 3)}
    return AskResult(answer, "", tuple(citations[:1]), tuple(citations[1:]), found, took_ms)


def _candidates(hits: tuple[Hit, ...]) -> list[_Candidate]:
    """Sentences of the passages, each once, with the reciprocal rank of the best passage they are in."""
    seen: dict[tuple[str, int], _Candidate] = {}
    for hit in hits:
        for span in _sentences_of(hit):
            seen.setdefault((hit.article.id, span.start), _Candidate(hit.article, span, 1 / hit.rank))
    return list(seen.values())


def _sentences_of(hit: Hit) -> list[Span]:
    """Sentences that lie in a hit's chunk, wholly or in part; one that goes far beyond the chunk is cut."""
    first = max(0, hit.chunk.start - _AROUND)
    around = hit.article.body[first : hit.chunk.end + _AROUND]
    found = (Span(first + span.start, first + span.end) for span in sentences(around))
    return [span for span in found if span.start < hit.chunk.end and span.end > hit.chunk.start]


def _weigh(searcher: Searcher, question: str, candidates: list[_Candidate], *, mode: Mode) -> Scores:
    """How well each sentence answers, shape (candidates,), about 0 to 1."""
    scores = np.array([_PASSAGE_WEIGHT * candidate.passage_score for candidate in candidates], dtype=np.float32)
    parts: list[Scores] = []
    vector = None if mode is Mode.LEXICAL else searcher.question_vector(question)
    if vector is not None and searcher.embedder is not None:
        texts = [passage_text(candidate.article.title, candidate.text) for candidate in candidates]
        cosines = searcher.embedder.embed_passages(texts) @ vector[0]
        spread = max(float(np.ptp(cosines)), 1e-6)
        parts.append(np.asarray((cosines - cosines.min()) / spread, dtype=np.float32))
    if mode is not Mode.DENSE:
        parts.append(_coverage(searcher, question, candidates))
    scores += (1 - _PASSAGE_WEIGHT - _FIGURE_BONUS) * np.mean(parts, axis=0, dtype=np.float32)
    if _ASKS_FIGURE.search(question):
        scores += _FIGURE_BONUS * np.array([bool(_HAS_FIGURE.search(c.text)) for c in candidates], dtype=np.float32)
    return scores


def _coverage(searcher: Searcher, question: str, candidates: list[_Candidate]) -> Scores:
    """Share of the question's idf weight that each sentence holds, shape (candidates,), 0 to 1."""
    asked = Asked.of(question)
    wants = searcher.snapshot.terms.wants(asked.terms, asked.spellings)
    return np.array([share_held(wants, candidate.text) for candidate in candidates], dtype=np.float32)


def _cite(candidate: _Candidate) -> Citation:
    """The sentence as a citation, checked against the article."""
    quote, span = candidate.text, candidate.span
    if candidate.article.body[span.start : span.end] != quote or not quote:
        raise AssertionError(f"quote of {candidate.article.id} does not stand at {span}")
    sha256 = hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()
    return Citation(candidate.article, quote, span.start, span.end, sha256)
