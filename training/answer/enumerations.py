"""Fits how the items of an enumeration are told from what stands around it (`service.answer.enumerations`), to our lists of news."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

import service.answer
from indexer.core.article import Span
from service.answer.enumerations import (
    FILE,
    LONGEST_ITEM,
    ListItem,
    ends,
    features,
    mirrored,
    pieces_around,
    whole_list,
)
from training.examples.news import NewsSet, fold_of

PACKAGED_LISTS = Path(service.answer.__file__).with_name("data") / FILE
_INVERSE_L2 = 2.0
_LISTS = 3
"""In which a feature is found at least; one of fewer tells of an item, not of lists."""
_LEAST = 0.05
"""Weights smaller than this decide nothing."""
_Asked = tuple[str, Span]
"""An article's text and the span of a list in it."""
_Edge = tuple[ListItem, Sequence[str], str, int]
"""A piece, the items known so far, the direction of reading, and how many characters of the piece are an item."""


def fit_lists(news: NewsSet, out: Path, *, without_fold: int | None) -> dict[str, object]:
    """Fits on the lists that answer a question, and writes the file.

    Args:
        news: The questions with their articles.
        out: Where to.
        without_fold: A fold of articles to report on instead of fitting on it.

    Returns:
        How many lists it learnt from, how many weights it keeps, and how often it restores those of the fold left out.
    """
    lists = lists_of(news, lambda fold: fold != without_fold)
    edges = [list(_edges(text, span)) for text, span in lists]
    found = [
        [(features(piece, place, items, direction), place == length) for place in ends(piece)]
        for own in edges
        for piece, items, direction, length in own
    ]
    common = Counter(name for own in edges for name in _names(own))
    rows = [
        ({name: value for name, value in row.items() if common[name] >= _LISTS}, right)
        for of in found
        for row, right in of
    ]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=_INVERSE_L2, max_iter=1000)
    model.fit(vectorizer.fit_transform([row for row, _ in rows]), [right for _, right in rows])
    names, weights = vectorizer.feature_names_, map(float, model.coef_[0])
    kept = {name: round(weight, 2) for name, weight in zip(names, weights, strict=True) if abs(weight) >= _LEAST}
    out.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", "utf-8")
    facts: dict[str, object] = {"lists": len(lists), "weights": len(kept)}
    if without_fold is not None:
        facts["restored"] = restored(lists_of(news, lambda fold: fold == without_fold), kept)
    return facts


def restored(lists: Sequence[_Asked], weights: Mapping[str, float]) -> Mapping[str, float]:
    """How often a list is exactly restored: from itself, from its first items, its last and one in between."""
    tried: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for text, span in lists:
        pieces = [each for each in pieces_around(text, span) if each.start < span.end and span.start < each.end]
        parts = [("whole", span)]
        for before, after in itertools.pairwise(pieces):
            parts += [("first items", Span(span.start, before.end)), ("last items", Span(after.start, span.end))]
        parts += [("an item between", each) for each in pieces[1:-1]]
        for name, part in parts:
            tried[name] += 1
            right[name] += whole_list(text, part, weights=weights) == span
    return {name: round(right[name] / tried[name], 3) for name in tried}


def lists_of(news: NewsSet, of_fold: Callable[[int], bool]) -> list[_Asked]:
    """The lists that answer a question, of the articles of some folds."""
    return [
        (news.passages[each.reading.passage].text, Span(each.reading.start, each.reading.end))
        for each in news.questions
        if each.kind == "list" and each.answerable and of_fold(fold_of(each.reading.passage))
    ]


def _edges(text: str, span: Span) -> Iterator[_Edge]:
    """Each item of a list as the next one of those on its one side, read to the right and to the left."""
    places = pieces_around(text, span)
    inside = [place for place in places if place.start < span.end and span.start < place.end]
    items = [text[max(span.start, place.start) : min(span.end, place.end)] for place in inside]
    for number, place in enumerate(inside):
        if number > 0:
            piece = ListItem(text[place.start : place.end], text[place.end : place.end + 1], place != places[-1])
            yield piece, items[:number], ">", min(span.end, place.end) - place.start
        if number < len(inside) - 1:
            before = text[place.start - 1 : place.start] if place.start else ""
            piece = ListItem(mirrored(text[place.start : place.end]), before, place != places[0])
            yield piece, items[number + 1 :], "<", place.end - max(span.start, place.start)


def _names(edges: Sequence[_Edge]) -> set[str]:
    return {
        name
        for piece, items, direction, length in edges
        if length <= LONGEST_ITEM
        for place in ends(piece)
        for name in features(piece, place, items, direction)
    }
