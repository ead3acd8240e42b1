"""Makes the archive at a glance out of a snapshot."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.snapshot import Snapshot
from service.facets import Facets
from service.insights.history import build_of, builds
from service.insights.lengths import lengths_by_language
from service.insights.overview import MOST_PLACES, Overview, Place
from service.insights.projection import plane
from service.insights.stories import repeated_stories
from service.insights.timeline import timeline, top_sources

_AGES = 7


def survey(snapshot: Snapshot, index_dir: Path | None = None) -> Overview:
    """Counts and places the articles of a snapshot: seconds of work for a large one.

    Args:
        snapshot: What is surveyed.
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
        stories=repeated_stories(snapshot.stories.story, facts.ids, titles, facts.sources),
        places=_places(snapshot, titles),
        builds=builds(index_dir) if index_dir else (build_of(manifest, current=True),),
    )


def _places(snapshot: Snapshot, titles: Sequence[str]) -> tuple[Place, ...]:
    """Articles drawn evenly from the archive, on the map."""
    facts = snapshot.facts
    drawn = np.unique(np.linspace(0, len(titles) - 1, num=min(len(titles), MOST_PLACES)).astype(np.int64))
    points = plane(snapshot.article_vectors.rows(drawn))
    named = top_sources(facts.sources)
    number = {source: place for place, source in enumerate(named)}
    ages = _ages([facts.days[article] for article in drawn])
    return tuple(
        Place(
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
