"""Batches of like length: whole questions with a few of their windows, in an order that seed, pass and place decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.rerank.pairs import Pair, PairEncoder
from indexer.rerank.reader import Excerpt
from training.examples.chance import chance
from training.examples.example import Example, Group

_POOL = 256
"""Questions that are sorted by length together: enough for little padding, few enough to stay mixed."""
_NEGATIVES = (0.2, 0.6, 0.2)
"""Chances of taking none, one and two windows that do not answer beside the one that does."""


@dataclass(frozen=True, slots=True)
class Row:
    """One encoded example; start and end are token places, 0 for none."""

    pair: Pair
    start: int
    end: int
    group: int


@dataclass(frozen=True, slots=True)
class Place:
    """How far training has come: the next batch is number `batch` of pass `epoch`."""

    epoch: int = 0
    batch: int = 0


@dataclass(frozen=True, slots=True)
class Batcher:
    """Makes batches out of groups."""

    groups: Sequence[Group]
    encoder: PairEncoder
    seed: int
    tokens: int
    """Of a batch at most, padding included; a single longer question stands alone."""
    negatives: int = 0
    """Windows that do not answer beside each that does, where there are so many; 0 draws none, one or two."""

    def stream(self, place: Place) -> Iterator[tuple[Place, list[Row]]]:
        """Batches from a place on without end, each with the place that follows it."""
        epoch, skip = place.epoch, place.batch
        while True:
            for number, batch in enumerate(self._pass(epoch, skip)):
                yield Place(epoch, skip + number + 1), batch
            epoch, skip = epoch + 1, 0

    def encoded(self, group: Group, number: int) -> list[Row]:
        """The rows of one question; an example whose answer was cut off with its window is left out."""
        rows = []
        for example in group:
            row = self._row(example, number)
            if row is not None:
                rows.append(row)
        return rows

    def _pass(self, epoch: int, skip: int) -> Iterator[list[Row]]:
        """The batches of one pass from number `skip` on."""
        order = chance(self.seed, "order", str(epoch)).permutation(len(self.groups))
        done = 0
        for start in range(0, len(order), _POOL):
            places = [int(place) for place in order[start : start + _POOL]]
            batches = self._pool_batches(places, epoch)
            yield from batches[max(skip - done, 0) :]
            done += len(batches)

    def _pool_batches(self, places: Sequence[int], epoch: int) -> list[list[Row]]:
        random = chance(self.seed, "draw", str(epoch), str(places[0]))
        questions = [self.encoded(self._drawn(self.groups[place], random), place) for place in places]
        batches = by_length([rows for rows in questions if rows], self.tokens)
        return [batches[int(place)] for place in random.permutation(len(batches))]

    def _drawn(self, group: Group, random: np.random.Generator) -> Group:
        """The window that answers and a few that do not; one of those alone where none answers."""
        right = [example for example in group if example.rank]
        wrong = [example for example in group if not example.rank]
        count = (self.negatives or int(random.choice(len(_NEGATIVES), p=_NEGATIVES))) if right else 1
        drawn = random.permutation(len(wrong))[:count]
        return (*right, *(wrong[int(place)] for place in drawn))

    def _row(self, example: Example, number: int) -> Row | None:
        pair = self.encoder.encode(example.question, Excerpt(example.passage, example.heading))
        if example.start is None or example.end is None:
            return Row(pair, 0, 0, number)
        span = pair.token_span(example.start, example.end)
        return None if span is None else Row(pair, *span, number)


def by_length(questions: Sequence[Sequence[Row]], tokens: int) -> list[list[Row]]:
    """Questions put together, longest first, until rows times longest would pass `tokens`; none is torn apart."""
    batches: list[list[Row]] = []
    longest = 0
    for rows in sorted(questions, key=_longest, reverse=True):
        if batches and (len(batches[-1]) + len(rows)) * longest <= tokens:
            batches[-1] += rows
        else:
            batches.append(list(rows))
            longest = _longest(rows)
    return batches


def _longest(rows: Sequence[Row]) -> int:
    return max(len(row.pair.ids) for row in rows)
