"""Counts the words and names of an archive's articles, and what often stands side by side in their titles."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from indexer.text.analyzer import LETTER
from indexer.text.normalize import normalize
from indexer.text.words.cutting import LINKS, Kind, Word, is_cut, words_of
from indexer.text.words.table import KnownWord, WordSort, WordTable

MOST_WORDS = 150_000
"""Words that are kept, those of the most articles first: 6 MB."""
_LEAST_ARTICLES = 2
"""What one article alone has is as often a slip as a word."""
_WAITING = 1_500_000
"""Words in memory at a time, about 200 MB; then those that one article has go, as two may not come any more."""
_LONGEST_TEXT = 100_000
_LONGEST_PHRASE = 12
_MOST_SIDE_BY_SIDE = 3
_NAMED = frozenset({Kind.NAME, Kind.PLACE})
_SORTS: dict[Kind, WordSort] = {Kind.NAME: "name", Kind.PLACE: "name", Kind.VERB: "verb"}
_CAPITAL = re.compile(rf"(?<![.!?] )(?<!\n)(?<!^)\b(?-i:[A-Z]{LETTER}*)(?: (?:of |for |and )?[A-Z]{LETTER}*){{1,4}}")
"""Capitalised words side by side that do not begin a sentence."""


@dataclass(slots=True)
class _Count:
    written: str
    sort: WordSort
    articles: int = 0
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class WordLearner:
    """Counts words, each article once."""

    waiting: int = _WAITING
    _counts: dict[str, _Count] = field(default_factory=dict, init=False)

    @classmethod
    def from_table(cls, table: WordTable) -> "WordLearner":
        """Goes on from what was counted before, which lacks the words that one article had."""
        learner = cls()
        for word in table:
            learner._counts[normalize(word.text)] = _Count(word.text, word.sort, word.articles, word.last_day)
        return learner

    def take_back(self, title: str, body: str) -> None:
        """Counts an article no more that was counted before; the last days of its words stay."""
        for key in self._found(title, body):
            if key in self._counts:
                self._counts[key].articles -= 1

    def add(self, title: str, body: str, day: str) -> None:
        """Counts what one article has.

        Args:
            title: Of the article.
            body: Of the article; of a very long one the beginning.
            day: On which it was published, ISO 8601, or empty.
        """
        self._count(self._found(title, body), day)
        if len(self._counts) > self.waiting:
            seldom = [key for key, each in self._counts.items() if each.articles < _LEAST_ARTICLES]
            for key in seldom:
                del self._counts[key]

    def table(self) -> WordTable:
        """What was counted and more than one article has, the most frequent first."""
        frequent = [(key, each) for key, each in self._counts.items() if each.articles >= _LEAST_ARTICLES]
        frequent.sort(key=lambda item: (-item[1].articles, item[0]))
        kept = islice(frequent, MOST_WORDS)
        return WordTable(tuple(KnownWord(e.written, e.articles, e.last_day, e.sort) for _, e in kept))

    @staticmethod
    def _found(title: str, body: str) -> dict[str, tuple[str, WordSort]]:
        """The words of an article, folded, each with how it is written and of which sort it is."""
        text = f"{title}\n{body}"[:_LONGEST_TEXT]
        folded = normalize(text)
        found: dict[str, tuple[str, WordSort]] = {}
        titled: list[Word] = []
        words = list(words_of(folded))
        for word in words:
            if word.end <= len(title):
                titled.append(word)
            if word.kind is Kind.OTHER or word.end - word.start < 2:
                continue
            written = text[word.start : word.end]
            known = found.get(word.text)
            if known is None or written.islower() > known[0].islower():
                # A word that begins a sentence is written as it is elsewhere.
                found[word.text] = (written, _SORTS.get(word.kind, "word"))
        for wider, (start, end) in _belonging(words).items():
            found.setdefault(wider, (text[start:end], "name"))
        for start, end in _side_by_side(titled):
            found.setdefault(folded[start:end], (text[start:end], "word"))
        for name in _CAPITAL.finditer(text):
            found.setdefault(folded[name.start() : name.end()], (name.group(), "name"))
        return found

    def _count(self, found: dict[str, tuple[str, WordSort]], day: str) -> None:
        for key, (written, sort) in found.items():
            count = self._counts.get(key)
            if count is None:
                count = self._counts[key] = _Count(written, sort)
            elif written != count.written and written.islower():
                count.written = written
            count.articles += 1
            count.last_day = max(count.last_day, day)


def _belonging(words: Sequence[Word]) -> dict[str, tuple[int, int]]:
    """Words with the one character that stands behind them at each place of a text: 村 of 柳禾村, which the dictionary lacks."""
    behind: dict[str, str] = {}
    places: dict[str, tuple[int, int]] = {}
    repeated: set[str] = set()
    for word, after in pairwise(words):
        if word.kind in _NAMED and len(word.text) > 1:
            joined = after.start == word.end and len(after.text) == 1 and after.text not in LINKS
            wider = word.text + after.text if joined and is_cut(word.text + after.text) else ""
            known = behind.setdefault(word.text, wider)
            if word.text in places and known == wider:
                repeated.add(word.text)
            if known != wider:
                behind[word.text] = ""
            places[word.text] = (word.start, after.end)
    return {behind[text]: places[text] for text in repeated if behind[text]}


def _side_by_side(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Spans of two or three words of a title with nothing between them, at least one of them no verb."""
    for first in range(len(words)):
        for last in range(first + 1, min(first + _MOST_SIDE_BY_SIDE, len(words))):
            before, word = words[last - 1], words[last]
            if word.start != before.end or Kind.OTHER in (before.kind, word.kind):
                break
            if word.end - words[first].start > _LONGEST_PHRASE:
                break
            if any(each.kind is not Kind.VERB for each in words[first : last + 1]):
                yield words[first].start, word.end


def words_in(articles: Iterable[tuple[str, str, str]]) -> WordTable:
    """The words of some articles, each its title, its body and its day."""
    learner = WordLearner()
    for title, body, day in articles:
        learner.add(title, body, day)
    return learner.table()
