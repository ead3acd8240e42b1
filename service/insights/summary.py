"""Makes the archive at a glance out of a snapshot: articles over time, lengths, events with several reports, snapshots."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.core.errors import SnapshotError
from indexer.index.docstore import RowFacts
from indexer.index.history import by_publication
from indexer.index.manifest import Manifest
from indexer.index.snapshot import current_name, manifest_of, snapshots_folder
from service.insights.map import plane
from service.insights.overview import (
    LENGTH_EDGES,
    MOST_PLACES,
    OTHERS,
    Lengths,
    MapPoint,
    Overview,
    RepeatedStories,
    SnapshotSummary,
    Story,
    Timeline,
)
from service.insights.own_words import told_names
from service.query.name_evidence import may_be_name
from service.search.background import MadeBeside
from service.search.facets import Facets
from service.search.whole_archive import WholeArchive

_SOURCES = 6
_MOST_DAYS = 62
_MOST_MONTHS = 72


def timeline(published_at: Sequence[str], sources: Sequence[str]) -> Timeline:
    """Counts articles by period and source.

    Args:
        published_at: Day of each article, in the zone that is to be counted by; ISO 8601, or empty.
        sources: Of each article; may be empty, which counts among the others.
    """
    named = top_sources(sources)
    place = {source: number for number, source in enumerate(named)}
    days = [_day(text) for text in published_at]
    dated = [each for each in days if each is not None]
    periods, width = _periods(min(dated), max(dated)) if dated else ((), 10)
    found = Counter(
        (place.get(source, len(named) - 1), each.isoformat()[:width])
        for each, source in zip(days, sources, strict=True)
        if each is not None
    )
    counts = tuple(tuple(found[number, period] for period in periods) for number in range(len(named)))
    return Timeline(periods, named, counts, undated=len(days) - len(dated))


def top_sources(sources: Sequence[str]) -> tuple[str, ...]:
    """The sources with most articles, equal ones by name, then OTHERS where some are left out."""
    totals = Counter(source for source in sources if source)
    ranked = sorted(totals, key=lambda name: (-totals[name], name))
    left_out = len(ranked) > _SOURCES or len(ranked) == 0 or "" in sources
    return (*ranked[:_SOURCES], *((OTHERS,) if left_out else ()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _periods(first: date, last: date) -> tuple[tuple[str, ...], int]:
    """All periods from the first day to the last, and how many characters of an ISO date name one."""
    days = (last - first).days + 1
    if days <= _MOST_DAYS:
        return tuple((first + timedelta(each)).isoformat() for each in range(days)), 10
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months <= _MOST_MONTHS:
        begun = first.year * 12 + first.month - 1
        return tuple(f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(begun, begun + months)), 7
    return tuple(f"{year:04d}" for year in range(first.year, last.year + 1)), 4


_LANGUAGES = 8


def lengths_by_language(characters: Sequence[int], languages: Sequence[str]) -> tuple[Lengths, ...]:
    """Counts articles by length for the languages with most articles, equal ones by tag.

    Args:
        characters: Of each article's body.
        languages: Tag of each article; may be empty.
    """
    totals = Counter(languages)
    ranked = sorted(totals, key=lambda tag: (-totals[tag], tag))[:_LANGUAGES]
    measured = np.asarray(characters, dtype=np.int64)
    of = np.asarray(languages, dtype=object)
    return tuple(_lengths(tag, measured[of == tag]) for tag in ranked)


def _lengths(tag: str, measured: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Lengths:
    bins = np.digitize(measured, LENGTH_EDGES) - 1
    counts = np.bincount(bins, minlength=len(LENGTH_EDGES))
    return Lengths(tag, int(measured.size), int(np.median(measured)), tuple(int(count) for count in counts))


_LARGEST = 12
_TOLD = 5
_LOOKED_AT = 1000
"""Articles whose events are looked for: some ten milliseconds each."""
_UNDATED = "9999"
"""After every day."""
Reports: TypeAlias = Callable[[str], Sequence[str]]


def repeated_stories(
    facts: RowFacts, story: npt.NDArray[np.integer], titles: Sequence[str], reports: Reports
) -> RepeatedStories:
    """Events of more than one report, largest first, equal ones by their first article.

    They are looked for from the first articles of the stories that most articles copy, and from the newest: from each article
    of a small archive.

    Args:
        facts: Of the archive.
        story: Number of each article's story, which near-copies share, shape (articles,).
        titles: Of each article.
        reports: Ids of the reports of the event of an article.
    """
    _, first, sizes = np.unique(story, return_index=True, return_counts=True)
    copied = first[np.lexsort((first, -sizes))][: np.count_nonzero(sizes > 1)]
    newest = sorted(range(len(facts.ids)), key=lambda number: facts.days[number], reverse=True)
    looked_at = list(dict.fromkeys([*copied[: _LOOKED_AT // 2].tolist(), *newest]))[:_LOOKED_AT]
    events: dict[str, frozenset[str]] = {}
    for number in looked_at:
        if facts.ids[number] not in events:
            event = frozenset(reports(facts.ids[number]))
            events.update(dict.fromkeys(event, event))
    number_of = facts.numbers
    several = [
        sorted((number_of[each] for each in event), key=lambda number: (facts.days[number] or _UNDATED, number))
        for event in set(events.values())
        if len(event) > 1
    ]
    several.sort(key=lambda event: (-len(event), event[0]))
    largest = (
        Story(tuple((facts.ids[each], titles[each], facts.sources[each]) for each in event[:_TOLD]), len(event))
        for event in several[:_LARGEST]
    )
    return RepeatedStories(len(several), int((sizes - 1).sum()), tuple(largest), len(looked_at))


def builds(index_dir: Path) -> tuple[SnapshotSummary, ...]:
    """Every snapshot that is kept, the last first published first; one whose manifest can't be read is left out.

    Raises:
        NoSnapshotError: Nothing was published here.
    """
    current = current_name(index_dir)
    found = (_build(snapshots_folder(index_dir) / name, current) for name in reversed(by_publication(index_dir)))
    return tuple(each for each in found if each)


def _build(folder: Path, current: str) -> SnapshotSummary | None:
    try:
        manifest = manifest_of(folder)
    except SnapshotError:
        return None  # being deleted, or of another version: history is no reason to fail
    return build_of(manifest, current=folder.name == current)


def build_of(manifest: Manifest, *, current: bool) -> SnapshotSummary:
    """A snapshot as a line of the history."""
    return SnapshotSummary(
        manifest.name,
        manifest.created_at,
        articles=manifest.articles,
        chunks=manifest.chunks,
        model=manifest.model.name,
        bytes=sum(seal.bytes for seal in manifest.files.values()),
        current=current,
    )


_AGES = 7
MOST_NAMES = 40
_READ = 400
"""Articles that are read to see which names they tell of."""


def survey(snapshot: WholeArchive, *, reports: Reports, index_dir: Path | None = None) -> Overview:
    """Counts and places the articles of a snapshot: seconds of work for a large one.

    Args:
        snapshot: What is surveyed.
        reports: Ids of the reports of the event of an article of it.
        index_dir: Where its index is, for the history; without it the history is this snapshot alone.
    """
    facts, manifest = snapshot.facts, snapshot.manifest
    outlines = snapshot.archive.outlines()
    titles = [title for title, _ in outlines]
    return Overview(
        snapshot=snapshot.name,
        created_at=manifest.created_at,
        articles=manifest.articles,
        chunks=manifest.chunks,
        days=Facets(facts).days,
        timeline=timeline(facts.days, facts.sources),
        lengths=lengths_by_language([length for _, length in outlines], facts.languages),
        stories=repeated_stories(facts, snapshot.stories.story, titles, reports),
        places=_places(snapshot, titles),
        builds=builds(index_dir) if index_dir else (build_of(manifest, current=True),),
        names=_names(snapshot),
    )


def _names(snapshot: WholeArchive) -> tuple[tuple[str, int], ...]:
    """The names that most articles tell of and nothing speaks against, without those that stand inside another of as many."""
    tagged = (each for each in snapshot.words() if each.sort == "name")
    named = [(each.text, each.articles) for each in tagged if may_be_name(each.text)]
    whole = [
        (text, articles)
        for text, articles in named[: 2 * MOST_NAMES]
        if not any(text != other and text in other and articles == among for other, among in named)
    ]
    ids = snapshot.facts.ids
    drawn = np.unique(np.linspace(0, len(ids) - 1, num=min(len(ids), _READ)).astype(np.int64))
    sample = (snapshot.article(ids[number]) for number in drawn)
    told = told_names([text for text, _ in whole], sample, set(snapshot.facts.sources))
    return tuple(each for each in whole if each[0] in told)[:MOST_NAMES]


def _places(snapshot: WholeArchive, titles: Sequence[str]) -> tuple[MapPoint, ...]:
    """Articles drawn evenly from the archive, on the map."""
    facts = snapshot.facts
    drawn = np.unique(np.linspace(0, len(titles) - 1, num=min(len(titles), MOST_PLACES)).astype(np.int64))
    points = plane(snapshot.article_vectors.rows(drawn))
    named = top_sources(facts.sources)
    number = {source: place for place, source in enumerate(named)}
    ages = _ages([facts.days[article] for article in drawn])
    return tuple(
        MapPoint(
            x=round(float(x), 4),
            y=round(float(y), 4),
            article_id=facts.ids[article],
            title=titles[article],
            day=facts.days[article],
            source=number.get(facts.sources[article], len(named) - 1),
            age=age,
        )
        for article, (x, y), age in zip(drawn, points, ages, strict=True)
    )


def _ages(days: Sequence[str]) -> list[int]:
    """For each day, how many sevenths of the dated articles are older; -1 without a day."""
    dated = sorted(day for day in days if day)
    ranks = np.searchsorted(dated, days) if dated else np.zeros(len(days), dtype=np.int64)
    return [int(_AGES * rank / len(dated)) if day else -1 for day, rank in zip(days, ranks, strict=True)]


class BackgroundSurvey(MadeBeside[Overview]):
    """One overview, begun when first asked for and kept; safe to use from any thread."""

    def __init__(self, make: Callable[[], Overview]) -> None:
        super().__init__(make, name="survey", failed="The archive can't be drawn")

    def overview(self, *, patience: float) -> Overview | None:
        """The overview; None while it is being made.

        Args:
            patience: Seconds to wait for it at most.

        Raises:
            XunwenError: It could not be made.
        """
        return self.get(patience=patience)
