"""Small archives that a person can read, and an index of them built by the real build."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from indexer.core.article import Page, PageKind, Skip
from indexer.core.process import Silent
from indexer.embed.embedder import Embedder
from indexer.pipeline.build import build_index
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.report import BuildReport

DONATION = {
    "id": "donation",
    "title": "柳河村党员带头捐款",
    "source": "青禾日报",
    "published_at": "2021-03-05T09:30:00+08:00",
    "author": "记者 周晓岚",
    "body": "三月五日，柳河村党支部发出倡议。\n据统计，全村共捐款三万二千元，口罩一千余个。\n款项用于修缮村小学的屋顶。",
    "lang": "zh",
}
FLOOD = {
    "id": "flood",
    "title": "白鹭镇转移群众四百余人",
    "source": "江城晚报",
    "published_at": "2021-07-20",
    "body": "七月二十日，白鹭镇连降暴雨。\n镇政府转移群众四百余人，安置在中学体育馆。",
    "lang": "zh",
}
LIBRARY = {
    "id": "library",
    "title": "Harbour library reopens after two years",
    "source": "Harbour Gazette",
    "published_at": "2022-01-10",
    "body": "The library reopened on Monday.\nThe council spent US$1.5 million on the new roof and reading room.",
    "lang": "en",
}
UNDATED = {"id": "undated", "title": "无日期的短讯", "body": "柳河村的老槐树开花了。", "lang": "zh"}

RECORDS = (DONATION, FLOOD, LIBRARY, UNDATED)


def record_pages(records: Iterable[Mapping[str, object]]) -> list[Page]:
    """Records as the readers would give them."""
    return [
        Page(name=f"archive.jsonl:{line}", kind=PageKind.RECORD, record=dict(record))
        for line, record in enumerate(records, start=1)
    ]


def build(
    index_dir: Path,
    embedder: Embedder,
    pages: Sequence[Page | Skip] | None = None,
    *,
    chunk_tokens: int = 40,
    plan: BuildPlan | None = None,
) -> BuildReport:
    """Builds an index of pages, the four records by default."""
    chosen = record_pages(RECORDS) if pages is None else pages
    return build_index(
        lambda _: chosen,
        index_dir,
        embedder,
        chunk_tokens=chunk_tokens,
        progress=Silent(),
        plan=plan or BuildPlan(),
    )
