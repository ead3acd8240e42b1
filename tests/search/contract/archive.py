"""The small archive that every implementation of an index is asked about, and what asks it."""

import numpy as np

from indexer.core.article import Article
from service.results import Filters
from service.search.index import SearchIndex
from tests.doubles import TermEmbedder

_BODIES = (
    "青禾镇连降暴雨。\n镇政府转移群众四百余人，安置在中学体育馆。\n洪水第二天退去。",
    "柳河村发出倡议。\n全村共捐款三万二千元，口罩一千余个。\n款项用于修缮小学的屋顶。",
    "The library reopened on Monday.\nThe council spent US$1.5 million on the new roof.\nReaders came early.",
)
NEWS = [
    {
        "id": f"a{number:02}",
        "title": ("暴雨中的青禾镇", "柳河村捐款", "Library reopens")[number % 3] + f" {number}",
        "source": f"{'甲乙丙丁'[number % 4]}报",
        "author": ("周晓岚", "何青")[number % 2],
        "keywords": ["要闻", ("汛情", "捐款", "library")[number % 3]],
        "published_at": "" if number == 11 else f"2021-0{1 + number % 7}-1{number % 10}T0{number % 9}:30:00+08:00",
        "url": f"https://news.example.org/{number}.html",
        "body": f"{_BODIES[number % 3]}\n第{number}号通讯员{number * 7919}说，一切都好。",
        "lang": ("zh", "zh-Hans", "en")[number % 3],
    }
    for number in range(12)
]
_COPY = {**NEWS[0], "id": "copy", "source": "戊报", "published_at": "2021-08-01", "url": ""}
RECORDS = [*NEWS, _COPY]


def vector(text: str) -> np.ndarray:
    return TermEmbedder().embed_queries([text])


def all_rows(index: SearchIndex) -> np.ndarray:
    """Every row, ascending: whatever an index calls them, the dense leg brings all of them when it may."""
    rows = index.nearest(vector("柳河村"), index.manifest.chunks, index.select(Filters()))
    return np.sort(rows)


def all_articles(index: SearchIndex) -> list[Article]:
    return index.articles([str(each["id"]) for each in RECORDS])
