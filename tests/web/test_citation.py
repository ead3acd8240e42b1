"""Citations in four styles, written out by hand from the rules of each."""

from dataclasses import replace
from datetime import date

import pytest

from indexer.core.article import Article
from service.web.citation import apa, citations_of, gbt_7714
from service.web.strings import PageLanguage

CHINESE = Article(
    "d",
    "柳河村党员带头捐款",
    "",
    url="https://qinghe.example/a",
    source="青禾日报",
    authors=("周晓岚", "何青"),
    published_at="2021-03-05T09:30:00+08:00",
    language="zh",
)
TODAY = date(2026, 11, 29)


def test_gbt_7714_names_what_is_known_in_its_order() -> None:
    assert (
        gbt_7714(CHINESE, CHINESE.url, TODAY)
        == "周晓岚, 何青. 柳河村党员带头捐款[N/OL]. 青禾日报, 2021-03-05[2026-11-29]. https://qinghe.example/a"
    )


@pytest.mark.parametrize(
    ("names", "written"),
    [(("甲", "乙", "丙", "丁"), "甲, 乙, 丙, 等. "), (("Ann", "Bob", "Cy", "Di"), "Ann, Bob, Cy, et al. "), ((), "")],
)
def test_gbt_7714_names_three_authors(names: tuple[str, ...], written: str) -> None:
    article = Article("d", "题", "", authors=names)
    assert gbt_7714(article, "https://x.example/", TODAY) == f"{written}题[N/OL]. [2026-11-29]. https://x.example/"


def test_apa_puts_the_author_or_else_the_title_first() -> None:
    assert (
        apa(CHINESE, CHINESE.url)
        == "周晓岚, & 何青. (2021, March 5). 柳河村党员带头捐款. 青禾日报. https://qinghe.example/a"
    )
    unsigned = Article("l", "Harbour library reopens", "", source="Harbour Gazette")
    assert (
        apa(unsigned, "https://x.example/l") == "Harbour library reopens. (n.d.). Harbour Gazette. https://x.example/l"
    )


def test_plain_and_markdown_hold_the_quote_its_source_and_day() -> None:
    plain, markdown, *_ = citations_of(
        CHINESE, "全村共捐款\n三万二千元。", page="https://here.example/articles/d", today=TODAY, ui=PageLanguage.ZH
    )
    assert (
        plain.text
        == "“全村共捐款 三万二千元。”\n— 《柳河村党员带头捐款》，青禾日报，2021年3月5日\nhttps://qinghe.example/a"
    )
    assert markdown.text == (
        "> 全村共捐款 三万二千元。\n>\n> — [《柳河村党员带头捐款》](https://qinghe.example/a)，青禾日报，2021年3月5日"
    )


def test_a_quote_leaves_the_byline_out_and_names_have_no_job() -> None:
    article = replace(CHINESE, authors=("通讯员 周晓岚", "记者 何青"))
    plain, _, gbt, styled = citations_of(
        article, "（记者 何青 文/图）全村共捐款三万二千元。", page="", today=TODAY, ui=PageLanguage.ZH
    )
    assert plain.text.startswith("“全村共捐款三万二千元。”\n")
    assert gbt.text.startswith("周晓岚, 何青. 柳河村")
    assert styled.text.startswith("周晓岚, & 何青. (2021")


def test_text_of_an_article_is_no_markdown_and_its_address_no_script() -> None:
    evil = Article("e", "a](javascript:x) *b*", "", url="javascript:alert(1)")
    styles = citations_of(evil, "`c` <d>", page="https://here.example/articles/e", today=TODAY, ui=PageLanguage.EN)
    assert styles[1].text == ("> \\`c\\` \\<d\\>\n>\n> — [a\\](javascript:x) \\*b\\*](https://here.example/articles/e)")
    assert all("javascript:alert" not in each.text for each in styles)


def test_without_an_address_that_others_can_open_an_article_is_cited_by_its_source_and_id() -> None:
    unaddressed = replace(CHINESE, url="")
    plain, markdown, gbt, styled = citations_of(unaddressed, "捐款三万元。", page="", today=TODAY, ui=PageLanguage.ZH)
    assert plain.text == "“捐款三万元。”\n— 《柳河村党员带头捐款》，青禾日报，2021年3月5日\n档案编号 d"
    assert markdown.text == "> 捐款三万元。\n>\n> — 《柳河村党员带头捐款》，青禾日报，2021年3月5日，档案编号 d"
    assert gbt.text == "周晓岚, 何青. 柳河村党员带头捐款[N]. 青禾日报, 2021-03-05. 档案编号 d"
    assert styled.text == "周晓岚, & 何青. (2021, March 5). 柳河村党员带头捐款. 青禾日报. 档案编号 d"


def test_a_title_stands_in_the_marks_of_the_pages_language() -> None:
    """Marks inside of it become those of the second order; how an untitled text begins is no title."""

    def plain(article: Article, ui: PageLanguage) -> str:
        return citations_of(article, "", page="", today=TODAY, ui=ui)[0].text.partition("\n")[0]

    named = replace(CHINESE, title="村民读《红楼梦》")
    untitled = replace(CHINESE, title="全村捐款", body="全村捐款。众人高兴。")
    assert plain(named, PageLanguage.ZH).startswith("《村民读〈红楼梦〉》，青禾日报")
    assert plain(named, PageLanguage.EN).startswith("村民读《红楼梦》, 青禾日报")
    assert "《" not in plain(untitled, PageLanguage.ZH)
