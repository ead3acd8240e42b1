"""Fields are read behind their labels in many languages, one place chooses between what a page says, and says why."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from indexer.core.article import Page, PageKind
from indexer.extract.article import explain_article, extract_article
from indexer.extract.dates import read_date_in_words
from indexer.extract.patterns import cut
from indexer.extract.person_names import names_of
from indexer.extract.titles import choose_title
from indexer.input.pages import read_pages
from service.cli.app import app

SAMPLES = Path(__file__).parents[2] / "data" / "pages"
TEXT = "<p>昨天，小镇新桥通车，两岸居民不必再绕行八公里。</p><p>桥长三百米，建了两年，花费四千万元。</p>"


def page(html):
    return Page(name="page.html", kind=PageKind.HTML, text=html)


def read(head, *, metas="", text=TEXT):
    html = f"<title>小镇新桥通车</title>{metas}<h1>小镇新桥通车</h1><div>{head}</div><div class='x'>{text}</div>"
    return extract_article(page(html))


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("来源:江湾日报 | 作者:丁一 | 责任编辑:何青", [("source", "江湾日报"), ("author", "丁一"), ("editor", "何青")]),
        ("来 源：江湾日报作 者：丁一", [("source", "江湾日报"), ("author", "丁一")]),
        ("編輯：何青審核：丁一", [("editor", "何青"), ("other", "丁一")]),
        ("【来源】江湾日报【作者】丁一", [("source", "江湾日报"), ("author", "丁一")]),
        ("文 | 丁一", [("author", "丁一")]),
        ("Source: Harbour Courier | Author: Jane Doe", [("source", "Harbour Courier"), ("author", "Jane Doe")]),
        ("Autor: Inés Cordero Fecha: 2023-11-18", [("author", "Inés Cordero"), ("date", "2023-11-18")]),
        ("Автор: Ольга Левашова", [("author", "Ольга Левашова")]),
        ("Nguồn: Báo Miền Sông Tác giả: Lâm Thị Ngọc Hà", [("source", "Báo Miền Sông"), ("author", "Lâm Thị Ngọc Hà")]),
        ("المصدر: وكالة", [("source", "وكالة")]),
        ("기자: 김철수", [("author", "김철수")]),
        ("By Tom Ashgrove", [("author", "Tom Ashgrove")]),
    ],
)
def test_a_line_is_cut_at_every_label(line, parts):
    assert [(str(field.kind), field.value) for field in cut(line)] == parts


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Tom Ashgrove and Nora Whitlock · 2023-05-06", ("Tom Ashgrove", "Nora Whitlock")),
        ("Will Knight, senior writer", ("Will Knight",)),
        ("Benjamin Fischer und Marcus Theurer", ("Benjamin Fischer", "Marcus Theurer")),
        ("Ludwig van Beethoven", ("Ludwig van Beethoven",)),
        ("Lâm Thị Ngọc Hà", ("Lâm Thị Ngọc Hà",)),
        ("By", ()),
        ("Staff", ()),
        ("2024-08-22", ()),
        ("Publicado el", ()),
    ],
)
def test_names_of_other_scripts_end_where_something_else_begins(value, names):
    assert names_of(value) == names


SAMPLE_FIELDS = json.loads((Path(__file__).parent / "samples.json").read_text("utf-8"))


def test_every_field_of_the_sample_pages_is_what_they_say():
    found = {
        Path(each.name).name: extract_article(each) for each in read_pages([str(SAMPLES)]) if isinstance(each, Page)
    }
    assert found.keys() == SAMPLE_FIELDS.keys()
    for name, wanted in SAMPLE_FIELDS.items():
        said = {field: getattr(found[name], field) for field in wanted}
        assert said | {"authors": list(found[name].authors)} == wanted, name


def test_the_end_of_the_text_names_author_and_source_in_brackets():
    article = read("2024-08-22 09:15", text=TEXT + "<p>大桥免费通行。（来源：江湾日报 作者：丁一心 编辑：何青）</p>")
    assert (article.source, article.authors) == ("江湾日报", ("丁一心",))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("6. Mai 2020", "2020-05-06"),
        ("3 de mayo de 2022", "2022-05-03"),
        ("1er mai 2020", "2020-05-01"),
        ("21 апреля 2021 г.", "2021-04-21"),
        ("4 maja 2021", "2021-05-04"),
        ("04.02.2022 | 13:10 Uhr", "2022-02-04"),
        ("22/8/2024", "2024-08-22"),
        ("8/22/2024", "2024-08-22"),
        ("September 7, 2019", "2019-09-07"),
        ("3/4/2022", ""),
        ("31.04.2022", ""),
        ("Version 1.2.2022.5", ""),
        ("192.168.20.2022", ""),
    ],
)
def test_days_of_a_dozen_languages(value, day):
    assert read_date_in_words(value) == day


def test_which_is_the_day_of_two_small_numbers_the_language_says():
    assert read_date_in_words("3/4/2022", day_first=True) == "2022-04-03"
    html = "<html lang={}><title>Ponte</title><h1>Il ponte nuovo</h1><p>3/4/2022</p>" + TEXT
    assert extract_article(page(html.format("it"))).published_at == "2022-04-03"
    assert extract_article(page(html.format("en-US"))).published_at == ""


def linked(*objects):
    return f"<script type='application/ld+json'>{json.dumps({'@graph': objects})}</script>"


def test_json_ld_names_an_author_by_reference():
    person = {"@type": "Person", "@id": "#p1", "name": "Inés Cordero @icordero"}
    article = {"@type": "NewsArticle", "author": {"@id": "#p1"}, "datePublished": "2023-11-18"}
    site = {"@type": "WebPage", "author": "Somebody Else", "datePublished": "2020-01-01"}
    found = read("", metas=linked(site, person, article))
    assert (found.authors, found.published_at) == (("Inés Cordero",), "2023-11-18")


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("<p>19. Dezember 2019 · von <a rel=author href=/author/x>freeman1984</a></p>", ("freeman1984",)),
        ("<p>By <a href='/writers/emily'>Emily Burack</a> | <a href=/c>Kategorien</a></p>", ("Emily Burack",)),
        ("<p class=byline>von Redaktion</p>", ()),
        ("<p class=author>Published</p><p class=author>October</p>", ()),
        ("<p>Interview: Julia Lauter</p>", ("Julia Lauter",)),
        ("<p>2024-08-22 来源：江湾日报 记者 丁一</p>", ("丁一",)),
    ],
)
def test_who_wrote_it(head, authors):
    assert read(head).authors == authors


def test_a_card_for_other_sites_names_the_author():
    metas = "<meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Tom Ashgrove'>"
    assert read("", metas=metas).authors == ("Tom Ashgrove",)


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>新桥昨日正式通车_江湾网</title><h1><span>江湾要闻</span><span>新桥昨日正式通车</span></h1>", "新桥昨日正式通车"),
        ("<title>A bridge for two towns | Courier</title><h1><i>Opinion</i> <b>A bridge for two towns</b></h1>", "A bridge for two towns"),
        ("<title>A bridge for two towns</title><h1><i>27.01.2022</i><b>A bridge for both of the towns</b></h1>", "A bridge for both of the towns"),
        ("<title>Courier</title><a href=/n>News</a><h1>News</h1><h1>A bridge for two towns</h1>", "A bridge for two towns"),
    ],
    ids=["kicker", "kicker of a word", "date", "section"],
)  # fmt: skip
def test_what_stands_beside_a_title_in_its_heading_is_no_part_of_it(html, title):
    assert extract_article(page(f"{html}<p>2024-08-22</p>{TEXT}")).title == title


def test_a_note_behind_the_source_is_no_part_of_it():
    assert read("2024-08-22 来源：江湾日报 [整理：何青]").source == "江湾日报"


def test_a_meta_author_that_is_the_site_is_no_author():
    metas = "<meta property='og:site_name' content='Harbour Courier'><meta name='author' content='Harbour Courier'>"
    assert read("2024-08-22", metas=metas).authors == ()


def test_a_choice_says_where_it_comes_from_and_what_was_not_believed():
    data = json.dumps({"@type": "NewsArticle", "author": {"name": "何青山"}, "publisher": {"name": "青禾网"}})
    metas = f"<script type='application/ld+json'>{data}</script>"
    html = f"<title>小镇新桥通车</title>{metas}<h1>小镇新桥通车</h1><div>来源：江湾日报 作者：丁一心</div><div>{TEXT}</div>"
    choices = {choice.field: choice for choice in explain_article(page(html))[1]}
    assert (choices["authors"].value, choices["authors"].reason) == ("丁一心", "label above the text")
    assert ("何青山", "JSON-LD author") in [(other.said, other.reason) for other in choices["authors"].others]
    assert choices["source"].value == "江湾日报"
    assert ("青禾网", "JSON-LD publisher") in [(other.said, other.reason) for other in choices["source"].others]


def test_extract_explains_on_request(tmp_path):
    file = tmp_path / "a.html"
    file.write_text(
        f"<title>小镇新桥通车</title><h1>小镇新桥通车</h1><div>来源：江湾日报</div><div>{TEXT}</div>", "utf-8"
    )
    shown = CliRunner().invoke(app, ["extract", str(file), "--explain", "--json"])
    explained = json.loads(shown.stdout)["explained"]
    assert [choice["reason"] for choice in explained if choice["field"] == "source"] == ["label above the text"]
    assert "explained" not in json.loads(CliRunner().invoke(app, ["extract", str(file), "--json"]).stdout)


@pytest.mark.parametrize(
    ("window", "headings", "sites", "title"),
    [
        (
            "Bloghaus | How to mend a net in winter",
            ["Bloghaus", "How to mend a net in winter"],
            [],
            "How to mend a net in winter",
        ),
        ("小镇新桥昨日通车 江湾新闻网", [], [], "小镇新桥昨日通车"),
        ("小镇新桥昨日通车 - Harbour Courier", ["Harbour Courier"], ["Harbour Courier"], "小镇新桥昨日通车"),
        ("小镇新桥昨日通车_江湾网", ["江湾网"], [], "小镇新桥昨日通车"),
    ],
)
def test_a_site_is_no_title_and_no_part_of_one(window, headings, sites, title):
    assert choose_title(window, headings=headings, declared=[], lines=headings, sites=sites) == title


def test_what_has_no_title_is_called_by_its_original_one_or_its_first_sentence():
    assert extract_article(page(f"<div>{TEXT}</div>")).title == "昨天，小镇新桥通车，两岸居民不必再绕行八公里"
    named = "<p>（原标题：江湾新桥昨日通车）</p>" + TEXT
    assert extract_article(page(f"<div>{named}</div>")).title == "江湾新桥昨日通车"
    long = "桥" * 400 + "，通车。"
    assert len(extract_article(page(f"<div><p>{long}</p></div>")).title) <= 60
