"""The one box as responses: what gets an answer card, what a feed and an article's page tell machines."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from indexer.core.article import Article, Degradation, Part
from service.http.authorization import needed
from service.http.index_engine import SearcherEngine
from service.keys.scopes import Scope
from service.results import Alternative, Answer, AnswerKind, AskResult, Citation, SearchResult
from service.web.article_view import figures_of, marks_of, structured_data
from service.web.display import paragraphs
from service.web.strings import PageLanguage
from tests.archives import RECORDS
from tests.web.conftest import Kept
from tests.web.site import engine_over
from tests.web.test_pages_http import client_of

ATOM = {"a": "http://www.w3.org/2005/Atom"}
CHINESE = {"accept-language": "zh"}


@pytest.fixture
def client(archive_engine: SearcherEngine) -> Iterator[TestClient]:
    with client_of(lambda: Kept(archive_engine)) as opened:
        assert opened.app.state.readiness.wait(90)
        yield opened


def test_a_keyword_gives_articles_and_no_answer_card(client: TestClient) -> None:
    page = client.get("/?q=捐款").text
    assert 'class="passages"' in page
    assert 'class="answer"' not in page
    assert "No answer that we can stand behind" not in page
    assert '<a href="/?q=%E6%8D%90%E6%AC%BE&amp;for=answer" data-in-place>Ask this</a>' in page


def test_what_has_none_of_the_words_is_nothing_and_is_not_counted(client: TestClient) -> None:
    """Likeness alone finds all four; none of them is counted, and they are folded."""
    page = client.get("/?q=榊原").text
    assert "No article has these words" in page
    assert "match," not in page
    # What is folded is no more of something, has no order by its words, and is not called what was found.
    assert '<details class="weak"><summary>Show 4</summary>' in page
    assert "Articles that may be somewhat alike</h2>" in page
    assert '<nav aria-label="Order"' not in page


def test_a_question_gives_the_card_in_the_words_of_the_page(client: TestClient) -> None:
    page = client.get("/?q=柳河村捐款多少", headers=CHINESE).text
    assert "<bdi>三万二千元</bdi>" in page
    assert "<b><bdi>32,000 元</bdi></b>" in page
    assert "CNY" not in page
    assert "[N/OL]. 青禾日报, 2021-03-05[" in page
    assert "http://testserver/?q=%E6%9F%B3" in page  # the permalink


def test_what_is_copied_holds_no_address_that_only_this_machine_knows(client: TestClient) -> None:
    """Neither the permalink nor a citation of an article without an address of its own: its id stands there."""
    page = client.get("http://127.0.0.1:8000/?q=柳河村捐款多少", headers=CHINESE).text
    copied = re.findall(r"<textarea.*?</textarea>", page, re.DOTALL)
    assert copied
    assert not [each for each in copied if "127.0.0.1" in each]
    assert "[N]. 青禾日报, 2021-03-05. 档案编号 donation" in page
    assert "本页的固定链接" not in page


def test_whoever_wants_an_answer_to_a_keyword_gets_one(client: TestClient) -> None:
    assert 'class="state unsure"' in client.get("/?q=槐树&for=answer").text


def test_what_was_read_in_part_is_no_incomplete_search(archive_engine: SearcherEngine) -> None:
    class Busy(Kept):
        def ask(self, *args: object, **options: object) -> AskResult:
            found = archive_engine.ask(*args, **options)
            partly = (Degradation(Part.READING, "the reader had time for 5 of 10 candidates"),)
            answer = found.answer and replace(found.answer, confidence=likelihood)
            return replace(found, answer=answer, search=replace(found.search, degraded=partly))

    pages = {}
    with client_of(lambda: Busy(archive_engine)) as client:
        assert client.app.state.readiness.wait(90)
        for likelihood in (0.6, 0.7):
            pages[likelihood] = client.get("/?q=柳河村捐款多少").text
    for page in pages.values():
        assert 'class="answer"' in page
        assert "Search is not complete" not in page
        assert "the reader had time" not in page
    # Beside an answer that is likely right, it is nothing that a reader has to know.
    told = "only the first few passages were read closely"
    assert [told in page for page in pages.values()] == [True, False]


def test_another_wording_is_offered_and_not_put_in(archive_engine: SearcherEngine) -> None:
    class Doubting(Kept):
        def search(self, *args: object, **options: object) -> SearchResult:
            return replace(archive_engine.search(*args, **options), did_you_mean="捐款<b>")

    with client_of(lambda: Doubting(archive_engine)) as client:
        assert client.app.state.readiness.wait(90)
        page = client.get("/?q=捐宽&sort=newest&source=x").text
        assert 'class="meant"' not in page  # that was listed
        page = client.get("/?q=捐宽&source=青禾日报").text
    assert 'href="/?q=%E6%8D%90%E6%AC%BE%3Cb%3E&amp;source=' in page
    assert "<bdi>捐款&lt;b&gt;</bdi>" in page


def test_the_box_suggests_what_is_in_the_archive(client: TestClient) -> None:
    """Titles of the four articles have an amount each in two; one of them is a question that is answered, or their words stand there."""
    page = client.get("/", headers=CHINESE).text
    hint = re.search(r'placeholder="例：([^"]+)"', page)
    assert hint is not None
    assert hint[1] in {
        "白鹭镇转移群众多少人？",
        "Harbour library reopens after two years",
        "白鹭镇转移群众四百余人",
        "Harbour library…",
    }


def test_a_feed_has_the_newest_that_match_each_with_its_moment(client: TestClient) -> None:
    response = client.get("/feed.atom?q=捐款&source=青禾日报")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(response.content)  # noqa: S314 # it is ours
    (entry,) = root.findall("a:entry", ATOM)
    assert entry.findtext("a:title", "", ATOM) == "柳河村党员带头捐款"
    assert entry.findtext("a:id", "", ATOM) == "http://testserver/articles/donation"
    assert entry.findtext("a:updated", "", ATOM).startswith("2021-03-05T")
    assert root.findtext("a:updated", "", ATOM) == entry.findtext("a:updated", "", ATOM)
    whole = ET.fromstring(client.get("/feed.atom").content)  # noqa: S314 # it is ours
    titles = [each.text for each in whole.findall("a:entry/a:title", ATOM)]
    assert titles[:2] == ["Harbour library reopens after two years", "白鹭镇转移群众四百余人"]
    assert client.get("/feed.atom?q=！！").status_code == 422
    assert client.get("/feed.atom?q=捐款&from=2022-13-01").status_code == 422


def test_a_feed_of_hostile_articles_is_xml(hostile_engine: SearcherEngine) -> None:
    with client_of(lambda: Kept(hostile_engine)) as client:
        assert client.app.state.readiness.wait(90)
        root = ET.fromstring(client.get("/feed.atom").content)  # noqa: S314 # it is ours
    assert any("<script>" in (each.text or "") for each in root.iter())


def test_a_feed_takes_the_right_to_search_alone() -> None:
    scope = {"path": "/feed.atom", "method": "GET", "query_string": b"q=x"}
    assert needed(scope) == {Scope.SEARCH}


def test_an_articles_page_tells_machines_what_it_is(client: TestClient) -> None:
    page = client.get("/articles/donation?q=口罩&cite=0-4").text
    assert '<link rel="canonical" href="http://testserver/articles/donation">' in page
    assert '<meta property="og:title" content="柳河村党员带头捐款">' in page
    assert '<meta property="og:type" content="article">' in page
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert {name: told[name] for name in ("@type", "headline", "datePublished", "inLanguage", "publisher")} == {
        "@type": "NewsArticle",
        "headline": "柳河村党员带头捐款",
        "datePublished": "2021-03-05T09:30:00+08:00",
        "inLanguage": "zh",
        "publisher": {"@type": "Organization", "name": "青禾日报"},
    }


def test_only_pictures_of_the_web_are_told(hostile_engine: SearcherEngine) -> None:
    article = replace(hostile_engine.article("long"), image="javascript:alert(1)", url="javascript:alert(2)")
    assert {"image", "isBasedOn"}.isdisjoint(structured_data(article, page="https://here.example/a"))


def test_figures_dates_and_names_are_marked_on_demand(client: TestClient) -> None:
    plain, marked = client.get("/articles/donation").text, client.get("/articles/donation?marks=1").text
    assert 'class="is-figure"' not in plain
    assert '<span class="is-figure" title="32,000 yuan">三万二千元</span>' in marked
    assert '<span class="is-date" title="5 March 2021">三月五日</span>' in marked
    assert 'href="/articles/donation?marks=1"' in plain
    assert '<a href="/articles/donation" data-in-place id="marking">' in marked


def test_marks_change_no_character_of_a_body(archive_engine: SearcherEngine) -> None:
    for name in ("donation", "flood", "library", "undated"):
        article = archive_engine.article(name)
        lines = paragraphs(article.body, None, marks_of(article, PageLanguage.ZH))
        assert ["".join(piece.text for piece in line) for line in lines] == article.body.split("\n")


def test_who_wrote_an_article_is_no_name_that_it_tells_of() -> None:
    article = Article("signed", "", "（记者 王建国）李秀英说雨停了。", authors=("记者 王建国",), language="zh")
    names = {article.body[each.span.start : each.span.end] for each in marks_of(article, PageLanguage.ZH)}
    assert names == {"李秀英"}


def test_the_figures_of_an_article_are_all_there() -> None:
    """5000元 was none of "the figures in the text", as it needs no other words."""
    article = Article("a", "", "李秀英捐了5000元，全村1120户共捐三万多元。", language="zh")
    told = [(each.words, each.meaning) for each in figures_of(article, PageLanguage.ZH)]
    assert told == [("5000元", ""), ("1120户", ""), ("三万多元", "多于 30,000 元")]


@pytest.mark.parametrize(
    ("asked_in", "byline"),
    [("zh", "作者 李秀英、王建国 · 编辑 何青"), ("en", "By 李秀英, 王建国 · Editor 何青")],
)
def test_a_byline_tells_two_names_apart(archive_engine: SearcherEngine, asked_in: str, byline: str) -> None:
    class Signed(Kept):
        def article(self, article_id: str) -> Article:
            return replace(archive_engine.article(article_id), authors=("李秀英", "王建国"), editor="何青")

    with client_of(lambda: Signed(archive_engine)) as opened:
        assert opened.app.state.readiness.wait(90)
        page = opened.get(f"/articles/donation?lang-ui={asked_in}").text
    shown = re.sub("<[^>]*>", "", re.search(r'<p class="byline">(.*?)</p>', page, re.DOTALL)[1])
    assert shown == byline


@pytest.mark.parametrize(
    ("text", "source", "names"),
    [
        # The dictionary of words has 郭, 桂兰, 怀远, 云台 and 柳禾 alone.
        ("党支部书记郭启明带头捐款。郭启明说，难关要一起过。", "", ["郭启明", "郭启明"]),
        ("八十岁的邬桂兰由孙女扶着。", "", ["邬桂兰"]),
        ("莫怀远介绍，云台县普降大雪，柳禾村停电。", "", ["莫怀远", "云台县", "柳禾村"]),
        # 小 of 小学 is no part of a name; a paper's own name is none that it tells of.
        ("青禾新闻网讯 石桥小学开学。石桥小学有新书。石桥小学很远。", "青禾新闻网", ["石桥", "石桥", "石桥"]),
        # One character that nothing can be put to, and a verb behind a family name.
        ("会堂北大厅里，他们向乌提供武器。", "", []),
    ],
)
def test_a_name_is_marked_whole_or_not_at_all(text: str, source: str, names: list[str]) -> None:
    article = Article("a", "", text, source=source, language="zh")
    marks = [
        text[each.span.start : each.span.end] for each in marks_of(article, PageLanguage.ZH) if each.kind == "name"
    ]
    assert marks == names


class Unsure(Kept):
    """An engine that answers nothing, and has likelihoods for some readings of one article's words."""

    def __init__(self, engine: SearcherEngine, likelihoods: Sequence[tuple[str, float]]) -> None:
        super().__init__(engine)
        self._article, self._asked = engine.article("donation"), engine.ask
        self._readings = tuple(self._reading(words, likely) for words, likely in likelihoods)

    def _reading(self, words: str, likely: float) -> Alternative:
        start = self._article.body.index(words)
        citation = Citation(self._article, words, start, start + len(words), "")
        return Alternative(Answer(words[:3], AnswerKind.SPAN, start, start + 3, None, likely), citation, conflict=False)

    def ask(self, question: str, **options: object) -> AskResult:
        """The same articles without an answer."""
        found = self._asked(question, **options)
        return replace(found, answer=None, reason="no_evidence", citations=(), alternatives=self._readings, least=0.81)


