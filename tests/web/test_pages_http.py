"""Pages as responses: states, headers, languages; problems as pages for people and as JSON for programs."""

import gzip
import re
import threading
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from indexer.core.article import Degradation, Part
from indexer.core.errors import NoSnapshotError
from service.figures.read import figures
from service.http.app import create_app
from service.http.index_engine import SearcherEngine
from service.http.page_response import POLICY, WITH_PICTURES
from service.results import Alternative, Answer, AnswerKind, AskResult, Citation
from service.settings import ServiceSettings
from service.web.strings import PageLanguage, text_of
from tests.web.conftest import Kept

BROWSER = {"accept": "text/html", "accept-language": "en"}


def client_of(open_engine: Callable[[], object], **settings: object) -> TestClient:
    app = create_app(open_engine, ServiceSettings(poll_seconds=0, **settings))
    return TestClient(app, raise_server_exceptions=False, headers=BROWSER)


@pytest.fixture
def client(archive_engine: SearcherEngine) -> Iterator[TestClient]:
    with client_of(lambda: Kept(archive_engine)) as opened:
        assert opened.app.state.readiness.wait(90)
        yield opened


@pytest.mark.parametrize(
    "path", ["/", "/?q=捐款", "/articles/flood", "/articles/none", "/none", "/insights", "/?q=x&from=z"]
)
def test_every_page_forbids_whatever_it_does_not_need(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] in (POLICY, WITH_PICTURES)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "private, no-cache"


def test_the_policy_lets_in_our_own_files_only() -> None:
    directives = dict(each.split(" ", 1) for each in POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    assert (directives["script-src"], directives["style-src"]) == ("'self'", "'self'")
    assert directives["require-trusted-types-for"] == "'script'"


def test_pictures_are_let_in_only_where_some_are_shown_and_wanted(archive_engine: SearcherEngine) -> None:
    """The two policies differ in where pictures come from, and in nothing else."""
    assert WITH_PICTURES.replace(" https: http:", "") == POLICY
    for wanted, policy in ((True, WITH_PICTURES), (False, POLICY)):
        with client_of(lambda: Kept(archive_engine), pictures=wanted) as client:
            assert client.app.state.readiness.wait(90)
            assert client.get("/?q=捐款").headers["content-security-policy"] == policy
            assert client.get("/articles/flood").headers["content-security-policy"] == policy
            assert client.get("/insights").headers["content-security-policy"] == POLICY
            assert client.get("/none").headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/", 200, "Latest in the archive"),
        ("/?q=白鹭镇转移群众", 200, "四百余人"),
        ("/?q=捐款&lang=tlh", 200, "No article fits"),
        ("/?q=！！", 422, "This question can&#39;t be searched"),
        ("/?q=捐款&from=2022-02-30", 422, "A date can&#39;t be read"),
        ("/?q=捐款&from=2022-02-03&to=2022-02-02", 422, "The first date is after the last"),
        (f"/?q={'x' * 1001}", 422, "The question is too long"),
        ("/articles/flood?cite=0-9999", 200, "The cited place is not in this article"),
        ("/articles/none", 404, "The archive has no such article"),
        ("/none", 404, "There is no such page"),
        ("/demo/", 404, "There is no such page"),
        ("/static/none.css", 404, "There is no such page"),
    ],
)
def test_each_state_has_its_status_and_words(client: TestClient, path: str, status: int, words: str) -> None:
    response = client.get(path)
    assert (response.status_code, words in response.text) == (status, True)


def test_a_page_reads_operators_shows_them_and_takes_them_as_words(client: TestClient) -> None:
    page = client.get("/?q=捐款 source:没有").text
    assert "No article fits" in page
    assert 'aria-label="Remove: source:没有"' in page
    assert page.count("<bdi>source:没有</bdi>") == 1
    assert "<code>" not in page  # the chip tells it
    again = client.get("/?q=捐款 source:没有&words=1").text
    assert ("All of it is taken as words" in again, "<code>" in again, "No article fits" in again) == (
        True,
        False,
        False,
    )
    assert 'name="words" value="1"' in again
    assert "Take all of it as words" not in client.get("/?q=捐款").text
    inside = client.get("/articles/flood?q=捐款 source:没有").text
    assert "<code>source:没有</code>" in inside  # there are no chips
    assert 'href="/articles/flood?q=' in inside
    assert "words=1" in inside


