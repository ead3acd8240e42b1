"""Writes the archive at a glance to a file; opens the index without a model."""

from pathlib import Path

from indexer.core.errors import XunwenError
from indexer.index.snapshot import open_snapshot
from service.insights.overview import Overview
from service.insights.summary import survey
from service.web.insights_page import report_html
from service.web.strings import PageLanguage


def write_report(index_dir: Path, file: Path, language: PageLanguage) -> Overview:
    """Surveys the published snapshot of an index and writes the report.

    Args:
        index_dir: Folder of the index.
        file: Where the report goes; one that is there is replaced.
        language: The report's own words.

    Returns:
        What the report shows.

    Raises:
        SnapshotError: Nothing is published, or it is not whole.
        XunwenError: The file's folder is not there.
    """
    if not file.parent.is_dir():
        raise XunwenError(f"There is no folder {file.parent}.", next_step="Make it, or choose another --out.")
    snapshot = open_snapshot(index_dir)
    overview = survey(snapshot, index_dir)
    file.write_text(report_html(overview, language), encoding="utf-8")
    return overview
