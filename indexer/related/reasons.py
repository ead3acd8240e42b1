"""Why an article is related: the words that both have, readable, and the sentence of it that has most of them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from indexer.analyze import LETTER, is_gram, word_tokens
from indexer.domain import Article, Span
from indexer.fold import fold
from indexer.sentences import sentences
from indexer.stopwords import is_stopword
from indexer.words.cutting import LINKS, Kind, Word, is_cut, words_of

WORDS = 4
"""Shared words kept of each pair."""

LONGEST_WORD = 14
LONGEST_SNIPPET = 160
"""In characters; of a longer sentence the part around its first shared word is taken."""

_OFTEN = 3
"""Places in two texts from which on what always stands beside a word belongs to it."""
_MOST_PLACES = 8
"""Places of a term at which a word is looked for."""
_HIRAGANA = re.compile("[\u3041-\u309f]")
_SCRIPTS = {
    "hiragana": _HIRAGANA,
    "ideographs": re.compile("[\u30a0-\u30ff\u3400-\u9fff々〆]"),
    "hangul": re.compile("[\uac00-\ud7af]"),
    "thai": re.compile("[\u0e00-\u0eff]"),
    "burmese": re.compile("[\u1000-\u109f]"),
    "khmer": re.compile("[\u1780-\u17ff]"),
}
_CAPITAL = re.compile(rf"(?<!{LETTER})[^\W\d_a-z](?:{LETTER}|[’'-])*")
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
        self._cut: tuple[Word, ...] | None = None
        self._cut_starts: tuple[int, ...] = ()
        self._mentions: dict[str, tuple[Mention, ...]] = {}

    def written(self, start: int, end: int) -> str:
        """What stands at characters of `folded`, as the page wrote it."""
        return f"{self.title}\n{self.body}"[start:end]

    def word(self, stem: str) -> Span | None:
        """The first word of that stem in `folded`: "foundat" stands for "Foundations"."""
        spans = self._word_spans().get(stem)
        return spans[0] if spans else None

    @property
    def is_japanese(self) -> bool:
        """Whether its Han characters are not to be cut as Chinese is."""
        return self._language.startswith("ja")

    def places(self, term: str) -> Iterator[int]:
        """The first places of `folded` that have some characters."""
        place = self.folded.find(term)
        for _ in range(_MOST_PLACES):
            if place < 0:
                return
            yield place
            place = self.folded.find(term, place + 1)

    def around(self, own: str, place: int, length: int) -> Span | None:
        """The whole Chinese words around some characters that another text has as well; None where it has others there.

        Args:
            own: The other text.
            place: Of the characters in `folded`.
            length: How many they are.
        """
        words = self._chinese()
        first = last = bisect_right(self._cut_starts, place) - 1
        while last + 1 < len(words) and words[last].end < place + length:
            last += 1
        if first < 0 or words[last].end < place + length or not self._is_reason(own, first, last):
            return None
        while first > 0 and _joins(words[first - 1]) and self._is_run(own, first - 1, last):
            first -= 1
        while last + 1 < len(words) and _joins(words[last + 1]) and self._is_run(own, first, last + 1):
            last += 1
        whole = [number for number in range(first, last + 1) if len(words[number].text) > 1]
        return self._with_neighbours(own, whole[0], whole[-1]) if whole else None

    def _is_reason(self, own: str, first: int, last: int) -> bool:
        """Whether words say something that another text says too, and are not a part of a foreign name.

        Where 泰西 of 马克·泰西耶 ends nothing tells; and what is done, and to whom, is no word.
        """
        words = self._chinese()
        chosen = words[first : last + 1]
        around = self.folded[max(chosen[0].start - 1, 0) : chosen[0].start] + self.folded[chosen[-1].end :][:1]
        acts = first < last and any(word.kind is Kind.VERB for word in chosen)
        return all(map(_is_told, chosen)) and not acts and "·" not in around and self._is_run(own, first, last)

    def _with_neighbours(self, own: str, first: int, last: int) -> Span:
        """The span of words, with the single characters beside them that belong to them."""
        words = self._chinese()
        span = Span(words[first].start, words[last].end)
        if first > 0 and words[first - 1].end == span.start and len(words[first - 1].text) == 1:
            span = self._always(own, span, Span(span.start - 1, span.end))
        if last + 1 < len(words) and words[last + 1].start == span.end and len(words[last + 1].text) == 1:
            span = self._always(own, span, Span(span.start, span.end + 1))
        return span

    def _always(self, own: str, span: Span, wider: Span) -> Span:
        """A word with one more character, if both texts have it there at each of its places: 村 of 柳禾村, 丁 of 丁薛祥."""
        word, more = self.folded[span.start : span.end], self.folded[wider.start : wider.end]
        added = more[0] if wider.start < span.start else more[-1]
        places = own.count(word), self.folded.count(word)
        always = places == (own.count(more), self.folded.count(more)) and sum(places) >= _OFTEN
        return wider if always and added not in LINKS and len(more) <= LONGEST_WORD else span

    def is_verb(self, span: Span) -> bool:
        """Whether all that a span of `folded` holds is one Chinese verb."""
        words = self._chinese()
        word = words[max(bisect_right(self._cut_starts, span.start) - 1, 0)] if words else None
        return word is not None and (word.start, word.end, word.kind) == (span.start, span.end, Kind.VERB)

    def named(self, own: str, word: Span) -> Span:
        """A capitalised word with those beside it that another text has there too: a name of several."""
        text = self.written(0, len(self.folded))
        if not _CAPITAL.match(text, word.start):
            return word
        start, end = word.start, word.end
        while (after := _CAPITAL.match(text, end + 1)) and text[end] == " " and self.folded[start : after.end()] in own:
            end = after.end()
        while start and text[start - 1] == " ":
            before = max(text.rfind(" ", 0, start - 1), text.rfind("\n", 0, start - 1)) + 1
            if not _CAPITAL.fullmatch(text, before, start - 1) or self.folded[before:end] not in own:
                break
            start = before
        return Span(start, end)

    def _chinese(self) -> tuple[Word, ...]:
        """The words of `folded` as Chinese is cut; found when first asked for."""
        if self._cut is None:
            self._cut = tuple(words_of(self.folded))
            self._cut_starts = tuple(word.start for word in self._cut)
        return self._cut

    def _is_run(self, own: str, first: int, last: int) -> bool:
        """Whether words stand side by side, are no longer than one is shown, and another text has them so."""
        words = self._chinese()
        beside = all(before.end == after.start for before, after in pairwise(words[first : last + 1]))
        text = self.folded[words[first].start : words[last].end]
        return beside and len(text) <= LONGEST_WORD and text in own

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


def _is_told(word: Word) -> bool:
    """Whether a Chinese word says what an article is about, or is a part of one that does."""
    return is_cut(word.text) and word.kind is not Kind.OTHER and (len(word.text) > 1 or word.text not in LINKS)


def _joins(word: Word) -> bool:
    """Whether a word beside a name makes a longer one: 村 of 柳禾村, 协会 of 钢铁协会, and no verb."""
    return is_cut(word.text) and word.kind is not Kind.VERB and _is_told(word)


def own_text(article: Article) -> str:
    """Title and body of the article that is read, as shared words are looked for in it."""
    return fold(f"{article.title}\n{article.body}")


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
