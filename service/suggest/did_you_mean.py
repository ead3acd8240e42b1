"""What a query may have meant: words that sound or are spelt like its own and that the archive has, never put in by themselves.

A query as it was typed has the first word: only words that the archive does not have are looked at, and the change is offered only
where an article holds more of the changed query than any holds of the one typed.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

import numpy as np

from indexer.index.suggestions.vocabulary import Frequent, Syllables
from indexer.index.wants import TermStatistics
from indexer.text.analyzer import LETTER, different_terms
from indexer.text.normalize import normalize
from indexer.text.words.cutting import Word, words_of
from indexer.text.words.readings import readings_of
from service.query.dictionary import glossary
from service.query.english_words import is_english_word, meant_by
from service.query.pinyin import syllables_of
from service.query.question import ParsedQuestion, content, language_of
from service.query.spoken_language import spoken_languages
from service.search.typed_words import TypedWords
from service.suggest.held import Held

Change: TypeAlias = tuple[int, int, str]
"""Start and end in the query, and what may have been meant there."""
ReadQuery = Callable[[str], ParsedQuestion]
"""What the lexical leg looks for in a query, in the archive's languages."""

_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile(rf"{LETTER}+(?:[’'-]{LETTER}+)*")
_SHORTEST, _LONGEST = 2, 6
"""Characters that are taken for one mistyped word."""
_LEAST_ARTICLES = 2
_MOST_PLACES = 4
"""A query with more places in doubt is in another language, or of what the archive has nothing on."""
_MOST_OPTIONS = 4
"""That are tried at a place."""
_MANY = 3
"""Words of letters in doubt that, where they are most of a query, say that it is in a language of none of the articles."""
_WORDS_AT_ONCE = 24
"""Words of a query beyond which it is no query but a text."""


def is_doubtful(query: str, terms: TermStatistics) -> bool:
    """Whether a query has a word or a pair of characters that no article has: told without a vocabulary.

    Args:
        query: As it was typed.
        terms: Of the articles.
    """
    folded = content(query)
    return (
        any(True for _ in unknown_words(folded, terms))
        or any(has_unknown_pair(run.group(), terms) for run in _HAN.finditer(folded))
        or is_spelt_out(folded)
    )


def is_spelt_out(folded: str) -> bool:
    """Whether a query is nothing but syllables of pinyin with blanks between: "wei yuan hui", of which yuan is an English word."""
    words = folded.split()
    return len(words) > 1 and all(any(len(way) == 1 for way in syllables_of(word)) for word in words)


def unknown_words(folded: str, terms: TermStatistics) -> Iterator[re.Match[str]]:
    """Words of letters that neither an article nor the dictionary has."""
    for word in _LATIN.finditer(folded):
        stems = different_terms(word.group(), language="en")
        if not any(stem in glossary().chinese for stem in stems) and not terms.frequencies(stems).any():
            yield word


def has_unknown_pair(text: str, terms: TermStatistics) -> bool:
    """Whether two neighbours of some characters are so in no article."""
    return not terms.frequencies([text[place : place + 2] for place in range(len(text) - 1)]).all()


