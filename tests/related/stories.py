"""A village's news as related reading sees it: small enough to say by heart what belongs together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.core.article import Article
from indexer.index.bm25_builder import TermsBuilder
from indexer.related.compute import ArchiveView
from indexer.text.analyzer import passage_text
from tests.doubles import TermEmbedder


@dataclass(frozen=True, slots=True)
class Told:
    """One article."""

    id: str
    title: str
    body: str
    published_at: str = ""
    story: int = -1
    """-1: a story of its own."""
    language: str = "zh"


VILLAGE = (
    Told("bridge-1", "白石桥合龙", "白石桥今日合龙。大桥横跨清水河，全长八百米。", "2024-03-01"),
    Told("bridge-2", "白石桥通车典礼", "清水河上的白石桥举行通车典礼。首批车辆驶过大桥。", "2024-05-02"),
    Told("bridge-3", "大桥通车后的清水镇", "白石桥通车一个月。清水镇的果农说，运苹果省了两小时。", "2024-06-03"),
    Told(
        "bridge-copy", "白石桥合龙（转载）", "白石桥今日合龙。大桥横跨清水河，全长八百米。转载。", "2024-03-02", story=0
    ),
    Told("apple-1", "清水镇苹果丰收", "清水镇的果农迎来苹果丰收。合作社收购苹果三百吨。", "2024-10-01"),
    Told("apple-2", "苹果酒厂开工", "合作社的苹果酒厂开工。酒厂每年用苹果一百吨。", "2024-11-05"),
    Told("match-1", "村足球队夺冠", "村足球队在决赛中夺冠。守门员扑出点球。", "2024-07-08"),
    Told("match-2", "足球队守门员进省队", "夺冠的村足球队里，守门员入选省队。", "2024-08-01"),
)


def view(articles: Sequence[Told] = VILLAGE) -> ArchiveView:
    """The articles as the build hands them on; vectors by the terms that they hold."""
    terms = TermsBuilder()
    for each in articles:
        terms.add(passage_text(each.title, each.body), language=each.language)
    vectors = TermEmbedder().embed_passages([passage_text(each.title, each.body) for each in articles])
    own = range(len(articles), 2 * len(articles))
    stories = [number if each.story < 0 else each.story for number, each in zip(own, articles, strict=True)]
    # A copy's story is its original's: the article whose place it names.
    stories = [place if place in {each.story for each in articles} else story for place, story in enumerate(stories)]
    built = terms.build()
    return ArchiveView(
        ids=[each.id for each in articles],
        vectors=vectors,
        stories=np.array(stories, dtype=np.int64),
        published_at=[each.published_at for each in articles],
        terms=lambda: built,
        articles=lambda: [Article(each.id, each.title, each.body, language=each.language) for each in articles],
    )