def unsure_page(engine: SearcherEngine, *likelihoods: tuple[str, float]) -> tuple[str, str]:
    """The card that says that nothing is sure, and the whole page."""
    with client_of(lambda: Unsure(engine, likelihoods)) as client:
        assert client.app.state.readiness.wait(90)
        page = client.get("/?q=柳河村捐款多少？", headers=CHINESE).text
    return page.partition('class="state unsure"')[2].partition("</section>\n<p")[0], page


@pytest.mark.parametrize("superseded", [True, False])
def test_a_later_total_is_an_update_and_no_contradiction(archive_engine: SearcherEngine, superseded: bool) -> None:
    """Reports that follow each other do not disagree; two of one day do."""

    class Differing(Unsure):
        def ask(self, question: str, **options: object) -> AskResult:
            found = super().ask(question, **options)
            later, earlier = (replace(each, conflict=True) for each in found.alternatives)
            return replace(found, reason="conflict", alternatives=(later, replace(earlier, superseded=superseded)))

    with client_of(lambda: Differing(archive_engine, [("三万二千元", 0.5), ("一千余个", 0.4)])) as client:
        assert client.app.state.readiness.wait(90)
        page = client.get("/?q=柳河村捐款多少？", headers=CHINESE).text
    told = "后来的报道更新了这个数字" in page, "最新的报道" in page, "几篇报道说法不一" in page, "说法不同" in page
    assert told == ((True, True, False, False) if superseded else (False, False, True, True))


