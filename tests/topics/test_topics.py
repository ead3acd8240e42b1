"""Events, names and periods over a few reports that a person can read."""

import html
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from starlette.testclient import TestClient

from indexer.core.article import Article
from service.http.app import create_app
from service.http.index_engine import SearcherEngine
from service.http.restricted_engine import BoundedEngine
from service.results import Filters
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from service.topics.event import event_of
from service.topics.linear_model import LinearModel, read_model
from service.topics.name import told_of
from service.topics.periods import counted
from service.topics.same_event import Comparison, Told
from service.topics.same_thing import signs
from service.topics.stated_amounts import figures_said
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder


def report(name: str, day: str, body: str, *, title: str = "青河县煤矿发生透水事故", source: str = "") -> Article:
    return Article(id=name, title=title, body=body, source=source or f"{name}报", published_at=day, language="zh")


_SO_FAR = (
    "事故发生在3月1日凌晨，柳沟矿井巷道进水。矿山救护队连夜下到柳沟矿井，救护队员在巷道里排水搜救。"
    "青河县成立救援指挥部，指挥部设在柳沟矿区，青河县医院的医生等在井口。"
)
FIRST = report(
    "一",
    "2023-03-01",
    f"3月1日，青河县煤矿发生透水事故，已造成3人遇难，另有41人在井下。{_SO_FAR}",
    title="青河县柳沟煤矿透水 已有人遇难",
)
SECOND = report(
    "二",
    "2023-03-02",
    f"青河县煤矿透水事故遇难人数升至8人，另有36人在井下。救援队派出12台水泵。{_SO_FAR}",
    title="青河县柳沟煤矿透水事故遇难人数上升",
)
THIRD = report(
    "三",
    "2023-03-04",
    f"青河县煤矿透水事故已造成8人遇难。县政府拨款二百万元。{_SO_FAR}",
    title="青河县拨款救援柳沟煤矿透水事故",
)


def test_amounts_are_those_with_a_unit_each_with_its_sentence() -> None:
    said = list(figures_said(THIRD))
    assert [(each.figure.text, each.text) for each in said] == [
        ("8人", "青河县煤矿透水事故已造成8人遇难。"),
        ("二百万元", "县政府拨款二百万元。"),
    ]
    for each in said:
        start = each.sentence.start
        assert THIRD.body[start + each.span.start : start + each.span.end] == each.figure.text
    assert [each.figure.text for each in figures_said(THIRD, of="县政府")] == ["二百万元"]


def test_a_session_is_a_rank_and_no_amount() -> None:
    """党的二十届三中全会 counts no sessions."""
    assert list(figures_said(report("四", "2023-03-05", "会议学习了党的二十届三中全会精神。"))) == []


def test_a_toll_is_followed_from_report_to_report_whatever_order_they_come_in() -> None:
    event = event_of([THIRD, FIRST, SECOND])
    assert [each.id for each in event.reports] == ["一", "二", "三"]
    toll = next(each for each in event.followed if each.said[0].figure.text == "3人")
    assert [(each.article.id, each.figure.text) for each in toll.said] == [("一", "3人"), ("二", "8人"), ("三", "8人")]
    assert toll.changed
    assert all("水泵" not in each.text or each.figure.text != "12台" for row in event.followed for each in row.said)


def test_things_of_one_measure_are_followed_each_by_its_name() -> None:
    """Four boxes of each report, and none takes the place of another's."""
    gifts = report("五", "2023-03-02", "青河县收到捐款近五十万元。青河县收到挂面二百箱，豆油四百箱，棉被六百床。")
    more = report(
        "六", "2023-03-03", "青河县收到的挂面增加到三百箱，豆油增加到四百五十箱，棉被增加到九百床，水果一百箱。"
    )
    event = event_of([more, gifts])
    assert [[each.figure.text for each in row.said] for row in event.followed] == [
        ["二百箱", "三百箱"],
        ["四百箱", "四百五十箱"],
        ["六百床", "九百床"],
    ]
    assert all(row.changed for row in event.followed)


STORM = "台风“青鸢”逼近"


def _steps(*bodies: str) -> list[list[str]]:
    reports = [report(f"{day}号", f"2023-07-0{day}", body, title=STORM) for day, body in enumerate(bodies, start=1)]
    return [[each.figure.text for each in row.said] for row in event_of(reports).followed if row.changed]