def test_programs_get_problems_as_json(client: TestClient) -> None:
    response = client.get("/none", headers={"accept": "*/*"})
    assert response.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/articles/none").headers["content-type"] == "application/problem+json"


def test_pages_speak_the_readers_language(client: TestClient) -> None:
    chinese = client.get("/", headers={"accept-language": "zh-CN,en;q=0.5"}).text
    assert '<html lang="zh-CN">' in chinese
    assert "用自己的话，问新闻档案" in chinese
    assert '<html lang="zh-CN">' in client.get("/?lang-ui=zh").text
    assert 'href="/?lang-ui=en"' in chinese


def test_a_file_is_kept_for_good_by_the_address_of_its_content(client: TestClient) -> None:
    page = client.get("/").text
    start = page.index("/static/base.css?v=")
    address = page[start : page.index('"', start)]
    kept = client.get(address)
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert kept.headers["content-type"].startswith("text/css")
    assert client.get("/static/base.css").headers["cache-control"] == "public, max-age=300"
    assert client.get(address, headers={"if-none-match": kept.headers["etag"]}).status_code == 304


def test_packed_or_not_a_page_is_the_same(client: TestClient) -> None:
    plain = client.get("/", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", "/", headers={"accept-encoding": "gzip"}) as packed:
        assert gzip.decompress(b"".join(packed.iter_raw())).decode() == plain.text


def test_the_start_is_small(client: TestClient) -> None:
    """Page, style and script together, packed: under 20 kB, half of what a first round trip of TCP and its next carry."""
    total = 0
    for path in ("/", "/static/base.css", "/static/ask.js", "/static/suggest.js", "/static/icon.svg"):
        with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as response:
            total += len(b"".join(response.iter_raw()))
    assert total < 20_000


def test_while_loading_a_page_says_so_and_looks_again(archive_engine: SearcherEngine) -> None:
    gate = threading.Event()

    def open_engine() -> object:
        gate.wait(20)
        return Kept(archive_engine)

    with client_of(open_engine) as client:
        response = client.get("/?q=捐款")
        assert (response.status_code, response.headers["retry-after"]) == (503, "4")
        assert '<meta http-equiv="refresh" content="4">' in response.text
        gate.set()


def test_without_an_index_a_page_says_what_to_do() -> None:
    def open_engine() -> object:
        raise NoSnapshotError("There is no index in news<b>.", next_step="Build one: xunwen index PATH")

    with client_of(open_engine) as client:
        assert client.app.state.readiness.wait(90)
        response = client.get("/")
        assert response.status_code == 503
        assert "There is no index in news&lt;b&gt;." in response.text
        assert "Build one: xunwen index PATH" in response.text


class Answering(Kept):
    """Answers what a test gives it."""

    given: Callable[[AskResult], AskResult]

    def ask(self, question: str, **asked: object) -> AskResult:
        return type(self).given(self._engine.ask(question, **asked))


def answered(engine: SearcherEngine, given: Callable[[AskResult], AskResult], path: str = "/?q=捐款多少") -> str:
    fixed = type("Fixed", (Answering,), {"given": staticmethod(given)})
    with client_of(lambda: fixed(engine)) as client:
        assert client.app.state.readiness.wait(90)
        return str(client.get(path).text)


def test_an_abstention_gives_its_reason_and_the_passages(archive_engine: SearcherEngine) -> None:
    page = answered(
        archive_engine, lambda found: AskResult(None, "no_evidence", "", (), (), found.search, found.took_ms)
    )
    assert "No answer that we can stand behind" in page
    assert "No sentence in the archive answers this directly." in page
    inside = answered(
        archive_engine,
        lambda found: AskResult(None, "no_evidence", "", (), (), found.search, found.took_ms),
        "/articles/flood?q=捐款多少",
    )
    assert "No sentence of this article answers this directly." in inside
    assert '<p class="passage"' in page


def test_a_reason_that_nobody_translated_is_still_a_sentence(archive_engine: SearcherEngine) -> None:
    page = answered(
        archive_engine, lambda found: AskResult(None, "brand new", "other", (), (), found.search, found.took_ms)
    )
    assert "None of the sentences found is good enough" in page


def test_the_words_of_an_answer_are_marked_in_their_quote(archive_engine: SearcherEngine) -> None:
    article = archive_engine.article("donation")
    start = article.body.index("据统计")
    quote = article.body[start : article.body.index("。", start) + 1]
    citation = Citation(article, quote, start, start + len(quote), "")

    def give(found: AskResult) -> AskResult:
        at = start + quote.index("三万二千元")
        answer = Answer("三万二千元", AnswerKind.SENTENCE, at, at + 5, None, 0.9)
        return AskResult(answer, "", "money", (citation,), (), found.search, found.took_ms)

    page = answered(archive_engine, give)
    assert "<bdi>三万二千元</bdi></p>" in page
    assert "据统计，全村共捐款<mark>三万二千元</mark>，口罩一千余个。" in page
    assert "Very likely right · <b>90%</b></summary>" in page
    assert (
        'title="As measured on questions whose answers are known: of 100 answers this sure, about 90 are right."'
        in page
    )
    assert f'href="/articles/donation?cite={start}-{start + len(quote)}#c-{start}-{start + len(quote)}"' in page


def test_other_answers_show_their_words_what_they_amount_to_and_whether_they_differ(
    archive_engine: SearcherEngine,
) -> None:
    """Also where none is given: that reports differ is then what there is to tell."""
    article = archive_engine.article("donation")
    start = article.body.index("全村共捐款")
    quote = article.body[start : article.body.index("。", start) + 1]
    citation = Citation(article, quote, start, start + len(quote), "")
    (figure,) = [each for each in figures(article.body) if each.text == "三万二千元"]
    other = Answer("三万二千元", AnswerKind.FIGURE, figure.start, figure.end, figure, 0.3)

    def give(found: AskResult) -> AskResult:
        alternatives = (Alternative(other, citation, conflict=True),)
        return AskResult(None, "conflict", "money", (), alternatives, found.search, found.took_ms)

    page = answered(archive_engine, give)
    assert "Articles disagree on this." in page
    assert "Reports that say otherwise" in page
    assert "<bdi>三万二千元</bdi></b> <small>that is <b><bdi>32,000 yuan</bdi></b></small>" in page
    assert "Says otherwise" in page
    assert 'title="How likely it is that this one is right instead of the leading one.">30%</p>' in page
    assert "全村共捐款<mark>三万二千元</mark>" in page


@pytest.mark.parametrize(
    "reason", ["no_evidence", "low_margin", "type_mismatch", "conflict", "ambiguous", "other_period"]
)
def test_every_reason_has_words_in_both_languages(reason: str) -> None:
    assert len({text_of(language, f"reason_{reason}") for language in PageLanguage}) == 2


def test_a_search_without_a_leg_is_told(archive_engine: SearcherEngine) -> None:
    def give(found: AskResult) -> AskResult:
        search = type(found.search)(
            found.search.snapshot, found.search.mode, (Degradation(Part.DENSE, "no model"),), found.search.hits, {}
        )
        return AskResult(found.answer, found.reason, found.wanted, found.citations, (), search, found.took_ms)

    page = answered(archive_engine, give)
    assert "Search is not complete" in page
    assert "dense: no model" in page


@pytest.mark.parametrize(
    ("settings", "status", "heading", "retry"),
    [
        ({"address_per_minute": 1}, 429, "请求太频繁", True),
        ({"anonymous": ()}, 403, "这个档案需要密钥", False),
    ],
)
def test_who_is_not_let_in_is_told_in_the_language_of_the_page(
    archive_engine: SearcherEngine, settings: dict[str, object], status: int, heading: str, retry: bool
) -> None:
    with client_of(lambda: Kept(archive_engine), **settings) as client:
        assert client.app.state.readiness.wait(90)
        client.get("/?q=捐款")
        page = client.get("/?q=捐款", headers={"accept-language": "zh-CN"})
        assert page.status_code == status
        assert f"<h1>{heading}</h1>" in page.text
        assert ("再试一次" in page.text) is retry
        told = re.sub(r"<[^>]+>", " ", page.text[page.text.index("<main") : page.text.index("</main>")])
        assert re.search("[A-Za-z]{3}", told) is None


def test_one_is_said_as_one() -> None:
    assert [text_of(PageLanguage.EN, "articles_n", n=n) for n in ("1", 1, "2", "1,001")] == [
        "1 article",
        "1 article",
        "2 articles",
        "1,001 articles",
    ]