def test_where_nothing_is_sure_the_likeliest_readings_stand_there_with_their_words(
    archive_engine: SearcherEngine,
) -> None:
    """Those that are very unlikely to be right are folded; each opens in its article."""
    # 村共捐 is part of what stands there already, and so is a reading of the same words.
    known = (
        ("全村共捐款", 0.6),
        ("村共捐款", 0.3),
        ("全村共捐款", 0.25),
        ("口罩一千余个", 0.2),
        ("款项用于修缮", 0.08),
    )
    unsure, page = unsure_page(archive_engine, *known)
    assert "有句子可能回答了这个问题，但把握不够。" in unsure
    assert re.findall(r'class="sure" title="[^"]*">([^<]*)<', unsure) == ["60%", "20%", "8%"]
    assert [unsure.index(each) for each in ("全村共", "口罩一")] == sorted(
        unsure.index(each) for each in ("全村共", "口罩一")
    )
    assert unsure.index("其他可能的答案") < unsure.index("款项用")
    assert len(re.findall(r'class="button quiet" href="/articles/donation\?cite=', unsure)) == 2
    # Each can be cited as an answer is, each text of its own under a name of its own.
    names = re.findall(r'<textarea id="(reading-\d-\d)"[^>]*>([^<]*)', unsure)
    assert len({name for name, _ in names}) == len(names) == 2 * 4
    assert all("青禾日报" in text for _, text in names)
    assert "可能是“全村共”。" in re.search(r'data-say="([^"]*)"', page).group(1)


@pytest.mark.parametrize(
    ("likelihood", "heading", "percent"),
    [(0.807, "不够有把握作答", "80%"), (0.2, "不够有把握作答", "20%"), (0.05, "没有找到确切的答案", "5%")],
)
def test_what_is_said_of_there_being_no_answer_agrees_with_what_stands_below(
    archive_engine: SearcherEngine, likelihood: float, heading: str, percent: str
) -> None:
    """Not "no sentence answers" above the sentence that may, nor "likely right" about what is not sure enough."""
    unsure, page = unsure_page(archive_engine, ("全村共捐款", likelihood))
    assert f"<h2>{heading}</h2>" in unsure
    assert ("没有句子直接回答" in unsure) == (likelihood < 0.1)
    assert f">{percent}</p>" in unsure
    assert not re.search("正确 ·|不对 ·|各半 ·", unsure)
    assert ("至少有 81% 的把握才作答。" in unsure) == (likelihood > 0.1)
    assert re.search(r'data-say="([^"]*)"', page).group(1).startswith(heading)


def test_what_is_very_unlikely_to_be_right_is_never_said_to_be_what_it_may_be(archive_engine: SearcherEngine) -> None:
    """Not the likeliest of all either: its sentence stands folded, the articles follow at once."""
    unsure, page = unsure_page(archive_engine, ("全村共捐款", 0.08), ("口罩一千余个", 0.08))
    assert "档案中没有句子直接回答这个问题。" in unsure
    assert "可能是" not in unsure.partition("<details")[0]
    assert unsure.index('<details class="others readings"><summary>几种读法，很可能都不对') < unsure.index("全村共")
    assert "可能是" not in re.search(r'data-say="([^"]*)"', page).group(1)


