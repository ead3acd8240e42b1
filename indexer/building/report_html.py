"""A build's report as one HTML page that loads nothing, for the person who reads it the next morning."""

from collections.abc import Sequence
from importlib.resources import files
from xml.etree.ElementTree import Element

from indexer.building.report import BuildReport
from indexer.building.report_plot import Count, archive_plot, named_sources
from indexer.domain import SkipReason
from indexer.markup import element, report_page

_NAMED_SKIPS = 200
"""Pages named for each reason; the JSON report names them all."""


def report_html(report: BuildReport, counts: Sequence[Count], *, created_at: str, model: str) -> str:
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
    style = files("indexer.building").joinpath("report.css").read_text(encoding="utf-8")
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
