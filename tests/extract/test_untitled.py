"""Titles of articles that come without one: what happened, not who reports it."""

import pytest

from indexer.core.article import Page, PageKind
from indexer.extract.article import extract_article
from indexer.extract.untitled import own_title


@pytest.mark.parametrize(
    ("body", "title"),
    [
        pytest.param("柳河村修好了桥。两岸居民不必再绕行。", "柳河村修好了桥", id="a sentence without its full stop"),
        pytest.param("桥修好了吗？村民都在问。", "桥修好了吗？", id="a question keeps its sign"),
        pytest.param("江湾日报讯（记者 何青、通讯员唐敏）柳河村修好了桥。", "柳河村修好了桥", id="讯 with credits"),
        pytest.param("江湾网（江湾日报网）讯（通讯员 唐敏）柳河村修好了桥。", "柳河村修好了桥", id="讯 of two names"),
        pytest.param("江湾社云台7月31日电（记者何青）柳河村修好了桥。", "柳河村修好了桥", id="电 with a day"),
        pytest.param(
            "江湾社7月31日电 据云台县网站消息，柳河村修好了桥。", "柳河村修好了桥", id="电 and whose news it is"
        ),
        pytest.param("江湾视网消息：柳河村修好了桥。", "柳河村修好了桥", id="消息"),
        pytest.param("据江湾社电 记者从云台县了解到，柳河村修好了桥。", "柳河村修好了桥", id="据…电, and from whom"),
        pytest.param("【江湾时报报道】柳河村修好了桥。", "柳河村修好了桥", id="in brackets"),
        pytest.param("江湾网记者 何青 云台报道8月15日，柳河村修好了桥。", "8月15日，柳河村修好了桥", id="记者…报道"),
        pytest.param("原标题：柳河村修好了桥\n两岸居民不必再绕行。", "柳河村修好了桥", id="a line of its own"),
        pytest.param(
            "原标题：柳河村修好了新桥8月9日，柳河村的桥通车。", "柳河村修好了新桥", id="a day begins the text"
        ),
        pytest.param(
            "原标题：柳河村8月9日主桥合龙截至2023年8月9日，工程完成。", "柳河村8月9日主桥合龙", id="its own day"
        ),
        pytest.param(
            "原标题：柳河村的桥通车了 两岸欢喜柳河村的桥通车了 两岸欢喜，", "柳河村的桥通车了 两岸欢喜", id="again"
        ),
        pytest.param(
            "原标题：柳河村修好了新桥【江湾商报讯】（记者 何青）", "柳河村修好了新桥", id="a dateline begins it"
        ),
        pytest.param("他带来一个好消息，桥修好了。", "他带来一个好消息，桥修好了", id="a sentence on news"),
        pytest.param("江湾日报讯（记者 何青）通车。桥修好了。", "江湾日报讯（记者 何青）通车", id="too little is left"),
        pytest.param("The bridge is open. People cross it.", "The bridge is open", id="English"),
    ],
)
def test_a_title_tells_what_happened(body: str, title: str) -> None:
    assert own_title(body) == title


def test_a_title_is_bounded() -> None:
    assert len(own_title("柳河村" * 200)) == 60


@pytest.mark.parametrize(
    "line",
    ["（原标题：柳河新桥通车 两岸不再绕行）", "原标题：《柳河新桥通车 两岸不再绕行》"],
    ids=["brackets", "title marks"],
)
@pytest.mark.parametrize("last", [True, False])
def test_where_the_page_names_the_site_only_the_original_title_is_the_title(line, last):
    lines = [
        "昨天，柳河镇新桥通车，两岸居民不必再绕行八公里。",
        "桥长三百米，建了两年，花费四千万元，由县里和镇里各出一半。",
    ]
    texts = [*lines, line] if last else [line, *lines]
    html = f"<title>江湾网</title><h1>江湾网</h1><div>{''.join(f'<p>{text}</p>' for text in texts)}</div>"
    assert extract_article(Page("a.html", PageKind.HTML, html)).title == "柳河新桥通车 两岸不再绕行"
