"""What a query may have meant: words that sound or are spelt like its own and that the archive has, never put in by themselves.

A query as it was typed has the first word: only words that the archive does not have are looked at, and the change is offered only
where an article holds more of the changed query than any holds of the one typed.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import numpy as np

from indexer.index.suggestions.vocabulary import Frequent, Syllables
from indexer.index.wants import TermStatistics
from indexer.text.analyzer import LETTER, different_terms
from indexer.text.normalize import normalize
from indexer.text.words.cutting import Word, words_of
from indexer.text.words.readings import readings_of
from service.query.dictionary import glossary
from service.query.pinyin import syllables_of
from service.query.question import ParsedQuestion, content
from service.search.typed_words import TypedWords

ReadQuery = Callable[[str], ParsedQuestion]
"""What the lexical leg looks for in a query, in the archive's languages."""

_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile(rf"{LETTER}+(?:[’'-]{LETTER}+)*")
_SHORTEST, _LONGEST = 2, 6
"""Characters that are taken for one mistyped word."""
_LEAST_ARTICLES = 2
_GOOD = 0.8
"""Share of a query, by how telling its words are, from which on an article that holds it is what was looked for."""
_BETTER = 0.1
"""How much more of the changed query an article must hold."""
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
        changed = self._changed(query, folded)
        return changed if changed != query and self._is_better(query, changed) else ""

    def _changed(self, query: str, folded: str) -> str:
        """The query with what may have been meant in it."""
        changes: list[tuple[int, int, str]] = [*self._in_pinyin(folded)] or [*self._in_letters(folded)]
        for run in _HAN.finditer(folded):
            changes.extend(
                (run.start() + start, run.start() + end, text) for start, end, text in self._in_han(run.group())
            )
        for start, end, text in sorted(changes, reverse=True):
            query = query[:start] + text + query[end:]
        return query

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

    def _in_letters(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Words that a slip of the fingers makes of the archive's."""
        for word in unknown_words(folded, self._terms):
            near = [each for each in self._vocabulary.spelt(word.group()) if each.articles >= _LEAST_ARTICLES]
            if near:
                yield word.start(), word.end(), near[0].text

    def _in_han(self, run: str) -> Iterator[tuple[int, int, str]]:
        """Characters that sound like a word of the archive, where they make none and no article has them side by side."""
        # A run without an unknown pair has no part with one: it is not cut.
        words = list(words_of(run)) if has_unknown_pair(run, self._terms) else []
        place = 0
        while place < len(words):
            found = self._misheard(run, words[place:])
            if found is None:
                place += 1
                continue
            end = found[1]
            yield found
            place = next((n for n, word in enumerate(words) if word.start >= end), len(words))

    def _misheard(self, run: str, words: Sequence[Word]) -> tuple[int, int, str] | None:
        """The longest span from the first of some words on that sounds like a word of the archive."""
        start = words[0].start
        for last in range(len(words) - 1, -1, -1):
            end = words[last].end
            span = run[start:end]
            if not _SHORTEST <= len(span) <= _LONGEST or not has_unknown_pair(span, self._terms):
                continue
            if any(self._is_word(word.text) for word in words[: last + 1]):
                continue
            for word in self._sounding(span):
                return start, end, word.text
        return None

    def _sounding(self, span: str) -> Iterator[Frequent]:
        """Words of several articles that sound like some characters, and are others."""
        for way in readings_of(span):
            for word in self._vocabulary.sounding(way, span):
                if word.articles >= _LEAST_ARTICLES and normalize(word.text) != span:
                    yield word

    def _is_word(self, text: str) -> bool:
        """Whether characters are a word of the archive or of the dictionary."""
        return len(text) > 1 and (text in glossary().english or text in self._vocabulary)

    def _is_better(self, query: str, changed: str) -> bool:
        """Whether an article holds more of the changed query than any holds of the one typed."""
        own = self._best(query)
        return own < _GOOD and self._best(changed) >= own + _BETTER

    def _best(self, query: str) -> float:
        """The largest share of a query's words that one article holds, by how telling they are."""
        wants = self._read(query).wants(self._terms)
        return self._words.most_held(wants) if wants else 0.0


def _side_by_side(words: Sequence[re.Match[str]], text: str) -> list[list[int]]:
    """Places of words with nothing but blanks between them."""
    groups: list[list[int]] = []
    for place, word in enumerate(words):
        if place and not text[words[place - 1].end() : word.start()].strip():
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups
