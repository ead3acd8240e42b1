"""What the reports show, and that no text of an article can act in them."""

import io
import json
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from rich.console import Console

from indexer.core.markup import element, to_html
from indexer.core.process import Silent
from service.evaluate.latency import percentiles
from service.evaluate.questions import read_set
from service.evaluate.report_files import evaluation_html
from service.evaluate.report_terminal import print_evaluation
from service.evaluate.report_words import comparison_words
from service.evaluate.results import SHARES, Evaluation, ModeComparison
from service.evaluate.run import EvaluationPlan, evaluate
from service.evaluate.split import Half
from service.results import Mode
from tests.doubles import MarkingReader, TermEmbedder
from tests.evaluate.village import write_rows, write_set

HOSTILE = '</li></script><script src="https://example.org/x.js">alert(1)</script><img src=x onerror=alert(2)>'
VOID = {"meta", "input"}


class Tags(HTMLParser):
    """Collects tags and attributes, and checks that they nest."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """One question whose right article is not there, so that what was ranked instead is shown."""
    folder = tmp_path_factory.mktemp("hostile")
    village = write_set(
        folder / "village", [{"id": HOSTILE, "text": f"捐款 {HOSTILE}", "answers": [HOSTILE], "positive_ids": ["gone"]}]
    )
    write_rows(village / "corpus.jsonl", [{"id": "a", "title": HOSTILE, "text": f"捐款。\x01{HOSTILE}", "lang": "zh"}])
    plan = EvaluationPlan(None, folder / "work", tuple(Mode), Half.ALL, None, 200)
    return evaluate([read_set(village)], plan, TermEmbedder(), progress=Silent(), reader=MarkingReader())


def test_a_hostile_title_is_only_text(hostile: Evaluation) -> None:
    page = evaluation_html(hostile)
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert tags.tags.isdisjoint({"script", "img", "iframe", "object", "link", "base", "a", "form"})
    assert not [name for name in tags.attributes if name.startswith("on") or name in {"src", "href", "style"}]
    assert "&lt;script src=" in page
    assert "\x01" not in page


def test_the_page_loads_nothing_and_forbids_loading(hostile: Evaluation) -> None:
    page = evaluation_html(hostile)
    assert "default-src 'none'" in page
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert ".hybrid" in styles
    assert "url(" not in styles
    assert "@import" not in styles


def test_the_page_has_every_part(hostile: Evaluation) -> None:
    page = evaluation_html(hostile)
    for part in (
        "Worst questions",
        "not found",
        "recall@100",
        "randomisation test",
        "<svg",
        "p95",
        "score of the first",
    ):
        assert part in page


def test_the_terminal_needs_no_more_than_80_columns(hostile: Evaluation) -> None:
    written = io.StringIO()
    print_evaluation(hostile, Console(file=written, width=80))
    shown = written.getvalue()
    assert "1 right articles are not in this index" in shown
    assert "…" not in shown


def test_text_and_attributes_are_escaped_in_order() -> None:
    made = element("p", "a<b", element("b", "&"), "c", element("i"), "d\x00\ud800", class_='"x"', stroke_width=1.50)
    assert to_html(made) == '<p class="&quot;x&quot;" stroke-width="1.5">a&lt;b<b>&amp;</b>c<i></i>d��</p>'


def test_words_of_a_comparison() -> None:
    assert (
        comparison_words(ModeComparison("hit@1", Mode.HYBRID, Mode.DENSE, 0.0314, 0.00012))
        == "hit@1 +0.031* (p 0.0001)"
    )
    assert comparison_words(ModeComparison("MRR@10", Mode.HYBRID, Mode.DENSE, -0.02, 0.3)) == "MRR@10 -0.020 (p 0.300)"


def test_percentiles_lie_between_the_values() -> None:
    """Of 0, 1, … 100 ms the percentiles are their own numbers."""
    latency = percentiles([float(value) for value in range(101)])
    assert (latency.p50, latency.p95, latency.p99, latency.questions) == (50.0, 95.0, 99.0, 101)


def test_every_sentence_of_the_page_is_in_both_languages(hostile: Evaluation) -> None:
    """Where a Chinese reader looks there is no English sentence: what is not text of the set or a name stands in both."""
    page = evaluation_html(hostile)
    body = page[page.index("<main>") :]
    body = re.sub(r'<span class="ui" lang="en">.*?</span>', "", body)
    body = re.sub(r"<(svg|details)\b.*?</\1>", "", body, flags=re.DOTALL)  # plots; texts of the set
    told = re.sub(r"<[^>]+>", "\n", body)
    assert [line for line in told.split("\n") if re.search(r"^[^\u4e00-\u9fff]*[A-Za-z]+ [a-z]+ [a-z]+", line)] == []
    assert "1 篇正确的文章不在这个索引里，找不到。" in told


def test_words_are_told_in_both_languages_with_the_same_values() -> None:
    known = json.loads(files("service.evaluate").joinpath("report_words.json").read_text(encoding="utf-8"))
    for key, each in known.items():
        assert set(each) == {"zh", "en"}, key
        assert set(re.findall(r"{\w+}", each["zh"])) == set(re.findall(r"{\w+}", each["en"])), key
    assert {key for key in known if key.startswith("share_")} == {f"share_{share}" for share in SHARES}
