"""Authors whom no label and no by-line names: fitted weights tell them by what stands around their names."""

import pytest

from indexer.core.article import Page, PageKind
from indexer.extract.article import explain_article
from indexer.extract.authors import LEARNT
from indexer.extract.fitted_weights import FittedWeights
from indexer.extract.likely_names import likely_names
from indexer.extract.named_words import NameSurroundings, could_be_name, named_words

TEXT = (
    "<p>江湾市水务局5日公布，白沙河堤坝加固工程已经完成八成，预计在六月汛期到来之前全部完工。</p>"
    "<p>工程去年十月开工，全长三点二公里，沿线十四个村的居民不必再在雨季搬离。</p>"
    "<p>副局长马国良说，剩下的一段地质复杂，施工队昼夜轮班。马国良还说，资金已经全部到位。</p>"
)
HEAD = "<h1>白沙河堤坝加固完成八成</h1><div class='tip'>2024-05-06 09:12　来源：江湾网</div>"
NOBODY = NameSurroundings(above=(), under_lead=(), below=(), body=(), declared=(), site="", staff=frozenset())


def read(inner: str):
    html = f"<html><head><title>白沙河堤坝加固完成八成_江湾网</title></head><body>{inner}</body></html>"
    article, choices = explain_article(Page("a.html", PageKind.HTML, html))
    return article.authors, next(choice for choice in choices if choice.field == "authors")


@pytest.mark.parametrize(
    ("inner", "authors"),
    [
        (f"{HEAD}<p>2024-05-06 13:03 江湾财讯 蔺晓筠/文</p><div>{TEXT}</div>", ("蔺晓筠",)),
        (
            f"{HEAD}<div><p>编者按：本文来自微信公众号“江湾夜航”（ID：yehang），作者：辛尧，江湾网经授权发布。</p>{TEXT}</div>",
            ("辛尧",),
        ),
    ],
    ids=["a deed behind the name, beside date and medium", "in a note of the editor's"],
)
def test_a_name_that_no_rule_reads_is_told_by_what_stands_around_it(inner, authors, monkeypatch):
    found, choice = read(inner)
    assert found == authors
    assert choice.reason.startswith(LEARNT)
    assert choice.reason.endswith("% sure")
    # By weights that say nothing nobody is found: it is the weights that tell.
    monkeypatch.setattr("indexer.extract.likely_names.WEIGHTS", FittedWeights(-9.0, {}))
    assert read(inner)[0] == ()


def test_whom_a_text_reports_on_is_no_author():
    found, choice = read(f"{HEAD}<div>{TEXT}</div>")
    assert found == ()
    assert choice.value == ""


def test_a_label_is_believed_before_the_weights_and_what_they_say_is_shown():
    found, choice = read(f"{HEAD}<p>作者：何青山</p><div>{TEXT}</div>")
    assert found == ("何青山",)
    assert choice.reason == "label above the text"
    assert [(other.said, other.reason.startswith(LEARNT)) for other in choice.others][-1] == ("何青山", True)


def test_the_editor_is_none():
    assert read(f"{HEAD}<div>{TEXT}</div><p>责任编辑：唐小敏　校对：蔺晓筠</p>")[0] == ()


def test_other_languages_are_left_to_the_rules():
    inner = (
        "<h1>Dam repaired</h1><p>2024-05-06</p><p>何青山</p>"
        + "<p>The dam of the river was repaired, officials said.</p>" * 5
    )
    assert all(not other.reason.startswith(LEARNT) for other in read(inner)[1].others)


@pytest.mark.parametrize(
    ("word", "could"),
    [
        ("何青", True),
        ("阿依古丽·买买提", True),
        ("记者", False),
        ("江苏省", False),
        ("何", False),
        ("江湾市水务局", False),
    ],
)
def test_which_words_could_be_names_at_all(word, could):
    assert could_be_name(word) is could


def test_a_probability_is_the_sum_of_what_is_seen():
    weights = FittedWeights(-1.0, {"left=author": 1.0, "zone=above": 0.0})
    assert weights.probability(("left=author", "zone=above", "never fitted")) == 0.5


def test_a_page_of_many_words_is_read_in_part():
    page = NameSurroundings(
        **{**{name: getattr(NOBODY, name) for name in NOBODY.__slots__}, "body": ("何青 " * 40,) * 3}
    )
    assert 0 < len(named_words(page)) < 500
    assert likely_names(NOBODY) == {}
