"""Where reports of builds are left: DIR/reports/NAME.json for programs and NAME.html for people."""

import json
from collections.abc import Sequence
from pathlib import Path

from indexer.building.report import BuildReport
from indexer.building.report_html import report_html
from indexer.building.report_plot import Count
from indexer.disk import write_whole
from indexer.embed import ModelCard

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
    html = report_html(report, counts, created_at=created_at, model=card.name)
    write_whole(folder / f"{report.build}.html", html)
    for old in sorted(folder.glob("*.json"))[:-_KEPT]:
        old.unlink()
        old.with_suffix(".html").unlink(missing_ok=True)
