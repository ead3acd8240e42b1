"""Which articles report one event: the same ones from whichever of them one asks.

Two articles are of one event where each is near the other and a model takes them for it, weighed from both sides; in two languages,
where they state the same numbers (retold.py). An event is what such pairs join, so that no page counts another number of its reports
than the next one does.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

import numpy as np

from indexer.core.article import Article
from indexer.core.errors import SnapshotError
from service.answer.aggregate import MOST_APART, SameEvent
from service.answer.ask import same_event
from service.related.lists import RelatedReading
from service.related.page import MOST
from service.results import Filters
from service.search.index import SearchIndex
from service.topics.linear_model import read_model
from service.topics.retold import is_retold
from service.topics.same_event import Comparison, Told

MOST_REPORTS = 20
_LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Likelihoods from which two articles are of one event. A higher one holds only where the lower joins more than MOST_REPORTS: a
series, whose items are joined one to the next."""
_KEPT = 4096
"""Articles whose events are remembered."""
_ACROSS = 24
"""Nearest passages in other languages whose articles may report the same."""
_CALLED = re.compile(r"[“\"「]([^“”\"「」]{2,4})[”\"」]")
"""A name in quotation marks: longer ones are what somebody said."""


class EventReports:
    """Finds the reports of events in one index, and remembers them; safe to use from any thread."""

    def __init__(self, index: SearchIndex) -> None:
        """Finds nothing yet."""
        self._index = index
        self._related, self._same = RelatedReading(index, None), same_event(index, ())
        self._known: OrderedDict[str, frozenset[str]] = OrderedDict()
        self._lock = Lock()

    def of(self, article_id: str) -> tuple[str, ...]:
        """Ids of the reports of an article's event, itself the first, the others by id.

        Raises:
            UnknownArticleError: The index has no such article.
            IndexUnavailableError: A part of it can't be reached: fewer reports are no event.
        """
        with self._lock:
            event = self._known.get(article_id)
        if event is None:
            event = _Search(self._index, self._near, self._same).event_of(article_id)
            with self._lock:
                self._known.update(dict.fromkeys(event, event))
                while len(self._known) > _KEPT:
                    self._known.popitem(last=False)
        return (article_id, *sorted(event - {article_id}))

    def _near(self, article_id: str) -> list[str]:
        """Ids of an article's related articles; none where the snapshot was built without: near-copies are reports all the same."""
        try:
            return [each.article.id for each in self._related.page(article_id, limit=MOST, page=1).items]
        except SnapshotError:
            return []


@dataclass(frozen=True, slots=True)
class _Around:
    """An article and what is near it."""

    told: Told
    story: int
    near: Sequence[Article]
    """Related articles, the nearest first."""
    stories: frozenset[int]
    """Its own, and those of what is near it in any language."""


class _Search:
    """Looks for the event of one article; what it reads on the way is read once."""

    def __init__(self, index: SearchIndex, related: Callable[[str], Sequence[str]], same: SameEvent) -> None:
        self._index, self._related, self._same = index, related, same
        self._comparison = Comparison(index.article_terms)
        self._model = read_model("same_event")
        self._around: dict[str, _Around] = {}
        self._likely: dict[frozenset[str], float] = {}

    def event_of(self, article_id: str) -> frozenset[str]:
        """The ids of all reports of the article's event."""
        for level in _LEVELS:
            joined = self._joined(article_id, level)
            if len(joined) <= MOST_REPORTS:
                return joined
        return frozenset({article_id})

    def _joined(self, article_id: str, level: float) -> frozenset[str]:
        """What pairs that are likely enough join to an article; a few too many where it is more than there may be."""
        found, waiting = {article_id}, [article_id]
        while waiting and len(found) <= MOST_REPORTS:
            one = waiting.pop(0)
            own = self._of(one)
            for other in self._articles_of(own.stories):
                if other.id not in found and self._are_one(own, other, level):
                    found.add(other.id)
                    waiting.append(other.id)
        return frozenset(found)

    def _articles_of(self, stories: Collection[int]) -> list[Article]:
        """The articles of some stories: of a story that very many tell the first."""
        numbers = [self._index.of_stories(np.array([each]), MOST_REPORTS) for each in sorted(stories)]
        return self._index.articles(self._index.article_facts(np.concatenate(numbers)).ids)

    def _are_one(self, own: _Around, other: Article, level: float) -> bool:
        """Whether two articles report one event; each has to be near the other."""
        article = own.told.article
        pair = frozenset({article.id, other.id})
        if pair not in self._likely:
            self._likely[pair] = self._likelihood(own, other) if self._may_be_one(article, other) else 0.0
        return self._likely[pair] >= level

    def _may_be_one(self, one: Article, other: Article) -> bool:
        if one.main_language != other.main_language:
            return is_retold(one, other, self._index)
        if _called_otherwise(one.title, other.title):
            return False
        first, second = self._index.article_facts(self._index.numbers([one.id, other.id])).stories.tolist()
        return first == second or self._same.are_reports(one, other)

    def _likelihood(self, own: _Around, other: Article) -> float:
        """How likely two articles that may be reports of one event are; 0 where the other is not near from its side."""
        its = self._of(other.id)
        if own.story not in its.stories:
            return 0.0
        if own.told.article.main_language != other.main_language:
            return 1.0  # the numbers that both state have told it
        one_story = own.story == its.story
        ways = (
            self._model.likelihood(self._comparison.signs(a.told, b.told, one_story=one_story, near=a.near))
            for a, b in ((own, its), (its, own))
        )
        return sum(ways) / 2

    def _of(self, article_id: str) -> _Around:
        if article_id not in self._around:
            article = self._index.article(article_id)
            numbers = self._index.numbers([article_id])
            related = [each for each in self._related(article_id) if self._index.numbers([each])[0] >= 0]
            near = self._index.articles(related)
            ids = [article_id, *related, *self._across(article, numbers)]
            stories = self._index.article_facts(self._index.numbers(ids)).stories.tolist()
            self._around[article_id] = _Around(Told.of(article), stories[0], near, frozenset(stories))
        return self._around[article_id]

    def _across(self, article: Article, number: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Iterator[str]:
        """Ids of the articles in other languages that are nearest by meaning, of about the same days."""
        own = article.main_language
        others = tuple(each for each in self._index.statistics.languages if each.partition("-")[0] != own)
        if not own or not others or not article.day:
            return
        day = date.fromisoformat(article.day)
        first, last = day - MOST_APART, day + MOST_APART
        among = self._index.select(
            Filters(languages=others, published_from=first.isoformat(), published_to=last.isoformat())
        )
        rows = self._index.nearest(self._index.article_vectors(number), _ACROSS, among)
        yield from dict.fromkeys(each.id for each, _ in self._index.chunks(rows))


def _called_otherwise(one: str, other: str) -> bool:
    """Whether two titles call what they tell of by different names: 台风“红霞” is no report on 台风“青鸢”."""
    called = [set(_CALLED.findall(title)) for title in (one, other)]
    return all(called) and called[0].isdisjoint(called[1])