def test_what_is_counted_elsewhere_is_no_news_of_it() -> None:
    """Reports of one storm count ferries and people of several provinces."""
    assert _steps("福建163条客渡航线停航。", "广东118条客渡航线停航。") == []
    assert _steps("截至今天，福建转移群众5万人。", "截至今天，福建转移群众8万人。") == [["5万人", "8万人"]]
    assert _steps("截至今天，福建转移群众5万人。", "截至今天，安徽转移群众8万人。") == []


def test_where_it_is_counted_may_be_named_in_the_sentence_before() -> None:
    before = "福建风雨很大。截至今天8时，全省累计转移群众5万人。"
    assert _steps(before, "福建风雨渐小。截至今天8时，全省累计转移群众8万人。") == [["5万人", "8万人"]]
    assert _steps(before, "安徽风雨渐小。截至今天8时，全省累计转移群众8万人。") == []


def test_what_is_named_in_quotes_is_told_apart() -> None:
    assert _steps("台风“青鸢”已造成5人死亡。", "台风“红石”已造成8人死亡。") == []
    assert _steps("台风“青鸢”已造成5人死亡。", "台风“青鸢”已造成8人死亡。") == [["5人", "8人"]]


def test_things_counted_by_different_measure_words_are_different_things() -> None:
    """Routes are counted by 条 and shelters by 个."""
    before = "为防御台风，浙江沿海的118条客渡运航线停航。"
    assert _steps(before, "浙江沿海停航的客渡运航线增至163条，浙江沿海的避灾场所增至190个。") == [["118条", "163条"]]


def test_of_the_dead_of_one_event_there_are_never_fewer() -> None:
    assert _steps("青河县塌方事故造成29人死亡。", "青河县塌方事故造成15人死亡。") == []
    assert _steps("青河县塌方事故造成15人死亡。", "青河县塌方事故造成29人死亡。") == [["15人", "29人"]]
    corrected = "青河县塌方事故死亡人数更正为15人。"
    assert _steps("青河县塌方事故造成29人死亡。", corrected) == [["29人", "15人"]]


def test_amounts_that_only_grew_both_are_not_of_one_thing() -> None:
    """工业增加值 and 货运量 both grew by a share."""
    assert _steps("上半年规模以上工业增加值同比增长6%。", "上半年完成营业性货运量同比增长4.1%。") == []


def test_reports_that_say_the_same_agree() -> None:
    event = event_of([THIRD, report("四", "2023-03-05", THIRD.body)])
    assert [each.changed for each in event.followed] == [False, False]


def test_what_two_reports_print_alike_is_no_change_whatever_else_could_be_meant() -> None:
    """Half an hour and 24 hours stand in both; neither takes the place of the other."""
    body = "志愿者半小时卸完物资。物资由专人24小时看护物资。"
    event = event_of(
        [
            report("甲", "2023-08-12", body),
            report("乙", "2023-08-13", "物资由专人24小时看护物资。志愿者半小时卸完物资。"),
        ]
    )
    assert [(len({x.value for x in each.said}), each.changed) for each in event.followed] == [(1, False), (1, False)]


def test_a_name_has_its_figures_and_the_names_beside_it() -> None:
    told = told_of("青河县", [THIRD, SECOND, FIRST])
    # "县政府拨款" does not name it; what two say in the same words is told once.
    assert [each.figure.text for each in told.figures] == ["8人", "8人", "36人", "3人", "41人"]
    assert told.articles == (THIRD, SECOND, FIRST)
    assert all("青河县" not in each.text for each in told.beside)


def test_words_that_are_only_tagged_as_names_do_not_stand_beside_a_name() -> None:
    """印发 is tagged as a name and 城市 as a place; the dictionary knows both as words."""
    told = told_of(
        "青河县", [report(day, f"2023-05-0{day}", "青河县印发城市更新方案，北京专家到场。") for day in ("1", "2")]
    )
    assert [each.text for each in told.beside] == ["北京"]


def test_periods_have_no_gap() -> None:
    timeline = counted([("2020-01-31", 2), ("2020-02-02", 1)])
    assert timeline.periods == ("2020-01-31", "2020-02-01", "2020-02-02")
    assert timeline.counts == ((2, 0, 1),)


