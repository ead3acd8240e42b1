"""The commands `report` and `eval`: what an archive holds, and how well questions find it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from indexer.cli.terminal import (
    DEFAULT_INDEX,
    FolderOption,
    ModelOption,
    PassagePrefixOption,
    QueryPrefixOption,
    StrictOption,
    indexer_settings,
    only_a_folder,
    out,
)
from indexer.core.errors import XunwenError
from service.cli.config import service_settings
from service.evaluate.split import Half
from service.web.strings import PageLanguage

if TYPE_CHECKING:
    from service.insights.overview import Overview

commands = typer.Typer()


@commands.command("report")
def report_command(
    out_file: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.html", help="File to write the report to.")],
    index: FolderOption = DEFAULT_INDEX,
    language: Annotated[PageLanguage, typer.Option("--language", help="Language of the report.")] = PageLanguage.EN,
) -> None:
    """Draw the archive at a glance: sources, dates, lengths, events with several reports, a map. One HTML file without external resources.

    Example: xunwen report --index news --out archive.html
    """
    overview = write_report(index, out_file, language)
    out.print(f"{out_file}: {overview.articles:,} articles, {len(overview.places):,} of them on the map.")


@commands.command("eval")
def eval_command(
    sets: Annotated[
        list[Path],
        typer.Argument(metavar="SET...", help="Sets of questions: folders with queries.jsonl, or JSON Lines files."),
    ],
    index: Annotated[
        Path | None,
        typer.Option(
            "--index",
            metavar="DIR",
            help="Index to ask. Default: one built from each set's corpus.",
            callback=only_a_folder,
        ),
    ] = None,
    work: Annotated[
        Path | None, typer.Option("--work", metavar="DIR", help="Folder for these indexes. Default: in the cache.")
    ] = None,
    modes: Annotated[
        str | None,
        typer.Option(
            "--modes",
            metavar="MODE,…",
            help="Modes to compare. Default: dense,lexical,hybrid; answers are always found as xunwen ask finds them.",
        ),
    ] = None,
    half: Annotated[
        Half, typer.Option("--half", help="Which half of the questions to ask: tune settings on one, report the other.")
    ] = Half.ALL,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Ask at most N questions of each language pair.")
    ] = None,
    answers: Annotated[
        bool,
        typer.Option("--answers", help="Also judge the answers, by kind and language: exact, right, wrong, declined."),
    ] = False,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write all figures and ranks to this file; - prints them."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a report with plots to this file.")
    ] = None,
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    strict: StrictOption = False,
) -> None:
    """Measure how well questions find the articles that answer them, in each mode, with intervals and tests.

    Example: xunwen eval my-questions.jsonl --index news --html report.html
    """
    from service.cli.evaluate import Reports, chosen_modes, run_command
    from service.evaluate.run import EvaluationPlan
    from service.evaluate.summarize import leading_mode
    from service.search.modes import ANSWERING_MODE

    settings = indexer_settings(
        model=model, query_prefix=query_prefix, passage_prefix=passage_prefix, strict=strict or None
    )
    limits = service_settings()
    kept = work or settings.cache_dir / "evaluate"
    chosen = chosen_modes(modes or "dense,lexical,hybrid")
    answer_mode = leading_mode(chosen) if modes else limits.default_mode or ANSWERING_MODE
    plan = EvaluationPlan(
        index=index,
        work=kept,
        modes=chosen,
        half=half,
        limit=limit,
        chunk_tokens=settings.chunk_tokens,
        answers=answers,
        answer_mode=answer_mode,
        candidates=limits.read_candidates,
    )
    run_command(sets, plan, settings, Reports(json, html), reader_file=limits.reader)


def write_report(index_dir: Path, file: Path, language: PageLanguage) -> "Overview":
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
    # Here and not at the top: these bring what --help need not wait for.
    from indexer.index.snapshot import open_snapshot
    from service.insights.summary import survey
    from service.search.opening import over
    from service.topics.reports import EventReports
    from service.web.insights_page import report_html

    if not file.parent.is_dir():
        raise XunwenError(f"There is no folder {file.parent}.", next_step="Make it, or choose another --out.")
    snapshot = open_snapshot(index_dir)
    overview = survey(snapshot, reports=EventReports(over(snapshot)).of, index_dir=index_dir)
    file.write_text(report_html(overview, language), encoding="utf-8")
    return overview
