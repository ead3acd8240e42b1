"""Counts the words and names of an archive's articles, and what often stands side by side in their titles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from indexer.text.normalize import normalize
from indexer.text.stopwords import joining_words
from indexer.text.words.cutting import Kind, Word, is_cut, words_of
from indexer.text.words.pieces import CAPITALISED, Wider, wider_capitalised, wider_words
from indexer.text.words.table import KnownWord, WordSort, WordTable

MOST_WORDS = 150_000
"""Words that are kept, those of the most articles first: 6 MB."""
_FIRST_HAN = "\u3400"
_LEAST_ARTICLES = 2
"""What one article alone has is as often a slip as a word."""
_WAITING = 1_500_000
"""Words in memory at a time, about 200 MB; then those that one article has go, as two may not come any more."""
_LONGEST_TEXT = 100_000
_LONGEST_PHRASE = 12
_MOST_SIDE_BY_SIDE = 3
_LEAST_SHARE_WIDER = 0.75
"""Share of a name's articles that have it only as a piece of a wider one, from which on it is no name by itself."""
_SORTS: dict[Kind, WordSort] = {Kind.NAME: "name", Kind.PLACE: "name", Kind.VERB: "verb"}


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
    _wider: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict, init=False)
    """For what may be a piece of a name, the wider words that it stands in, folded and as written, each with how many articles have it only so."""
    _known_before: set[str] = field(default_factory=set, init=False)

    @classmethod
    def from_table(cls, table: WordTable) -> "WordLearner":
        """Goes on from what was counted before, which lacks the words that one article had."""
        learner = cls()
        for word in table:
            learner._counts[normalize(word.text)] = _Count(word.text, word.sort, word.articles, word.last_day)
        learner._known_before.update(learner._counts)
        return learner

    def take_back(self, title: str, body: str) -> None:
        """Counts an article no more that was counted before; the last days of its words stay."""
        found, _ = self._found(title, body)
        for key in found:
            if key in self._counts:
                self._counts[key].articles -= 1

    def add(self, title: str, body: str, day: str) -> None:
        """Counts what one article has.

        Args:
            title: Of the article.
            body: Of the article; of a very long one the beginning.
            day: On which it was published, ISO 8601, or empty.
        """
        found, wider = self._found(title, body)
        self._count(found, day)
        for text, each in wider.items():
            self._wider.setdefault(text, Counter())[each.folded, each.written] += 1
        if len(self._counts) > self.waiting:
            seldom = [key for key, each in self._counts.items() if each.articles < _LEAST_ARTICLES]
            for key in seldom:
                del self._counts[key]
                self._wider.pop(key, None)

    def table(self) -> WordTable:
        """What was counted and more than one article has, the most frequent first; wider names in the place of their pieces."""
        counts = self._whole()
        frequent = [(key, each) for key, each in counts.items() if each.articles >= _LEAST_ARTICLES]
        frequent.sort(key=lambda item: (-item[1].articles, item[0]))
        kept = islice(frequent, MOST_WORDS)
        return WordTable(tuple(KnownWord(e.written, e.articles, e.last_day, e.sort) for _, e in kept))

    def _whole(self) -> dict[str, _Count]:
        """What was counted, with 佩斯科夫 in the place of 斯科夫 where hardly an article has that by itself."""
        whole = dict(self._counts)
        for text, wider in self._wider.items():
            piece = self._counts.get(text)
            if (
                piece is not None
                and piece.written.islower()
                and sum(wider.values()) >= _LEAST_SHARE_WIDER * piece.articles
            ):
                whole.pop(text, None)  # a particle of many names: van
                continue
            ((folded, written), articles), *_ = wider.most_common(1)
            if (
                piece is not None
                and (piece.sort == "name" or not is_cut(text))
                and piece.articles >= _LEAST_ARTICLES
                and articles >= _LEAST_SHARE_WIDER * piece.articles
            ):
                known = self._counts.get(folded)
                held, last_day = (known.articles, known.last_day) if known else (0, "")
                whole.pop(text, None)
                whole[folded] = _Count(written, "name", max(articles, held), max(piece.last_day, last_day))
        return whole

    def _found(self, title: str, body: str) -> tuple[dict[str, tuple[str, WordSort]], dict[str, Wider]]:
        """The words of an article, folded, each with how it is written and of which sort it is; and what may be pieces of wider names."""
        text = f"{title}\n{body}"[:_LONGEST_TEXT]
        folded = normalize(text)
        found: dict[str, tuple[str, WordSort]] = {}
        titled: list[Word] = []
        words = list(words_of(folded))
        joining = joining_words(word.text for word in words if word.text[0] < _FIRST_HAN)
        for word in words:
            if word.end <= len(title):
                titled.append(word)
            if word.kind is Kind.OTHER or word.end - word.start < 2:
                continue
            written = text[word.start : word.end]
            if word.text in joining and not written.isupper():
                continue
            known = found.get(word.text)
            if known is None or written.islower() > known[0].islower():
                # A word that begins a sentence is written as it is elsewhere.
                found[word.text] = (written, _SORTS.get(word.kind, "word"))
        wider = wider_words(words, text) | wider_capitalised(words, folded, text)
        for piece, each in wider.items():
            # What took the place of its piece before is counted wherever it is; any other where an article repeats it.
            if each.is_repeated or (each.folded in self._known_before and piece not in self._known_before):
                found.setdefault(each.folded, (each.written, "name"))
        for start, end in _side_by_side(titled):
            found.setdefault(folded[start:end], (text[start:end], "word"))
        for name in CAPITALISED.finditer(text):
            found.setdefault(folded[name.start() : name.end()], (name.group(), "name"))
        return found, wider

    def _count(self, found: dict[str, tuple[str, WordSort]], day: str) -> None:
        for key, (written, sort) in found.items():
            count = self._counts.get(key)
            if count is None:
                count = self._counts[key] = _Count(written, sort)
            elif written != count.written and written.islower():
                count.written = written
            count.articles += 1
            count.last_day = max(count.last_day, day)


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
