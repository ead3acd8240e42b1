"""Why an article is related: the words that both have, readable, and the sentence of it that has most of them."""

import re
from collections.abc import Sequence

from indexer.analyze import is_gram
from indexer.domain import Span
from indexer.related.reading import LONGEST_WORD, Reading
from indexer.stopwords import is_stopword
from indexer.words.cutting import is_cut

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


def shared_words(own: str, other: Reading, shared: Sequence[str]) -> tuple[str, ...]:
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


def _whole(own: str, other: Reading, term: str) -> Span | None:
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
