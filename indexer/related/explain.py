"""Why an article is related: the words that both have, readable, and the sentence of it that has most of them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Rows
from indexer.core.article import Article, Span
from indexer.index.term_vectors import TermVectors
from indexer.related.article_text import LONGEST_WORD, ExplainedArticle, own_text
from indexer.text.analyzer import is_gram
from indexer.text.stopwords import is_stopword
from indexer.text.words.cutting import is_cut

WORDS = 4
"""Shared words kept of each pair."""

LONGEST_SNIPPET = 160
"""In characters; of a longer sentence the part around its first shared word is taken."""

_HIRAGANA = re.compile("[\u3041-\u309f]")
_SCRIPTS = {
    "hiragana": _HIRAGANA,
    "ideographs": re.compile("[\u30a0-\u30ff\u3400-\u9fff々〆]"),
    "hangul": re.compile("[\uac00-\ud7af]"),
    "thai": re.compile("[\u0e00-\u0eff]"),
    "burmese": re.compile("[\u1000-\u109f]"),
    "khmer": re.compile("[\u1780-\u17ff]"),
}
_PAUSE = re.compile(r"[，、；：,;:]\s*")


def shared_words(own: str, other: ExplainedArticle, shared: Sequence[str]) -> tuple[str, ...]:
    """Words and names that both texts have, made of shared terms, whole, the most telling first and verbs last.

    A pair of Han characters is a fragment: it stands for the word around it, with the words beside that the other text has
    there as well, so that 国钢 in 中国钢铁 and 中国钢铁 gives 中国钢铁 and in 我国钢铁 nothing. A stem is shown as the first word
    that it was made from, with the capitalised words of its name.

    Args:
        own: The article that is read, as `own_text` gives it.
        other: The related one, whose spelling is shown.
        shared: Terms of both, the most telling first.
    """
    found: list[tuple[bool, Span]] = []
    folded: list[str] = []
    for term in shared:
        span = _whole(own, other, term)
        if span is None:
            continue
        word = other.folded[span.start : span.end]
        if any(word in seen or seen in word for seen in folded):
            continue
        folded.append(word)
        found.append((other.is_verb(span), span))
    found.sort(key=lambda each: each[0])
    return tuple(other.written(span.start, span.end) for _, span in found[:WORDS])


def _whole(own: str, other: ExplainedArticle, term: str) -> Span | None:
    """A whole word or name of `other` that has a term, and that `own` has too; None where there is none."""
    if not is_gram(term):
        word = other.word(term)
        return None if word is None or is_stopword(other.written(word.start, word.end)) else other.named(own, word)
    if is_cut(term) and not other.is_japanese:
        return next((span for place in other.places(term) if (span := other.around(own, place, len(term)))), None)
    here, there = own.find(term), other.folded.find(term)
    return None if here < 0 or there < 0 else _grown(own, here, other.folded, there, len(term))


def _grown(own: str, here: int, other: str, there: int, length: int) -> Span | None:
    """The longest run of characters around a term in `other` that `own` has too, if it begins and ends with a word.

    That is where another script or none begins; a Korean word may go on, as its endings differ.
    """
    left = 0
    while here > left < there and own[here - left - 1] == other[there - left - 1] and is_gram(own[here - left - 1]):
        left += 1
    right = length
    room = min(len(own) - here, len(other) - there)
    while right < room and own[here + right] == other[there + right] and is_gram(own[here + right]):
        right += 1
    start, end = there - left, there + right
    while start < there and _HIRAGANA.match(other[start]):
        start += 1
    while end > there + length and _HIRAGANA.match(other[end - 1]):
        end -= 1
    begins = start == 0 or _script(other[start - 1]) != _script(other[start])
    ends = (
        end == len(other) or _script(other[end - 1]) in ("hangul", "") or _script(other[end]) != _script(other[end - 1])
    )
    long = end - start > LONGEST_WORD  # a whole clause in common says nothing short
    return None if long or not begins or not ends or _HIRAGANA.match(other[start]) else Span(start, end)


def _script(character: str) -> str:
    """Of a script written without spaces; Han and katakana count as one, as they make words together."""
    return next((name for name, pattern in _SCRIPTS.items() if pattern.match(character)), "")


def snippet(other: ExplainedArticle, shared: Sequence[str], weights: Sequence[float]) -> Span:
    """The sentence of the related body that has most of the shared terms by weight, the first of equals.

    Without any it is the first sentence: what the article begins with.
    """
    if not other.sentences:
        return Span(0, 0)
    gained: dict[int, float] = {}
    first: dict[int, int] = {}
    for term, weight in zip(shared, weights, strict=True):
        for sentence, start in other.mentions(term):
            gained[sentence] = gained.get(sentence, 0.0) + weight
            first[sentence] = min(first.get(sentence, start), start)
    if not gained:
        return _shortened(other.body, other.sentences[0], other.sentences[0].start)
    most = max(gained.values())
    best = min(number for number, gain in gained.items() if gain == most)
    return _shortened(other.body, other.sentences[best], first[best])


def _shortened(body: str, sentence: Span, word: int) -> Span:
    """The sentence, or the part of a long one from the last pause that leaves its first shared word inside."""
    if sentence.end - sentence.start <= LONGEST_SNIPPET:
        return sentence
    start = sentence.start
    if word - start > LONGEST_SNIPPET // 2:
        pauses = [found.end() for found in _PAUSE.finditer(body, start, max(word, start))]
        near = [pause for pause in pauses if word - pause <= LONGEST_SNIPPET // 2]
        start = near[0] if near else word
    return Span(start, min(start + LONGEST_SNIPPET, sentence.end))


TERMS = 8
"""Shared terms that a reason is made of."""

HELD = 1 << 26
"""Characters of articles in memory at a time, about 130 MB of Chinese: with more, every text is read several times."""

_PAIRS = 65536


@dataclass(frozen=True, slots=True)
class Reasons:
    """Snippets and shared words of pairs of articles."""

    spans: npt.NDArray[np.int32]
    """Start and end in the related body, shape (pairs, 2)."""
    words: npt.NDArray[np.int32]
    """Places in the vocabulary, -1 for none, shape (pairs, WORDS)."""
    vocabulary: Sequence[str]


def explain(
    own: Rows,
    others: Rows,
    words: TermVectors,
    vocabulary: Sequence[str],
    articles: Callable[[], Iterable[Article]],
    *,
    held: int = HELD,
) -> Reasons:
    """Finds the reasons of pairs.

    Args:
        own: The article that is read of each pair, shape (pairs,).
        others: The related one of each pair.
        words: Term vectors of all articles.
        vocabulary: What each term of theirs is.
        articles: Reads all articles in order, each time anew.
        held: Characters of articles in memory at a time.
    """
    spans = np.zeros((own.size, 2), dtype=np.int32)
    shared = np.full((own.size, WORDS), -1, dtype=np.int32)
    places: dict[str, int] = {}
    for texts in _portions(np.unique(own), articles, held):
        pairs = np.flatnonzero(np.isin(own, np.fromiter(texts, dtype=np.int64)))
        # By related article, so that each is folded and cut into sentences once.
        pairs = pairs[np.argsort(others[pairs], kind="stable")]
        readings = _Readings(articles)
        for pair, terms, weights in _shared_terms(pairs, own, others, words, vocabulary):
            reading = readings.of(int(others[pair]))
            span = snippet(reading, terms, weights)
            spans[pair] = (span.start, span.end)
            found = shared_words(texts[int(own[pair])], reading, terms)
            shared[pair, : len(found)] = [places.setdefault(word, len(places)) for word in found]
    return Reasons(spans, shared, list(places))


class _Readings:
    """One article after another, read in ascending order of their numbers."""

    def __init__(self, articles: Callable[[], Iterable[Article]]) -> None:
        self._rest = enumerate(articles())
        self._number = -1
        self._reading = ExplainedArticle(Article(id="", title="", body=""))

    def of(self, number: int) -> ExplainedArticle:
        """The article of that number, the last one asked for or a later one."""
        if number != self._number:
            self._reading = ExplainedArticle(next(article for at, article in self._rest if at == number))
            self._number = number
        return self._reading


def _portions(numbers: Rows, articles: Callable[[], Iterable[Article]], held: int) -> Iterator[dict[int, str]]:
    """The texts of some articles by number, as many at a time as may be held."""
    wanted = set(numbers.tolist())
    texts: dict[int, str] = {}
    characters = 0
    for number, article in enumerate(articles()):
        if number not in wanted:
            continue
        texts[number] = own_text(article)
        characters += len(texts[number])
        if characters > held:
            yield texts
            texts, characters = {}, 0
    if texts:
        yield texts


def _shared_terms(
    pairs: Rows, own: Rows, others: Rows, words: TermVectors, vocabulary: Sequence[str]
) -> Iterator[tuple[int, list[str], list[float]]]:
    """Each pair with the terms that tell most of both, and what each adds to their cosine."""
    for start in range(0, pairs.size, _PAIRS):
        block = pairs[start : start + _PAIRS]
        ids, weights = words.some(own[block]).shared(words.some(others[block]), TERMS)
        counts = (ids >= 0).sum(axis=1).tolist()
        for pair, count, row, values in zip(block.tolist(), counts, ids.tolist(), weights.tolist(), strict=True):
            yield pair, [vocabulary[term] for term in row[:count]], values[:count]
