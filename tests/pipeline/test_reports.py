"""Each build leaves what it did for programs and for people."""

import json
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest

from indexer.core.article import Skip, SkipReason
from indexer.core.errors import GateError
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.report import BuildReport
from indexer.pipeline.report_html import archive_plot, build_report_html, named_sources
from tests.archives import DONATION, FLOOD, RECORDS, build, record_pages
from tests.doubles import TermEmbedder
from tests.web.browser import chromium, needs_chromium, visitor

NASTY = "<script>alert(1)</script>\ud800.html"


def _report(index: Path, name: str) -> dict[str, object]:
    return json.loads((index / "reports" / f"{name}.json").read_text(encoding="utf-8"))


def test_a_report_counts_and_names_everything(tmp_path: Path) -> None:
    skip = Skip(NASTY, SkipReason.BINARY, "not text")
    report = build(tmp_path, TermEmbedder(), [skip, *record_pages([*RECORDS, FLOOD])])
    left = _report(tmp_path, report.build)
    assert (left["outcome"], left["pages"], left["articles"], left["new"]) == ("published", 6, 4, 4)
    assert left["skipped"] == {"binary": 1, "duplicate": 1}
    assert left["skips"][1] == {"name": "archive.jsonl:5", "reason": "duplicate", "detail": "same article as flood"}
    assert ["2021-07-20", "江城晚报", 1] in left["by_day_and_source"]
    assert sum(count for *_, count in left["by_day_and_source"]) == 4
    assert {"read", "chunk", "embed", "terms", "check", "publish"} <= left["seconds"].keys()
    html = (tmp_path / "reports" / f"{report.build}.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<svg" in html


def test_tokens_are_those_of_what_was_embedded(tmp_path: Path) -> None:
    """The double counts a character as a token, so that the sample of one in sixteen is exact."""
    embedder = TermEmbedder()
    report = build(tmp_path, embedder, record_pages([DONATION]))
    assert report.tokens == sum(len(text) for text in embedder.passages[: report.embedded])


def test_builds_that_publish_nothing_leave_a_report_too(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    same = build(tmp_path, TermEmbedder())
    assert _report(tmp_path, same.build)["outcome"] == "nothing changed"
    with pytest.raises(GateError):
        build(tmp_path, TermEmbedder(), record_pages([DONATION]), plan=BuildPlan(prune=True))
    last = max(path.stem for path in (tmp_path / "reports").glob("*.json"))
    assert _report(tmp_path, last)["outcome"] == "refused"
    assert _report(tmp_path, last)["faults"][0].startswith("articles fell by 75%")


def test_the_plot_has_a_bar_of_the_right_height_for_each_source_and_period() -> None:
    """In days where they are few; 4 articles of one day are twice as high as 2."""
    counts = [("2020-02-21", "甲", 4), ("2020-02-22", "甲", 2), ("2020-02-22", "乙", 1), ("", "甲", 9)]
    period, plot = archive_plot(counts)
    bars = {bar.find("title").text: float(bar.get("height")) for bar in plot.iter("rect")}
    assert period == "day"
    assert bars["2020-02-21 甲: 4"] == pytest.approx(2 * bars["2020-02-22 甲: 2"], rel=1e-3)
    assert bars["2020-02-22 乙: 1"] == pytest.approx(bars["2020-02-21 甲: 4"] / 4, abs=0.02)
    assert len(bars) == 3
    assert Tree.tostring(plot)


def _labels(plot: Tree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in plot.iter("text")]


def test_time_runs_evenly_along_the_plot_and_its_height_is_told_in_whole_articles() -> None:
    """Bars of the first and third day lie two days apart, as the second has none; nobody reads of half an article."""
    _, plot = archive_plot([("2020-02-21", "甲", 1), ("2020-02-23", "甲", 1)])
    first, third = (float(bar.get("x")) for bar in plot.iter("rect"))
    assert third - first == pytest.approx(2 * (900 - 46 - 8) / 3, abs=0.1)
    assert _labels(plot)[:2] == ["0", "1"]
    assert _labels(archive_plot([("2020-02-21", "甲", 4)])[1])[:3] == ["0", "2", "4"]


@pytest.mark.parametrize("width", [900, 330])
def test_names_of_periods_do_not_run_into_each_other(width: int) -> None:
    counts = [(f"20{year:02}-{month:02}-01", "甲", 1) for year in range(15, 24) for month in range(1, 13)]
    period, plot = archive_plot(counts, width=width)
    places = [float(text.get("x")) for text in plot.iter("text") if text.get("text-anchor") is None]
    assert period == "month"
    assert min(after - before for before, after in pairwise(places)) >= 90
    assert places[-1] + 60 <= width


def test_a_report_is_in_both_languages_and_names_when_it_was_made(tmp_path: Path) -> None:
    report = build(tmp_path, TermEmbedder())
    html = (tmp_path / "reports" / f"{report.build}.html").read_text(encoding="utf-8")
    assert '<span class="ui" lang="zh">建成了什么</span><span class="ui" lang="en">What was built</span>' in html
    heading = html[html.index("<h1>") : html.index("</h1>")]
    assert report.build not in heading
    assert html.count('checked="checked"') == 1


@pytest.mark.parametrize(("days", "period"), [(120, "day"), (700, "week"), (3000, "month"), (20_000, "year")])
def test_long_archives_are_drawn_in_longer_periods(days: int, period: str) -> None:
    first = date(1960, 1, 4).toordinal()
    counts = [(date.fromordinal(first + day).isoformat(), "甲", 1) for day in range(days)]
    assert archive_plot(counts)[0] == period


def test_sources_beyond_the_sixth_share_a_name() -> None:
    counts = [("2020-02-21", f"s{number}", 10 - number) for number in range(8)]
    assert named_sources(counts) == ["s0", "s1", "s2", "s3", "s4", "s5", "others"]


def test_stages_outcomes_and_reasons_are_told_in_chinese_too(tmp_path: Path) -> None:
    """Of a whole build, and every reason that there is."""
    report = build(tmp_path / "index", TermEmbedder())
    (page,) = (tmp_path / "index" / "reports").glob("*.html")
    words = json.loads(files("indexer.pipeline").joinpath("report_words.json").read_text(encoding="utf-8"))
    assert set(report.seconds) <= set(words)
    assert {reason.value for reason in SkipReason} <= set(words)
    html = page.read_text(encoding="utf-8")
    for name in report.seconds:
        assert (
            f'<th><span><span class="ui" lang="zh">{words[name]}</span><span class="ui" lang="en">{name}</span>' in html
        )


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("base", ["", "20261101T093711.756Z-2"])
def test_names_of_snapshots_stay_whole_on_a_phone(base: str) -> None:
    """Beside what they are names of there is no room for them: they stand below it, each on one line."""
    report = BuildReport(build="b", outcome="published", snapshot="20261130T033711.756Z-12", base=base)
    page = build_report_html(report, [], created_at="2026-11-30T03:37:11Z", model="a-model")
    with chromium() as browser, visitor(browser, "", viewport={"width": 390, "height": 844}) as reader:
        reader.page.set_content(page)
        lines = reader.page.evaluate(
            """(names) => names.map((name) => {
              const text = [...document.querySelectorAll("td")].flatMap((each) => [...each.childNodes]).find((each) => each.data?.includes(name));
              const range = document.createRange();
              range.setStart(text, text.data.indexOf(name));
              range.setEnd(text, text.data.indexOf(name) + name.length);
              return range.getClientRects().length;
            })""",
            [each for each in (report.snapshot, base) if each],
        )
        assert set(lines) == {1}
        assert reader.overflow() == 0