def test_readings_beside_an_answer_are_called_unlikely_where_all_are(archive_engine: SearcherEngine) -> None:
    """Three that were each told to be very likely wrong stood below the words for other possible answers."""

    class Sure(Unsure):
        def ask(self, question: str, **options: object) -> AskResult:
            return replace(self._asked(question, **options), alternatives=self._readings)

    def heading(*likelihoods: float) -> str:
        readings = list(zip(("口罩一千余个", "款项用于修缮"), likelihoods, strict=True))
        with client_of(lambda: Sure(archive_engine, readings)) as opened:
            assert opened.app.state.readiness.wait(90)
            page = opened.get("/?q=柳河村捐款多少？", headers=CHINESE).text
        assert 'class="answer"' in page
        return re.search(r'<details class="others readings"><summary>([^<]*) <small>', page).group(1)

    assert heading(0.01, 0.02) == "别的读法，很可能都不对"
    assert heading(0.2, 0.02) == "其他可能的答案"


def test_a_time_of_which_the_archive_has_nothing_is_told_with_its_newest_day(client: TestClient) -> None:
    page = client.get("/?q=1999年捐款", headers=CHINESE).text
    assert "档案里没有1999年的文章，最新的一篇是 2022-01-10 的。" in page
    assert "只看这段时间的文章" not in page
    assert "只看这段时间的文章：<a" in client.get("/?q=2021年捐款", headers=CHINESE).text


@pytest.mark.parametrize("path", ["/?q=捐款", "/timeline?q=捐款"])
def test_a_passage_is_shown_to_the_end_of_its_sentence(tmp_path: Path, path: str) -> None:
    """The index cuts a long sentence at a comma; what was shown ended with that comma."""
    sentence = f"柳河村捐款{'，第三小组的村民又送来了口罩和被子' * 8}，众人响应。"
    record = {
        "id": "a",
        "title": "柳河村",
        "published_at": "2021-03-05",
        "body": f"开会。{sentence}散会。",
        "lang": "zh",
    }
    engine = engine_over(tmp_path / "index", (*RECORDS, record))
    with client_of(lambda: Kept(engine)) as opened:
        assert opened.app.state.readiness.wait(90)
        page = opened.get(path, headers=CHINESE).text
    engine.close()
    shown = [re.sub("<[^>]*>", "", each) for each in re.findall(r"<p[^>]* lang=\"zh\">(.*?)</p>", page, re.DOTALL)]
    (passage,) = [each for each in shown if "小组的村民" in each and "<b>" not in each][:1]
    assert passage.endswith("众人响应。") or passage.endswith("散会。")
    assert "柳河村<mark>捐款</mark>，第三小组" in page
