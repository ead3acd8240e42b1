"""A build's report in the index, as JSON for programs and as one HTML page with a chart for people."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import Element

from indexer.core.article import SkipReason
from indexer.core.files import write_whole
from indexer.core.markup import bilingual, element, report_page
from indexer.embed.embedder import ModelCard
from indexer.pipeline.report import BuildReport

Count = tuple[str, str, int]
"""Day ("2020-02-21", empty or shorter where unknown), source, number of articles."""

_BROAD, _NARROW = 900.0, 330.0
"""Widths of the plot on a desk and on a phone: each is drawn at its own size, so that its letters can be read."""
_HEIGHT = 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 8.0, 10.0, 30.0
_LABEL = 90.0
"""Units from one named period to the next."""
_MOST_BARS = 120
_NAMED_SOURCES = 6
OTHERS = "others"

Begin = Callable[[date], date]
"""The first day of the period that a day lies in."""

# From the finest to the coarsest; the first that gives few enough bars is drawn.
_PERIODS: tuple[tuple[str, Begin, int], ...] = (
    ("day", lambda day: day, 1),
    ("week", lambda day: day - timedelta(days=day.weekday()), 7),
    ("month", lambda day: day.replace(day=1), 31),
    ("year", lambda day: day.replace(month=1, day=1), 366),
)
"""Each with so many days that its first day and those lie in the next one."""
_IN_CHINESE = {"day": "天", "week": "周", "month": "月", "year": "年"}
_NAME_LENGTH = {"day": 10, "week": 10, "month": 7, "year": 4}
"""Characters of an ISO date that name a period."""


def named_sources(counts: Sequence[Count]) -> list[str]:
    """The sources with most articles, then one name for all others if there are more."""
    totals: Counter[str] = Counter()
    for _, source, count in counts:
        totals[source or "no source"] += count
    ordered = sorted(totals, key=lambda source: (-totals[source], source))
    return ordered[:_NAMED_SOURCES] + [OTHERS] * (len(ordered) > _NAMED_SOURCES)


def archive_plot(counts: Sequence[Count], *, width: float = _BROAD) -> tuple[str, Element]:
    """The period that a bar stands for ("day", "month"), and the plot; articles without a day are left out.

    Args:
        counts: Articles by day and source.
        width: Of the plot. Time runs evenly along it: a period without articles is a gap.
    """
    sources = named_sources(counts)
    dated = [(day, source or "no source", count) for text, source, count in counts if (day := _day(text)) is not None]
    period, begin, periods = _chosen([day for day, _, _ in dated])
    bars: dict[date, Counter[str]] = {each: Counter() for each in periods}
    for day, source, count in dated:
        bars[begin(day)][source if source in sources else OTHERS] += count
    tallest = max((bar.total() for bar in bars.values()), default=0) or 1
    marks = _grid(tallest, width)
    slot = (width - _LEFT - _RIGHT) / max(len(bars), 1)
    every = max(1, math.ceil(_LABEL / slot))
    for place, (day, bar) in enumerate(bars.items()):
        x, name = _LEFT + place * slot, day.isoformat()[: _NAME_LENGTH[period]]
        marks += _bar(x, slot, name=name, bar=bar, sources=sources, tallest=tallest)
        # The last label begins early enough to end inside the plot.
        if place % every == 0 and x + _LABEL * 0.8 <= width:
            marks.append(element("text", name, x=x, y=_HEIGHT - _BOTTOM + 18))
    label = f"各{_IN_CHINESE[period]}的文章数，按来源 · Articles by {period} and source"
    form = "narrow" if width < _BROAD else "broad"
    return period, element(
        "svg", *marks, viewBox=f"0 0 {width:g} {_HEIGHT:g}", role="img", aria_label=label, class_=form
    )


def _chosen(days: Sequence[date]) -> tuple[str, Begin, list[date]]:
    """The finest kind of period of which few enough lie between the first day and the last, and all of those."""
    first, last = min(days, default=date.max), max(days, default=date.min)
    name, begin, step = next(
        (
            each
            for each in _PERIODS
            if len(list(islice(_between(*each[1:], first, last), _MOST_BARS + 1))) <= _MOST_BARS
        ),
        _PERIODS[-1],
    )
    return name, begin, list(_between(begin, step, first, last))


def _between(begin: Begin, step: int, first: date, last: date) -> Iterator[date]:
    """The first days of all periods from that of the first day to that of the last."""
    while first <= last:
        yield begin(first)
        if (date.max - begin(first)).days < step:
            return
        first = begin(begin(first) + timedelta(days=step))


def _bar(
    x: float, width: float, *, name: str, bar: Counter[str], sources: Sequence[str], tallest: int
) -> list[Element]:
    """One bar, its sources from below."""
    marks: list[Element] = []
    below = 0
    for number, source in enumerate(sources):
        if not bar[source]:
            continue
        title = element("title", f"{name} {source}: {bar[source]:,}")
        top, bottom = (_y(height, tallest) for height in (below + bar[source], below))
        marks.append(
            element("rect", title, x=x, y=top, width=max(width * 0.9, 0.5), height=bottom - top, class_=f"s{number}")
        )
        below += bar[source]
    return marks


def _grid(tallest: int, width: float) -> list[Element]:
    """Lines at none, half and all of the tallest bar; half only where it is a whole number."""
    marks: list[Element] = []
    for height in (0, tallest // 2, tallest) if tallest % 2 == 0 else (0, tallest):
        y = _y(height, tallest)
        marks.append(element("line", x1=_LEFT, x2=width - _RIGHT, y1=y, y2=y, class_="grid"))
        marks.append(element("text", f"{height:,}", x=_LEFT - 6, y=y + 4, text_anchor="end"))
    return marks


def _y(height: float, tallest: int) -> float:
    return _HEIGHT - _BOTTOM - height / tallest * (_HEIGHT - _TOP - _BOTTOM)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_NAMED_SKIPS = 200
"""Pages named for each reason; the JSON report names them all."""


def build_report_html(report: BuildReport, counts: Sequence[Count], *, created_at: str, model: str) -> str:
    """The page; names of pages and sources are escaped."""
    when = f"{created_at[:16].replace('T', ' ')} UTC"
    body = element(
        "body",
        element("h1", bilingual(f"索引构建 {when}", f"Index build of {when}")),
        element(
            "p",
            _said(report.outcome),
            f" · {model} · {report.backend}",
            class_="dim",
        ),
        *(element("p", fault, class_="note") for fault in (*report.faults, *report.degraded)),
        element(
            "section", element("h2", bilingual("建成了什么", "What was built")), _table(_facts(report), class_="facts")
        ),
        element("section", element("h2", bilingual("用时", "Time")), _stages(report)),
        *_archive(counts),
        *_skips(report),
    )
    style = files("indexer.pipeline").joinpath("report.css").read_text(encoding="utf-8")
    return report_page(f"Xunwen: index build {report.build}", style, body)


@cache
def _in_chinese() -> dict[str, str]:
    """Stages, outcomes, reasons and other words of the report in Chinese."""
    found: dict[str, str] = json.loads(
        files("indexer.pipeline").joinpath("report_words.json").read_text(encoding="utf-8")
    )
    return found


def _said(text: str) -> Element:
    """A word of the report in both languages; one that is data is told as it is."""
    return bilingual(_in_chinese().get(text, text), text)


def _facts(report: BuildReport) -> list[tuple[Element, str]]:
    """Names and values of the first table."""
    snapshot = f"{report.snapshot or '–'}" + (f" ← {report.base}" if report.base else "")
    return [
        (bilingual("快照（及其出发点）", "snapshot (and what it began from)"), snapshot),
        (bilingual("读取的页面", "pages read"), f"{report.pages:,}"),
        (bilingual("文章", "articles"), f"{report.articles:,}"),
        (
            bilingual("新增、修改、未变", "new, edited, unchanged"),
            f"{report.new:,}, {report.edited:,}, {report.unchanged:,}",
        ),
        (bilingual("未读而保留、移除", "kept without being read, deleted"), f"{report.kept:,}, {report.deleted:,}"),
        (bilingual("因页面读不出而保留", "kept when pruning, as their pages could not be read"), f"{report.unread:,}"),
        (bilingual("被后面的页面取代", "replaced by a later page"), f"{report.replaced:,}"),
        (bilingual("重复", "duplicates"), f"{report.skipped[SkipReason.DUPLICATE]:,}"),
        (bilingual("跳过的页面", "pages skipped"), f"{len(report.skips):,}"),
        (bilingual("段落", "chunks"), f"{report.chunks:,}"),
        (
            bilingual(
                "向量：新算、取自缓存、取自上个快照", "vectors: embedded, from the cache, from the last snapshot"
            ),
            f"{report.embedded:,}, {report.reused:,}, {report.carried:,}",
        ),
        (bilingual("词元、每秒", "tokens embedded, per second"), f"{report.tokens:,}, {report.tokens_per_second:,.0f}"),
        (bilingual("占用磁盘", "size on disk"), f"{report.bytes / 1e6:,.1f} MB"),
    ]


def _table(rows: Sequence[tuple[Element, str]], *, class_: str) -> Element:
    marks = (element("tr", element("th", name), element("td", value)) for name, value in rows)
    return element("table", *marks, class_=class_)


def _stages(report: BuildReport) -> Element:
    """Seconds of each stage, with a bar by its share."""
    total = sum(report.seconds.values()) or 1.0
    rows = [
        element(
            "tr",
            element("th", _said(name)),
            element("td", f"{took:,.1f} s", class_="number"),
            element("td", element("meter", value=took / total, min="0", max="1")),
        )
        for name, took in report.seconds.items()
    ]
    return element("table", *rows)


def _archive(counts: Sequence[Count]) -> list[Element]:
    """The plot, with its key, where there is anything to plot."""
    if not counts:
        return []
    period, broad = archive_plot(counts)
    narrow = archive_plot(counts, width=_NARROW)[1]
    undated = sum(count for day, _, count in counts if len(day) < len("2020-02-21"))
    key = [
        element("span", _said(source), class_=f"key s{number}") for number, source in enumerate(named_sources(counts))
    ]
    without = bilingual(f"{undated:,} 篇没有日期。", f"{undated:,} articles have no day.")
    note = [element("p", without, class_="dim")] if undated else []
    title = element("h2", bilingual(f"各{_IN_CHINESE[period]}的文章数，按来源", f"The archive by {period} and source"))
    return [element("section", title, broad, narrow, element("p", *key), *note)]


def _skips(report: BuildReport) -> list[Element]:
    """Pages that gave no article, by reason, most frequent first."""
    parts: list[Element] = []
    for reason, count in report.skipped.most_common():
        skips = [skip for skip in report.skips if skip.reason == reason]
        named = [element("li", f"{skip.name}: {skip.detail}") for skip in skips[:_NAMED_SKIPS]]
        more = (
            [
                element(
                    "p",
                    bilingual(f"…… 另有 {count - _NAMED_SKIPS:,} 个", f"… and {count - _NAMED_SKIPS:,} more"),
                    class_="dim",
                )
            ]
            if count > _NAMED_SKIPS
            else []
        )
        parts.append(
            element("details", element("summary", f"{count:,} ", _said(reason.value)), element("ul", *named), *more)
        )
    return [element("section", element("h2", bilingual("跳过的页面", "Skipped")), *parts)] if parts else []


_KEPT = 100
"""Reports kept: a quarter of a year of nightly builds."""


def reports_folder(index_dir: Path) -> Path:
    """Where an index keeps its reports."""
    return index_dir / "reports"


def reported_builds(index_dir: Path) -> set[str]:
    """Names of the builds whose reports an index has."""
    return {file.stem for file in reports_folder(index_dir).glob("*.json")}


def write_reports(
    index_dir: Path, report: BuildReport, counts: Sequence[Count], *, created_at: str, card: ModelCard
) -> None:
    """Writes both files of a build, and deletes those of builds long ago.

    Args:
        index_dir: Folder of the index.
        report: What the build did.
        counts: Articles of the archive by day and source.
        created_at: When the build began.
        card: The model that embedded.
    """
    folder = reports_folder(index_dir)
    folder.mkdir(exist_ok=True)
    fields = {
        **report.to_fields(),
        "created_at": created_at,
        "model": card.name,
        "by_day_and_source": [list(count) for count in counts],
    }
    text = json.dumps(fields, ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / f"{report.build}.json", text)
    html = build_report_html(report, counts, created_at=created_at, model=card.name)
    write_whole(folder / f"{report.build}.html", html)
    for old in sorted(folder.glob("*.json"))[:-_KEPT]:
        old.unlink()
        old.with_suffix(".html").unlink(missing_ok=True)
