"""How articles without a title, and names and quotes with what stands around them, come to a reader."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from indexer.core.article import Article
from indexer.extract.credits import persons_in
from indexer.extract.untitled import own_title
from service.http.index_engine import SearcherEngine
from service.web.article_view import structured_data
from service.web.bylines import without_byline
from service.web.headings import heading_of, opening
from tests.archives import DONATION, RECORDS
from tests.web.conftest import Kept
from tests.web.site import engine_over
from tests.web.test_pages_http import client_of

CHINESE = {"accept-language": "zh"}
BODY = "（图片来源：青禾日报）柳河村的新桥今天上午通车，记者在现场看到，村民们早早来到桥头，等着走上这座修了三年的大桥。桥长两百米。"
NAMELESS = {**DONATION, "id": "nameless", "title": "", "author": "通讯员 唐敏", "body": BODY}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    engine: SearcherEngine = engine_over(tmp_path_factory.mktemp("nameless") / "index", (*RECORDS, NAMELESS))
    with client_of(lambda: Kept(engine)) as opened:
        assert opened.app.state.readiness.wait(90)
        yield opened
    engine.close()


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        ("柳河村通车。村民高兴。", "柳河村通车"),
        ("【新春走基层】（记者 何青 摄）柳河村通车。", "柳河村通车"),
        ("江湾日报讯（记者 何青）柳河村通车。", "柳河村通车"),
        (BODY, "柳河村的新桥今天上午通车，记者在现场看到，村民们早早来到桥头…"),
        ("没有标点的一行" * 10, "没有标点的一行" * 5 + "没有标点…"),
        ("(Photo: Gazette) The bridge opened. All came.", "The bridge opened"),
        ("（全文完）", "（全文完）"),
        ("", ""),
    ],
)
def test_what_has_no_title_is_called_by_the_clauses_it_begins_with(body: str, begins: str) -> None:
    assert opening(body) == begins
    assert heading_of(Article("a", "", body)) == begins
    assert heading_of(Article("a", "三年的大桥", body)) == "三年的大桥"
    # What the index puts in place of a title is no headline either.
    if body and "全文完" not in body:
        assert heading_of(Article("a", own_title(body), body)) == begins


def test_without_a_title_a_list_is_calm_and_the_page_begins_with_the_text(client: TestClient) -> None:
    begins = opening(BODY)
    shown = client.get("/", headers=CHINESE).text.partition('class="latest"')[2]
    assert f'<bdi class="untitled">{begins}</bdi>' in shown
    assert '<bdi class="untitled">' in client.get("/?q=新桥", headers=CHINESE).text
    page = client.get("/articles/nameless", headers=CHINESE).text
    assert f'<h1 class="unseen">{begins}</h1>' in page
    assert f"<title>{begins} · 寻闻</title>" in page
    assert '<h1 class="unseen">' not in client.get("/articles/donation").text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("（记者 何青 通讯员 唐敏 文/图）全村捐款三万元。", "全村捐款三万元。"),
        ("江湾日报讯（记者何青）全村捐款三万元。", "全村捐款三万元。"),
        ("全村捐款三万元。（记者 何青）", "全村捐款三万元。"),
        ("全村（共三户）捐款三万元。", "全村（共三户）捐款三万元。"),
        ("全村捐款三万元，领头的人（记者 何青 摄）不肯留名。", "全村捐款三万元，领头的人（记者 何青 摄）不肯留名。"),
        ("（记者 何青）", "（记者 何青）"),
    ],
)
def test_a_byline_at_either_end_is_no_part_of_what_is_quoted(text: str, kept: str) -> None:
    assert without_byline(text) == kept


def test_persons_are_named_without_their_job() -> None:
    assert persons_in(["通讯员 唐敏", "江湾日报记者 何青", "何青", "摄影 丁一鸣", "Ann Lee", "记者"]) == (
        "唐敏", "何青", "丁一鸣", "Ann Lee", "记者",
    )  # fmt: skip
    told = structured_data(Article("a", "题", "文", authors=("通讯员 唐敏",)), page="https://here.example/a")
    assert told["author"] == [{"@type": "Person", "name": "唐敏"}]


def test_an_articles_page_cites_the_article_itself(client: TestClient) -> None:
    page = client.get("/articles/donation", headers=CHINESE).text
    assert "<summary>引用这篇文章</summary>" in page
    texts = dict(re.findall(r'<textarea id="article-style-(\d)"[^>]*>([^<]*)', page))
    assert texts["1"] == "《柳河村党员带头捐款》，青禾日报，2021年3月5日\nhttp://testserver/articles/donation"
    assert texts["2"] == "[《柳河村党员带头捐款》](http://testserver/articles/donation)，青禾日报，2021年3月5日"
    assert texts["3"].startswith("周晓岚. 柳河村党员带头捐款[N/OL]. 青禾日报, 2021-03-05[")
    assert texts["4"].startswith("周晓岚. (2021, March 5). 柳河村党员带头捐款.")
    nameless = client.get("/articles/nameless", headers=CHINESE).text
    assert f"唐敏. {opening(BODY)}[N/OL]" in nameless


def test_whoever_has_no_right_to_it_gets_no_way_to_the_operators_page(client: TestClient) -> None:
    key = "k" * 40
    engine = client.app.state.readiness.engine()
    with client_of(lambda: Kept(engine), admin_key=key) as reader:
        assert reader.app.state.readiness.wait(90)
        for headers, shown in (({}, False), ({"X-API-Key": key}, True)):
            page = reader.get("/", headers={**CHINESE, **headers})
            assert page.status_code == 200
            assert ("/operator" in page.text) == shown
            assert ">给开发者</a>" in page.text


def test_what_only_an_operator_understands_is_folded_on_insights(archive_engine: SearcherEngine) -> None:
    with client_of(lambda: Kept(archive_engine)) as opened:
        assert opened.app.state.readiness.wait(90)
        for _ in range(200):
            page = opened.get("/insights", headers=CHINESE)
            if page.status_code == 200:
                break
    before, _, folded = page.text.partition('<details class="panel" id="history">')
    for word in ("快照", "段落", "模型", "大小"):
        assert word not in re.sub(r"<[^>]*>", "", before)
        assert word in folded