RECORDS = [
    {
        "id": each.id,
        "title": each.title,
        "body": each.body,
        "source": each.source,
        "published_at": each.published_at,
        "lang": "zh",
    }
    for each in (
        FIRST,
        SECOND,
        THIRD,
        report("远", "2023-09-01", "青河县煤矿半年后复产，矿工领到新矿灯。", title="青河县煤矿复产", source="旧闻报"),
        report("别", "2023-03-02", "白石桥昨日通车，过桥只要两分钟。", title="白石桥通车"),
    )
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearcherEngine:
    folder: Path = tmp_path_factory.mktemp("events") / "index"
    build(folder, TermEmbedder(), record_pages(RECORDS))
    return SearcherEngine(Searcher.open(folder, TermEmbedder()), folder)


@pytest.fixture(scope="module")
def client(engine: SearcherEngine) -> TestClient:
    with TestClient(create_app(lambda: engine, ServiceSettings(poll_seconds=0))) as client:
        assert client.app.state.readiness.wait(90)
        yield client


def test_reports_of_an_event_are_near_in_time_and_of_its_title(engine: SearcherEngine) -> None:
    assert engine.reports("一")[0] == "一"
    assert set(engine.reports("一")) == {"一", "二", "三"}
    assert engine.reports("别") == ("别",)


def test_under_bounds_reports_of_others_are_not_there(engine: SearcherEngine) -> None:
    bounded = BoundedEngine(engine, Filters(sources=("一报", "三报")))
    assert set(bounded.reports("一")) == {"一", "三"}


def test_the_page_of_an_event_shows_how_its_figures_changed(client: TestClient) -> None:
    page = client.get("/topics/%E4%B8%80?lang-ui=en")
    assert page.status_code == 200
    assert "3 reports." in page.text
    steps = page.text[page.text.index('class="steps"') :]
    assert steps.index(">3人<") < steps.index(">8人<")
    assert 'class="changed"' in steps
    assert client.get("/topics/nowhere").status_code == 404


def test_the_page_of_a_name_links_its_figures_to_their_characters(client: TestClient) -> None:
    page = client.get("/names/%E9%9D%92%E6%B2%B3%E5%8E%BF?lang-ui=zh")
    assert "4 篇文章提到" in page.text
    start = FIRST.body.index("3人")
    assert f"cite={start}-{start + 2}" in page.text
    empty = client.get("/names/nobody-of-this-name?lang-ui=en")
    assert (empty.status_code, "No article fits" in empty.text) == (200, True)
    assert client.get("/names/" + "x" * 5000).status_code == 404


def test_what_changed_between_reports_is_one_link_away_from_what_was_asked(client: TestClient) -> None:
    """From the first of its reports among the leading articles; what is the only report of its event has no such link."""
    page = client.get("/?q=青河县煤矿透水&lang-ui=zh").text
    (link,) = re.findall(r'href="(/topics/[^"]+)">同一事件的 3 篇报道：对照数字</a>', page)
    assert "3 篇报道。" in client.get(html.unescape(link)).text
    assert "同一事件" not in client.get("/?q=白石桥昨日通车&lang-ui=zh").text


def test_a_timeline_is_newest_first_by_month(client: TestClient) -> None:
    page = client.get("/timeline?q=青河县煤矿&lang-ui=en").text
    assert page.index("<h2>2023-09</h2>") < page.index("<h2>2023-03</h2>")
    assert client.get("/timeline").status_code == 200
    assert client.get("/timeline?q=煤&from=2020-13-01").status_code == 422


def test_a_timeline_shows_what_holds_the_words_and_never_all_that_is_near(client: TestClient) -> None:
    """No article has 十一月煤矿; without the month, which says when, two tell of the mine."""

    def shown(query: str) -> int:
        return client.get("/timeline", params={"q": query, "lang-ui": "en"}).text.count('<p class="passage"')

    assert shown("十一月煤矿") == shown("煤矿") > 0
    assert shown("quasar") == 0
    assert "No article fits" in client.get("/timeline?q=quasar&lang-ui=en").text


def test_markup_in_names_and_queries_is_text(client: TestClient) -> None:
    for path in ("/names/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/timeline?q=%3Cscript%3Ealert(1)"):
        assert "<script>alert" not in client.get(path).text


def test_the_title_of_a_column_makes_no_event(tmp_path: Path) -> None:
    """Many articles are called 国内快讯, and each tells of something else; a story that two tell under one title is an event."""
    told = (
        "青河县修桥",
        "白石镇开渠",
        "柳禾村通电",
        "北山林场植树",
        "云台县赛龙舟",
        "石门港扩建",
        "南湖捕鱼",
        "杏花巷铺路",
    )
    column = [report(body, f"2023-04-0{day}", f"{body}。", title="国内快讯") for day, body in enumerate(told, start=1)]
    records = [
        *RECORDS,
        *(
            {**RECORDS[0], "id": each.id, "title": each.title, "body": each.body, "published_at": each.day}
            for each in column
        ),
    ]
    build(tmp_path / "index", TermEmbedder(), record_pages(records))
    engine = SearcherEngine(Searcher.open(tmp_path / "index", TermEmbedder()), tmp_path / "index")
    try:
        assert engine.reports("南湖捕鱼") == ("南湖捕鱼",)
        assert set(engine.reports("一")) == {"一", "二", "三"}
    finally:
        engine.close()


def _built(folder: Path, told: dict[str, tuple[str, str, str]]) -> SearcherEngine:
    """An engine over articles: a day, a title and a body by id."""
    records = [
        {**RECORDS[0], "id": name, "title": title, "body": body, "published_at": day}
        for name, (day, title, body) in told.items()
    ]
    build(folder, TermEmbedder(), record_pages([*records, RECORDS[-1]]))
    return SearcherEngine(Searcher.open(folder, TermEmbedder()), folder)


def test_storms_of_different_names_are_different_events(tmp_path: Path) -> None:
    """All else is alike: the harbours of 青河县 are told of in the same words each time."""
    body = (
        "台风“{}”逼近青河县，气象台昨夜发布橙色预警。青河县渔船全部回港避风，柳沟渔港停了渔船。"
        "沿江柳沟村的老人已住进学校，防汛队员在柳沟江堤上巡查，{}。"
    )
    told = {
        "一": ("2023-07-01", "台风“青鸢”逼近青河县", body.format("青鸢", "客运站停班一天")),
        "二": ("2023-07-02", "台风“青鸢”登陆青河县 渔船回港", body.format("青鸢", "电工连夜抢修线路")),
        "三": ("2023-07-02", "台风“红石”登陆青河县 渔船回港", body.format("红石", "电工连夜抢修线路")),
    }
    engine = _built(tmp_path / "index", told)
    try:
        assert set(engine.reports("一")) == {"一", "二"}
    finally:
        engine.close()


def test_another_day_of_one_games_is_another_event(tmp_path: Path) -> None:
    """Each day has its own matches, told in the words of the day before, and its number tells it."""
    body = (
        "青河运动会今天（7月{}日）进入开幕后的第{}个比赛日，全天共产生{}枚金牌。"
        "青河运动会的游泳比赛在柳沟游泳馆举行，青河队游泳选手夺得金牌。田径比赛在柳沟体育场举行，青河队田径选手夺得金牌。{}"
    )
    told = {
        "三": ("2023-07-03", "【青河运动会】第三个比赛日青河队夺得金牌", body.format("3", "三", "28", "")),
        "四": ("2023-07-04", "【青河运动会】第四个比赛日青河队再夺金牌", body.format("4", "四", "32", "")),
        "重": (
            "2023-07-03",
            "青河运动会第三个比赛日 青河队游泳夺得金牌",
            body.format("3", "三", "28", "观众坐满柳沟体育场。"),
        ),
    }
    engine = _built(tmp_path / "index", told)
    try:
        assert set(engine.reports("三")) == {"三", "重"}
    finally:
        engine.close()


def test_what_is_counted_of_each_day_is_not_what_is_counted_up_to_it() -> None:
    """Medals of a day do not become those of the next; a toll does, up to its hour or not."""
    each_day = "青河运动会今天（7月{}日）进入开幕后的第{}个比赛日，全天共产生{}枚金牌。"
    assert _steps(each_day.format(1, "一", 28), each_day.format(2, "二", 32)) == []
    up_to = "截至今天（7月{}日）下午3时，青河县地震已造成{}人遇难。"
    assert _steps(up_to.format(1, 95), up_to.format(2, 126)) == [["95人", "126人"]]


def test_every_sign_has_a_weight_and_every_weight_a_sign() -> None:
    said = next(figures_said(FIRST))
    assert signs(said, said).keys() == read_model("same_thing").weights.keys()
    told = Told.of(FIRST)
    found = Comparison(NO_TERMS).signs(told, told, one_story=True)
    assert found.keys() == read_model("same_event").weights.keys()


class _NoTerms:
    """An archive without articles."""

    def __len__(self) -> int:
        return 0

    def frequencies(self, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        return np.zeros(len(terms), dtype=np.int64)

    def holding_all(self, terms: Sequence[str]) -> int:
        return 0


NO_TERMS = _NoTerms()


def test_a_likelihood_is_that_of_a_logistic_regression() -> None:
    """-1 + 2 × 1 + 0.5 × 2 = 2, and 1 / (1 + e^-2) = 0.8808."""
    model = LinearModel(-1.0, {"one": 2.0, "two": 0.5}, 0.5)
    assert model.likelihood({"one": 1.0, "two": 2.0}) == pytest.approx(0.8808, abs=1e-4)
