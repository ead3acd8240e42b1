"""A build's report in the index, as JSON for programs and as one HTML page with a chart for people."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import Element

from indexer.core.article import SkipReason
from indexer.core.files import write_whole
from indexer.core.markup import element, report_page
from indexer.embed.embedder import ModelCard
from indexer.pipeline.report import BuildReport

Count = tuple[str, str, int]
"""Day ("2020-02-21", empty or shorter where unknown), source, number of articles."""

_WIDTH, _HEIGHT = 860.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 8.0, 10.0, 30.0
_MOST_BARS = 120
_NAMED_SOURCES = 6
OTHERS = "others"

Begin = Callable[[date], date]
"""The first day of the period that a day lies in."""

# From the finest to the coarsest; the first that gives few enough bars is drawn.
_PERIODS: tuple[tuple[str, Begin], ...] = (
    ("day", lambda day: day),
    ("week", lambda day: day - timedelta(days=day.weekday())),
    ("month", lambda day: day.replace(day=1)),
    ("year", lambda day: day.replace(month=1, day=1)),
)


def named_sources(counts: Sequence[Count]) -> list[str]:
    """The sources with most articles, then one name for all others if there are more."""
    totals: Counter[str] = Counter()
    for _, source, count in counts:
        totals[source or "no source"] += count
    ordered = sorted(totals, key=lambda source: (-totals[source], source))
    return ordered[:_NAMED_SOURCES] + [OTHERS] * (len(ordered) > _NAMED_SOURCES)


def archive_plot(counts: Sequence[Count]) -> tuple[str, Element]:
    """The period that a bar stands for ("day", "month"), and the plot; articles without a day are left out."""
    sources = named_sources(counts)
    dated = [(day, source or "no source", count) for text, source, count in counts if (day := _day(text)) is not None]
    period, begin = next(
        ((name, begin) for name, begin in _PERIODS if len({begin(day) for day, _, _ in dated}) <= _MOST_BARS),
        _PERIODS[-1],
    )
    bars: dict[date, Counter[str]] = {}
    for day, source, count in dated:
        bars.setdefault(begin(day), Counter())[source if source in sources else OTHERS] += count
    tallest = max((bar.total() for bar in bars.values()), default=1)
    marks = _grid(tallest)
    width = (_WIDTH - _LEFT - _RIGHT) / max(len(bars), 1)
    for place, day in enumerate(sorted(bars)):
        marks += _bar(_LEFT + place * width, width, day, bars[day], sources, tallest)
    label = f"Articles by {period} and source"
    return period, element("svg", *marks, viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}", role="img", aria_label=label)


def _bar(x: float, width: float, day: date, bar: Counter[str], sources: Sequence[str], tallest: int) -> list[Element]:
    """One bar, its sources from below, and now and then its day."""
    marks: list[Element] = []
    below = 0
    for number, source in enumerate(sources):
        if not bar[source]:
            continue
        title = element("title", f"{day.isoformat()} {source}: {bar[source]:,}")
        top, bottom = (_y(height, tallest) for height in (below + bar[source], below))
        marks.append(
            element("rect", title, x=x, y=top, width=max(width * 0.9, 0.5), height=bottom - top, class_=f"s{number}")
        )
        below += bar[source]
    # A day takes about 70 units; the first bar of each stretch of that length is named.
    if int((x - _LEFT) // 70) != int((x - _LEFT - width) // 70):
        marks.append(element("text", day.isoformat(), x=x, y=_HEIGHT - _BOTTOM + 18))
    return marks


def _grid(tallest: int) -> list[Element]:
    marks: list[Element] = []
    for share in (0.0, 0.5, 1.0):
        y = _y(tallest * share, tallest)
        marks.append(element("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="grid"))
        marks.append(element("text", f"{tallest * share:,.0f}", x=_LEFT - 6, y=y + 4, text_anchor="end"))
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
    body = element(
        "body",
        element("h1", f"Index build {report.build}"),
        element("p", f"{report.outcome} · {created_at} · {model} · {report.backend}", class_="dim"),
        *(element("p", fault, class_="warn") for fault in (*report.faults, *report.degraded)),
        element("section", element("h2", "What was built"), _table(_facts(report))),
        element("section", element("h2", "Time"), _stages(report)),
        *_archive(counts),
        *_skips(report),
    )
    style = files("indexer.pipeline").joinpath("report.css").read_text(encoding="utf-8")
    return report_page(f"Xunwen: index build {report.build}", style, body)


def _facts(report: BuildReport) -> list[tuple[str, str]]:
    """Names and values of the first table."""
    return [
        ("snapshot", f"{report.snapshot or 'none'}" + (f", begun from {report.base}" if report.base else "")),
        ("pages read", f"{report.pages:,}"),
        ("articles", f"{report.articles:,}"),
        ("new, edited, unchanged", f"{report.new:,}, {report.edited:,}, {report.unchanged:,}"),
        ("kept without being read, deleted", f"{report.kept:,}, {report.deleted:,}"),
        ("kept when pruning, as their pages could not be read", f"{report.unread:,}"),
        ("replaced by a later page", f"{report.replaced:,}"),
        ("duplicates", f"{report.skipped[SkipReason.DUPLICATE]:,}"),
        ("pages skipped", f"{len(report.skips):,}"),
        ("chunks", f"{report.chunks:,}"),
        (
            "vectors: embedded, from the cache, from the last snapshot",
            f"{report.embedded:,}, {report.reused:,}, {report.carried:,}",
        ),
        ("tokens embedded, per second", f"{report.tokens:,}, {report.tokens_per_second:,.0f}"),
        ("size on disk", f"{report.bytes / 1e6:,.1f} MB"),
    ]


def _table(rows: Sequence[tuple[str, str]]) -> Element:
    return element("table", *(element("tr", element("th", name), element("td", value)) for name, value in rows))


def _stages(report: BuildReport) -> Element:
    """Seconds of each stage, with a bar by its share."""
    total = sum(report.seconds.values()) or 1.0
    rows = [
        element(
            "tr",
            element("th", name),
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
    period, plot = archive_plot(counts)
    undated = sum(count for day, _, count in counts if len(day) < len("2020-02-21"))
    key = [element("span", source, class_=f"key s{number}") for number, source in enumerate(named_sources(counts))]
    note = [element("p", f"{undated:,} articles have no day.", class_="dim")] if undated else []
    title = element("h2", f"The archive by {period} and source")
    return [element("section", title, plot, element("p", *key), *note)]


def _skips(report: BuildReport) -> list[Element]:
    """Pages that gave no article, by reason, most frequent first."""
    parts: list[Element] = []
    for reason, count in report.skipped.most_common():
        skips = [skip for skip in report.skips if skip.reason == reason]
        named = [element("li", f"{skip.name}: {skip.detail}") for skip in skips[:_NAMED_SKIPS]]
        more = [element("p", f"… and {count - _NAMED_SKIPS:,} more", class_="dim")] if count > _NAMED_SKIPS else []
        parts.append(element("details", element("summary", f"{count:,} {reason}"), element("ul", *named), *more))
    return [element("section", element("h2", "Skipped"), *parts)] if parts else []


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