class Meant:
    """Offers other wordings of queries to one index; safe to use from any thread."""

    def __init__(self, terms: TermStatistics, read: ReadQuery, words: TypedWords) -> None:
        """Takes what the archive knows.

        Args:
            terms: Of its articles.
            read: Reads queries for it.
            words: Its words.
        """
        self._terms = terms
        self._read = read
        self._words = words
        self._vocabulary = words.vocabulary

    def instead(self, query: str) -> str:
        """The query with words that the archive has in place of those that it does not have; empty where nothing speaks for one.

        A snapshot's article on 捐款 makes 捐款 of 捐宽, and 柳禾村 捐款 of liuhe cun juankuan.
        """
        folded = content(query)
        # A text has no more words than characters: most queries are short, and are not cut for this.
        if len(folded) > _WORDS_AT_ONCE and len(list(islice(words_of(folded), _WORDS_AT_ONCE + 1))) > _WORDS_AT_ONCE:
            return ""
        meant = query
        for options in self._doubtful(query, folded):
            meant = self._likeliest(meant, options)
        return meant if meant != query else ""

    def _doubtful(self, query: str, folded: str) -> list[Sequence[Change]]:
        """What may have been meant at each place in doubt, the last place first, so that the others stay where they are."""
        changes: list[Sequence[Change]] = [[each] for each in self._in_pinyin(folded)] or [
            *self._in_letters(query, folded)
        ]
        for run in _HAN.finditer(folded):
            changes.extend(
                [(run.start() + start, run.start() + end, text) for start, end, text in options]
                for options in self._in_han(run.group())
            )
        return sorted(changes, key=lambda options: -options[0][0])[:_MOST_PLACES]

    def _likeliest(self, query: str, options: Sequence[Change]) -> str:
        """The query with that change of which an article holds most; as it is where none makes it better."""
        own, is_english = self._held(query), language_of(query) == "en"
        better: list[tuple[float, str]] = []
        spelt: list[str] = []
        for start, end, text in options:
            changed = f"{query[:start]}{text}{query[end:]}"
            held = self._held(changed)
            if held.is_better_than(own):
                better.append((held.best, changed))
            # A word with a capital may be a name that no dictionary has.
            elif is_english and query[start:end].islower() and is_english_word(text) and held.best > own.best:
                spelt.append(changed)
        return max(better, key=lambda each: each[0])[1] if better else next(iter(spelt), query)

    def _in_pinyin(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """What letters spell, where all words of letters are pinyin: a question in English has others."""
        words = list(_LATIN.finditer(folded))
        unknown = {word.start() for word in unknown_words(folded, self._terms)}
        ways = [syllables_of(word.group()) for word in words]
        spelt_out = is_spelt_out(folded)
        if not words or not (unknown or spelt_out) or not all(ways):
            return
        for group in _side_by_side(words, folded):
            start, end = words[group[0]].start(), words[group[-1]].end()
            if spelt_out or any(words[place].start() in unknown for place in group):
                syllables = tuple(syllable for place in group for syllable in ways[place][0])
                text = self._spelt_out(syllables)
                # Words that may be English as well are taken for syllables where these make words of two and more.
                if text and (unknown or 2 * len(text.split()) <= len(syllables)):
                    yield start, end, text

    def _spelt_out(self, syllables: Syllables) -> str:
        """Syllables as words of the archive: the fewest, and of those the most frequent; empty where some are of none."""
        best: list[tuple[int, float, str] | None] = [(0, 0.0, "")]
        for end in range(1, len(syllables) + 1):
            found: list[tuple[int, float, str]] = []
            for start in range(max(end - self._vocabulary.longest, 0), end):
                before = best[start]
                words = self._vocabulary.sounding(syllables[start:end]) if before is not None else []
                if words and before is not None:
                    text = f"{before[2]} {words[0].text}".strip()
                    found.append((before[0] + 1, before[1] - np.log1p(words[0].articles), text))
            best.append(min(found, default=None))
        last = best[-1]
        return "" if last is None else last[2]

    def _in_letters(self, query: str, folded: str) -> Iterator[list[Change]]:
        """Words that a slip of the fingers makes of the archive's, or of the dictionary's where the query may be English."""
        unknown = [each for each in unknown_words(folded, self._terms) if not is_english_word(each.group())]
        words = [each.group() for each in _LATIN.finditer(folded)]
        if len(unknown) >= _MANY and 2 * len(unknown) > len(words):
            return
        # Where all may be pinyin, what is no word of the archive is a word in Chinese that it does not have.
        is_english = (
            bool(unknown)
            and not all(map(syllables_of, words))
            and language_of(query) in {"en", ""}
            and not spoken_languages(query)
        )
        for word in unknown:
            near = [each.text for each in self._vocabulary.spelt(word.group()) if self._is_told(each)]
            near = [*near[:_MOST_OPTIONS], *(meant_by(word.group())[:_MOST_OPTIONS] if is_english else ())]
            if query[word.start() : word.end()].islower():  # no name, if it can be a word
                near = [text for text in near if text.islower()] or near
            if near:
                yield [(*word.span(), text) for text in dict.fromkeys(near)]

    def _in_han(self, run: str) -> Iterator[list[Change]]:
        """Words of the archive that characters sound like, at each place where some stand side by side as in no article."""
        words = list(words_of(run)) if has_unknown_pair(run, self._terms) else []
        for first, last in _groups(
            [place for place in range(len(run) - 1) if has_unknown_pair(run[place : place + 2], self._terms)]
        ):
            whole = [each for each in words if self._is_word(each.text)]
            options = [*self._misheard(run, first, last, whole)]
            if options:
                yield options[:_MOST_OPTIONS]

    def _misheard(self, run: str, first: int, last: int, whole: Sequence[Word]) -> Iterator[Change]:
        """Spans with an unknown pair that sound like a word of the archive, the longest first.

        A word of the archive or the dictionary is not cut in two, and stays as it is: 罗布 of 罗布播, which sounds like 罗布泊.

        Args:
            run: Characters.
            first: Where the first of some unknown pairs side by side begins.
            last: Where the last of them does.
            whole: Words of the run that the archive or the dictionary has.
        """
        spans = [
            (start, end)
            for start in range(max(first + 2 - _LONGEST, 0), last + 1)
            for end in range(max(start + _SHORTEST, first + 2), min(start + _LONGEST, len(run)) + 1)
            if has_unknown_pair(run[start:end], self._terms) and not _cuts((start, end), whole)
        ]
        spans.sort(key=lambda span: span[0] - span[1])
        for start, end in spans:
            inside = [word for word in whole if start <= word.start and word.end <= end]
            fitting = (
                (start, end, each.text)
                for each in self._sounding(run[start:end])
                if all(each.text[word.start - start : word.end - start] == word.text for word in inside)
            )
            yield from islice(fitting, 1)

    def _sounding(self, span: str) -> Iterator[Frequent]:
        """Words of the archive that sound like some characters, and are others."""
        for way in readings_of(span):
            for word in self._vocabulary.sounding(way, span):
                if self._is_told(word) and normalize(word.text) != span:
                    yield word

    def _is_told(self, word: Frequent) -> bool:
        """Whether a word is no slip of the archive's own: several articles or the dictionary have it."""
        text = normalize(word.text)
        return word.articles >= _LEAST_ARTICLES or text in glossary().english or is_english_word(text)

    def _is_word(self, text: str) -> bool:
        """Whether characters are a word of the archive or of the dictionary."""
        return len(text) > 1 and (text in glossary().english or text in self._vocabulary)

    def _held(self, query: str) -> Held:
        """What one article holds of a query."""
        wants = self._read(query).wants(self._terms)
        return Held.of(wants, self._words.most_held(wants) if wants else 0.0)


def _cuts(span: tuple[int, int], words: Sequence[Word]) -> bool:
    """Whether a span has a part of one of some words."""
    start, end = span
    return any(word.start < start < word.end or word.start < end < word.end for word in words)


def _groups(places: Sequence[int]) -> list[tuple[int, int]]:
    """The first and the last of places that follow each other."""
    groups: list[tuple[int, int]] = []
    for place in places:
        if groups and place == groups[-1][1] + 1:
            groups[-1] = groups[-1][0], place
        else:
            groups.append((place, place))
    return groups


def _side_by_side(words: Sequence[re.Match[str]], text: str) -> list[list[int]]:
    """Places of words with nothing but blanks between them."""
    groups: list[list[int]] = []
    for place, word in enumerate(words):
        if place and not text[words[place - 1].end() : word.start()].strip():
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups
