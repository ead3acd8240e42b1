"""The village's news as an index that the real build made, and its related reading."""

from pathlib import Path

from service.related.lists import RelatedReading
from service.search.opening import open_index
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder
from tests.related.stories import VILLAGE


def records():
    """The articles as records with an address each."""
    return [
        {
            "id": each.id,
            "title": each.title,
            "body": each.body,
            "published_at": each.published_at,
            "url": f"https://news.example/{each.id}.html",
            "source": "清水周报",
            "lang": "zh",
        }
        for each in VILLAGE
    ]


def open_reading(index_dir: Path) -> RelatedReading:
    """Builds the index and opens its related reading."""
    build(index_dir, TermEmbedder(), record_pages(records()))
    return RelatedReading(open_index(index_dir), TermEmbedder())
