"""The nouns of the archive at a glance, as frozen values."""

from dataclasses import dataclass

from pydantic import TypeAdapter

OTHERS = ""
"""Stands for the values of a fact that are too few to have a colour of their own."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Articles by period and source."""

    periods: tuple[str, ...]
    """Days, months or years without a gap: "2020-02", "2020-03", …"""
    sources: tuple[str, ...]
    """Those with most articles, then OTHERS if there are more."""
    counts: tuple[tuple[int, ...], ...]
    """Articles of each source in each period, shape (sources, periods)."""
    undated: int


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long the articles of one language are, in characters of the body."""

    language: str
    articles: int
    median: int
    counts: tuple[int, ...]
    """Articles in each bin; `LENGTH_EDGES` has the bins."""


LENGTH_EDGES = (0, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800)
"""Characters at which a bin of lengths begins; the last has no end. Each doubles the one before."""


@dataclass(frozen=True, slots=True)
class Story:
    """An event that several articles report."""

    articles: tuple[tuple[str, str, str], ...]
    """Id, title and source of the first few, the oldest first."""
    size: int
    """All of its reports, as its own page has them."""


@dataclass(frozen=True, slots=True)
class RepeatedStories:
    """What is told more than once."""

    repeated: int
    """Events of more than one report, among the articles that were looked at."""
    copies: int
    """Near-copies in the whole archive, the first of each left out."""
    largest: tuple[Story, ...]
    looked_at: int = 0
    """Articles whose events were looked for."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """An article on the map: alike articles lie near each other; the axes have no meaning."""

    x: float
    y: float
    """From 0 to 1."""
    article_id: str
    title: str
    day: str
    source: int
    """Number of its source among `Timeline.sources`."""
    age: int
    """Seventh of the dated articles that it belongs to, 0 the oldest; -1 without a date."""


@dataclass(frozen=True, slots=True)
class SnapshotSummary:
    """One kept snapshot."""

    name: str
    created_at: str
    articles: int
    chunks: int
    model: str
    bytes: int
    current: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """All that `/insights` and `xunwen report` show."""

    snapshot: str
    created_at: str
    articles: int
    chunks: int
    days: tuple[str, str]
    timeline: Timeline
    lengths: tuple[Lengths, ...]
    stories: RepeatedStories
    places: tuple[MapPoint, ...]
    """At most `MOST_PLACES` articles, evenly drawn from the archive."""
    builds: tuple[SnapshotSummary, ...]
    """Newest first."""
    names: tuple[tuple[str, int], ...] = ()
    """People, places and organisations, with how many articles name each, the most first."""


def read_overview(text: str) -> Overview:
    """An archive at a glance that was kept as JSON."""
    return TypeAdapter(Overview).validate_json(text)


MOST_PLACES = 1_500
"""Articles on the map: what one picture can show and a browser draws at once."""
