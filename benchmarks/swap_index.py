"""Snapshots of made-up articles for `benchmarks.swap`: no two have an article in common, so that a mix shows."""

import random
from pathlib import Path

from benchmarks.directions import Directions
from indexer.core.article import Page, PageKind
from indexer.core.process import Silent
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.index.publish import Retention
from indexer.pipeline.build import build_index
from indexer.pipeline.context import BuildPlan
from indexer.settings import IndexerSettings

_SENTENCES = (
    "周六上午，{place}的图书角重新开放，共有{number}名志愿者参加了整理。",
    "据统计，{place}全村共捐款{number}元，口罩{number}个。",
    "七月二十日，{place}连降暴雨，镇政府转移群众{number}人。",
    "{place}的新桥在五月通车，全长{number}米。",
    "学校的屋顶由{place}的居民出资修缮，用去{number}元。",
    "The library of {place} reopened on Monday with {number} volunteers.",
)
_PLACES = ("柳河村", "白鹭镇", "河湾社区", "山前村", "青禾县", "Harbour")


def model_of(name: str) -> Embedder:
    """The double, or the model that a service loads by default."""
    return load_embedder(IndexerSettings()) if name == "default" else Directions()


def build_snapshots(index: Path, count: int, articles: int, model: str) -> list[str]:
    """Builds so many snapshots in one index; returns their names, oldest first, the last one published."""
    embedder = model_of(model)
    plan = BuildPlan(prune=True, force=True, retention=Retention(number=count + 1))
    return [
        build_index(
            lambda _, number=number: _pages(number, articles),  # type: ignore[misc] # mypy sees no default in a lambda
            index,
            embedder,
            chunk_tokens=120,
            progress=Silent(),
            plan=plan,
        ).snapshot
        for number in range(count)
    ]


def owner_of(article_id: str) -> str:
    """The snapshot, by number, that an article belongs to."""
    return article_id.partition("-")[0]


def _pages(snapshot: int, articles: int) -> list[Page]:
    chance = random.Random(snapshot)  # noqa: S311  the same articles each time
    return [
        Page(f"made-up:{number}", PageKind.RECORD, record=_record(snapshot, number, chance))
        for number in range(articles)
    ]


def _record(snapshot: int, number: int, chance: random.Random) -> dict[str, object]:
    lines = [
        chance.choice(_SENTENCES).format(place=chance.choice(_PLACES), number=chance.randrange(10, 99_999))
        for _ in range(8)
    ]
    title = f"{chance.choice(_PLACES)}第{number}期"
    return {"id": f"{snapshot}-{number}", "title": title, "text": "\n".join(lines), "published_at": "2024-05-18"}
