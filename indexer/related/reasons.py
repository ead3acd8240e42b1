"""Why an article is related: the words that both have, readable, and the sentence of it that has most of them."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from indexer.analyze import is_gram, word_tokens
from indexer.domain import Article, Span
from indexer.fold import fold
from indexer.sentences import sentences

WORDS = 4
"""Shared words kept of each pair."""

LONGEST_WORD = 8
LONGEST_SNIPPET = 160
"""In characters; of a longer sentence the part around its first shared word is taken."""

_ENDS = "的了在和与是将等及对为把被从于以并也都就而或这那其之者有上下中"
"""Characters that a word hardly begins or ends with."""
_PAUSE = re.compile(r"[，、；：,;:]\s*")


class Mention(NamedTuple):
    """Where a sentence of a body first has a term."""

    sentence: int
    start: int


class Reading:
    """An article as reasons are found in it; what was looked up once is known for all pairs that it is in."""

    def __init__(self, article: Article) -> None:
        """Folds the text and finds its sentences."""
        self.title = article.title
        self.body = article.body
        self.folded = own_text(article)
        """Title, line end and body as they are compared: character i stands for character i."""
        self.sentences = tuple(sentences(article.body))
        """Of the body."""
        self._language = article.language
        self._starts = tuple(sentence.start for sentence in self.sentences)
        self._body_start = len(self.title) + 1
        self._words: dict[str, list[Span]] | None = None
        self._mentions: dict[str, tuple[Mention, ...]] = {}

    def written(self, start: int, end: int) -> str:
        """What stands at characters of `folded`, as the page wrote it."""
        return f"{self.title}\n{self.body}"[start:end]

    def word(self, stem: str) -> Span | None:
        """The first word of that stem in `folded`: "foundat" stands for "Foundations"."""
        spans = self._word_spans().get(stem)
        return spans[0] if spans else None

    def mentions(self, term: str) -> tuple[Mention, ...]:
        """The sentences of the body that have a term, in order."""
        if term not in self._mentions:
            places = self._gram_places(term) if is_gram(term) else self._word_places(term)
            first: dict[int, int] = {}
            for place in places:
                first.setdefault(bisect_right(self._starts, place) - 1, place)
            self._mentions[term] = tuple(Mention(*each) for each in first.items() if each[0] >= 0)
        return self._mentions[term]

    def _gram_places(self, term: str) -> list[int]:
        """Where the body has a term of a script without spaces."""
        places = []
        place = self.folded.find(term, self._body_start)
        while place >= 0:
            places.append(place - self._body_start)
            place = self.folded.find(term, place + 1)
        return places

    def _word_places(self, stem: str) -> list[int]:
        """Where the body has a word of that stem."""
        spans = self._word_spans().get(stem, [])
        return [span.start - self._body_start for span in spans if span.start >= self._body_start]

    def _word_spans(self) -> dict[str, list[Span]]:
        """Spans in `folded` by stem; found when first asked for, as few pairs of Chinese articles share such a word."""
        if self._words is None:
            self._words = {}
            for token in word_tokens(self.folded, language=self._language):
                self._words.setdefault(token.term, []).append(Span(token.start, token.end))
        return self._words


def own_text(article: Article) -> str:
    """Title and body of the article that is read, as shared words are looked for in it."""
    return fold(f"{article.title}\n{article.body}")


def shared_words(own: str, other: Reading, shared: Sequence[str]) -> tuple[str, ...]:
    """Words that both texts have, made of shared terms, the most telling first.

    A pair of Han characters is a fragment: it is grown while both texts go on with the same characters, so that
    民政 in 人民政府 and 人民政府 gives 人民政府. A stem is shown as the first word that it was made from.

    Args:
        own: The article that is read, as `own_text` gives it.
        other: The related one, whose spelling is shown.
        shared: Terms of both, the most telling first.
    """
    found: list[str] = []
    folded: list[str] = []
    for term in shared:
        span = _grown_in(own, other.folded, term) if is_gram(term) else other.word(term)
        if span is None:
            continue
        word = other.folded[span.start : span.end]
        if any(word in seen or seen in word for seen in folded):
            continue
        folded.append(word)
        found.append(other.written(span.start, span.end))
        if len(found) == WORDS:
            break
    return tuple(found)


def _grown_in(own: str, other: str, term: str) -> Span | None:
    """Where a term, grown, is in `other`; None where one of the texts does not have it."""
    here, there = own.find(term), other.find(term)
    return None if here < 0 or there < 0 else _grown(own, here, other, there, len(term))


def _grown(own: str, here: int, other: str, there: int, length: int) -> Span:
    """The longest run of characters around a term in `other` that `own` has too."""
    left = 0
    while here > left < there and own[here - left - 1] == other[there - left - 1] and is_gram(own[here - left - 1]):
        left += 1
    right = length
    room = min(len(own) - here, len(other) - there)
    while right < room and own[here + right] == other[there + right] and is_gram(own[here + right]):
        right += 1
    start, end = there - left, there + right
    while start < there and other[start] in _ENDS:
        start += 1
    while end > there + length and other[end - 1] in _ENDS:
        end -= 1
    if end - start > LONGEST_WORD:  # a whole clause in common: the term itself says it shorter
        return Span(there, there + length)
    return Span(start, end)


def snippet(other: Reading, shared: Sequence[str], weights: Sequence[float]) -> Span:
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
