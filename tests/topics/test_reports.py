"""Which articles report one event: the same from each of them, whatever its words and its language."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from indexer.core.arrays import Matrix
from indexer.core.article import Article
from indexer.input.pages import read_pages
from service.http.index_engine import SearcherEngine
from service.search.searcher import Searcher
from service.topics.event import event_of
from service.web.render import page_context
from service.web.strings import PageLanguage
from service.web.topic_pages import event_page
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

SAMPLES = Path(__file__).parents[2] / "data" / "pages"
FLOOD = {
    "青溪镇遭遇强降雨 一千二百六十余人连夜转移",
    "青溪镇洪水退去 转移群众一千八百七十三人陆续回家",
}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearcherEngine]:
    """The sample pages, whose vectors tell of terms alone."""
    folder = tmp_path_factory.mktemp("samples") / "index"
    build(folder, TermEmbedder(), list(read_pages([SAMPLES])), chunk_tokens=200)
    engine = SearcherEngine(Searcher.open(folder, TermEmbedder()), folder)
    yield engine
    engine.close()


def test_an_event_has_the_same_reports_from_each_of_them(samples: SearcherEngine) -> None:
    """A gift that is returned is near both reports of the gift; that all are near each other is not to be told by one alone."""
    ids, _ = samples.article_ids(after=-1, most=100)
    events = {each: frozenset(samples.reports(each)) for each in ids}
    assert max(map(len, events.values())) > 2
    for one, event in events.items():
        assert {events[other] for other in event} == {event}, one


def test_what_a_first_report_estimates_and_a_later_one_counts_is_one_figure(samples: SearcherEngine) -> None:
    """一千二百六十余人 names 青溪 in its sentence, 一千八百七十三人 the town 青溪镇, and a paper of another name beside it."""
    reports = [each for each in map(samples.article, samples.article_ids(after=-1, most=100)[0]) if each.title in FLOOD]
    followed = [[said.figure.text for said in each.said] for each in event_of(reports).followed if each.changed]
    assert ["一千二百六十余人", "一千八百七十三人"] in followed


class _Crossing(TermEmbedder):
    """Embeds some Chinese words as their English ones, as a model of many languages does."""

    _WORDS = (
        ("青溪", " qingxi "),
        ("洪水", " floods "),
        ("转移", " moved "),
        ("群众", " people "),
        ("图书馆", " library "),
    )

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return super().embed_passages([self._translated(each) for each in texts])

    def _translated(self, text: str) -> str:
        for chinese, english in self._WORDS:
            text = text.replace(chinese, english)
        return text


def test_a_report_in_another_language_belongs_to_the_event_whose_numbers_it_states(tmp_path: Path) -> None:
    told = [
        (
            "early",
            "zh",
            "2021-07-21",
            "青溪洪水 转移群众1260人",
            "青溪洪水，群众转移。青溪转移群众1260人，水深187毫米。",
        ),
        (
            "later",
            "zh",
            "2021-07-23",
            "青溪洪水 转移群众1873人",
            "青溪洪水，群众转移。青溪转移群众1873人，水深187毫米。",
        ),
        (
            "english",
            "en",
            "2021-07-24",
            "Qingxi floods",
            "Qingxi floods: people moved. 1,873 people moved, 187 millimetres.",
        ),
        ("elsewhere", "en", "2021-07-24", "Holm floods", "Holm floods: people moved. 402 people moved to the library."),
        (
            "year on",
            "en",
            "2022-07-24",
            "Qingxi floods",
            "Qingxi floods: a year ago 1,873 people moved, 187 millimetres.",
        ),
        ("library", "zh", "2021-07-23", "图书馆开门", "图书馆开门，读者402人。"),
    ]
    records = [
        {"id": name, "lang": language, "published_at": day, "title": title, "body": body, "source": name}
        for name, language, day, title, body in told
    ]
    build(tmp_path / "index", _Crossing(), record_pages(records))
    engine = SearcherEngine(Searcher.open(tmp_path / "index", _Crossing()), tmp_path / "index")
    try:
        assert set(engine.reports("english")) == {"early", "later", "english"}
        assert engine.reports("elsewhere") == ("elsewhere",)
        event = event_of([engine.article(each) for each in engine.reports("english")])
        counted = [[said.figure.text for said in each.said] for each in event.followed]
        assert ["1260人", "1873人", "1,873 people"] in counted
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("ui", "heading", "sentence"),
    [
        (PageLanguage.ZH, "青溪洪水退去", "青溪转移群众1873人。"),
        (PageLanguage.EN, "Qingxi floods", "All 1,873 people of Qingxi went home."),
    ],
)
def test_the_page_of_an_event_is_headed_by_the_last_report_in_its_own_language(
    ui: PageLanguage, heading: str, sentence: str
) -> None:
    chinese = Article("zh", "青溪洪水退去", "青溪转移群众1873人。", published_at="2021-07-23", language="zh-Hans")
    english = Article(
        "en", "Qingxi floods", "All 1,873 people of Qingxi went home.", published_at="2021-07-24", language="en"
    )
    page = event_page(
        page_context("/topics/zh", [("lang-ui", ui)], ""), chinese, event_of([chinese, english]), most_characters=100
    )
    assert re.search(rf"<h1>.*{heading}.*</h1>", page)
    (said,) = re.findall(r'<ul class="rows"><li><p[^>]*>(.*?)</p>', page, re.DOTALL)
    assert re.sub(r"<[^>]+>", "", said) == sentence
    assert "2021-07-24" in page
