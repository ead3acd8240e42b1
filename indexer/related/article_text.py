"""An article as reasons for a relation are found in it: its whole words, and the sentences that have them."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from indexer.core.article import Article, Span
from indexer.text.analyzer import LETTER, is_gram, word_tokens
from indexer.text.normalize import normalize, one_form
from indexer.text.sentences import sentences
from indexer.text.words.cutting import LINKS, Kind, Word, is_cut, words_of
from indexer.text.words.pieces import BEHIND_PARTICLE, PARTICLE

LONGEST_WORD = 14
_OFTEN = 3
"""Places in two texts from which on what always stands beside a word belongs to it; before it two, if it is a word that tells."""
_MOST_PLACES = 8
"""Places of a term at which a word is looked for."""
_CAPITALISED = rf"(?<!{LETTER})[^\W\d_a-z](?:{LETTER}|[’'-])*"
_CAPITAL = re.compile(_CAPITALISED)
_NAME_GOES_ON = re.compile(rf" (?:(?:{PARTICLE}) ){{0,3}}{_CAPITALISED}")
_NAME_BEGAN = re.compile(rf"{_CAPITALISED} (?:(?:{PARTICLE}) ){{0,3}}$")
"""What stands behind a part of a name of several words, and before one."""


class Mention(NamedTuple):
    """Where a sentence of a body first has a term."""

    sentence: int
    start: int


class ExplainedArticle:
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
        if words[first].kind is Kind.VERB:
            return Span(words[first].start, words[first].end) if len(words[first].text) > 1 else None
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
            least = _OFTEN if words[first - 1].kind is Kind.OTHER else 2
            span = self._always(own, span, Span(span.start - 1, span.end), least)
        if last + 1 < len(words) and words[last + 1].start == span.end and len(words[last + 1].text) == 1:
            span = self._always(own, span, Span(span.start, span.end + 1), _OFTEN)
        return span

    def _always(self, own: str, span: Span, wider: Span, least: int) -> Span:
        """A word with one more character, if both texts have it there at each of its places, as many as asked for: 村 of 柳禾村."""
        word, more = self.folded[span.start : span.end], self.folded[wider.start : wider.end]
        added = more[0] if wider.start < span.start else more[-1]
        places = own.count(word), self.folded.count(word)
        always = places == (own.count(more), self.folded.count(more)) and sum(places) >= least
        return wider if always and added not in LINKS and len(more) <= LONGEST_WORD else span

    def is_verb(self, span: Span) -> bool:
        """Whether all that a span of `folded` holds is one Chinese verb."""
        words = self._chinese()
        word = words[max(bisect_right(self._cut_starts, span.start) - 1, 0)] if words else None
        return word is not None and (word.start, word.end, word.kind) == (span.start, span.end, Kind.VERB)

    def named(self, own: str, word: Span) -> Span | None:
        """A capitalised word with those beside it that another text has there too: a name of several.

        None where both texts have the word only behind a particle of a name that the other has not: Berg of Ann van den Berg.
        """
        text = self.written(0, len(self.folded))
        if not _CAPITAL.match(text, word.start):
            return word
        start, end = word.start, word.end
        while (after := _NAME_GOES_ON.match(text, end)) and self.folded[start : after.end()] in own:
            end = after.end()
        while before := _NAME_BEGAN.search(text, max(start - LONGEST_WORD * 4, 0), start):
            if self.folded[before.start() : end] not in own:
                break
            start = before.start()
        found = Span(start, end)
        key = self.folded[word.start : word.end]
        is_part = found == word and _is_part_of_a_name(key, self.folded) and _is_part_of_a_name(key, own)
        return None if is_part else found

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


def _is_part_of_a_name(word: str, folded: str) -> bool:
    """Whether a word of a folded text stands nowhere but behind a particle of a name."""
    places = [found.start() for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", folded)]
    return bool(places) and all(BEHIND_PARTICLE.search(folded, max(place - 8, 0), place) for place in places)


def _is_told(word: Word) -> bool:
    """Whether a Chinese word says what an article is about, or is a part of one that does."""
    return is_cut(word.text) and word.kind is not Kind.OTHER and (len(word.text) > 1 or word.text not in LINKS)


def _joins(word: Word) -> bool:
    """Whether a word beside a name makes a longer one: 村 of 柳禾村, 协会 of 钢铁协会, and no verb."""
    return is_cut(word.text) and word.kind is not Kind.VERB and _is_told(word)


def own_text(article: Article) -> str:
    """Title and body of the article that is read, as shared words are looked for in it."""
    return one_form(normalize(f"{article.title}\n{article.body}"))
