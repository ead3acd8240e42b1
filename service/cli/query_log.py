"""The commands `xunwen log …`: what readers asked, where a log of questions is kept."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.text import Text

from indexer.cli.terminal import JsonOption, out, print_json, printable, read_settings
from indexer.core.errors import InputError

if TYPE_CHECKING:
    from service.query_log.report import UnansweredQuestion
    from service.query_log.store import QueryLog

commands = typer.Typer(
    help="Report what readers asked and what was not answered (needs XUNWEN_QUERY_LOG). Example: xunwen log unanswered --days 7",
    no_args_is_help=True,
)

FileOption: TypeAlias = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", help="File of the log. Default: XUNWEN_QUERY_LOG.")
]
DaysOption: TypeAlias = Annotated[
    int, typer.Option("--days", min=1, max=3650, help="Number of days to report, up to now.")
]
IndexNameOption: TypeAlias = Annotated[
    str | None, typer.Option("--index-name", metavar="NAME", help="Only what the index of this name was asked.")
]


@commands.command("unanswered")
def unanswered_command(
    days: DaysOption = 30,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Number of questions to show.")] = 50,
    at_least: Annotated[
        int, typer.Option("--at-least", min=1, metavar="N", help="Only questions that were asked this often.")
    ] = 1,
    index_name: IndexNameOption = None,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """List the questions that were not answered, the most asked first.

    Example: xunwen log unanswered --days 7 --at-least 3
    """
    from service.query_log.report import unanswered

    for each in unanswered(_log(file).since(days, archive=index_name), limit=limit, at_least=at_least):
        if json:
            print_json(each.model_dump(mode="json"))
        else:
            _print(each)


@commands.command("report")
def report_command(
    days: DaysOption = 30, index_name: IndexNameOption = None, file: FileOption = None, json: JsonOption = False
) -> None:
    """Count what was asked, answered and opened.

    Example: xunwen log report --days 7
    """
    from service.query_log.report import QueryReport

    report = QueryReport.of(_log(file).since(days, archive=index_name), limit=10)
    if json:
        print_json(report.model_dump(mode="json"))
        return
    out.print(Text(f"{report.total:,} questions since {report.since or 'never'}", style="bold"))
    abstained = ", ".join(f"{reason} {times:,}" for reason, times in report.abstained.items())
    out.print(f"answered {report.answered:,}, not answered {sum(report.abstained.values()):,}", highlight=False)
    out.print(Text(f"  {abstained or 'none'}", style="dim"))
    out.print(f"searches that found something {report.found:,}, nothing {report.nothing:,}")
    out.print(f"an article was opened after {report.clicked:,}")
    for name, values in (("day", report.by_day), ("index", report.by_index)):
        told = ", ".join(f"{printable(each.value) or '-'} {each.times:,}" for each in values)
        out.print(Text(f"by {name}: {told}", style="dim"))
    for question in report.unanswered:
        _print(question)


@commands.command("purge")
def purge_command(
    before: Annotated[
        str, typer.Option("--before", metavar="DATE", help="Delete what was asked before this date (UTC).")
    ] = "",
    containing: Annotated[
        str, typer.Option("--containing", metavar="TEXT", help="Delete questions that contain this text.")
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="Delete the whole log.")] = False,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """Delete questions for good: they are overwritten on disk. Without an option, delete what is older than XUNWEN_QUERY_LOG_DAYS.

    Example: xunwen log purge --containing "王小明"
    """
    log = _log(file)
    if everything and (before or containing):
        raise typer.BadParameter("--all deletes everything: leave out --before and --containing.")
    if containing and not containing.strip():
        raise typer.BadParameter("--containing is blank: write what the questions contain.")
    chosen = everything or before or containing
    gone = log.purge(before=_day(before), containing=containing) if chosen else log.tidy()
    if json:
        print_json({"deleted": gone})
    else:
        out.print(f"{gone:,} questions deleted")


def _log(file: Path | None) -> "QueryLog":
    from service.query_log.store import QueryLog
    from service.settings import ServiceSettings

    settings = read_settings(ServiceSettings)
    chosen = file or settings.query_log
    if chosen is None or not chosen.is_file():
        place = "no file is named" if chosen is None else f"{chosen} is not there"
        raise InputError(
            f"No question was logged: {place}.", next_step="Give --file FILE, or serve with XUNWEN_QUERY_LOG=FILE."
        )
    return QueryLog(chosen, days=settings.query_log_days)


def _day(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise typer.BadParameter(f"--before {text}: write a day, 2027-03-31.") from error


def _print(each: "UnansweredQuestion") -> None:
    reasons = ", ".join(f"{reason} {times:,}" for reason, times in each.reasons.items())
    line = Text(f"{each.times:>7,}  ", style="cyan").append(printable(each.question), style="bold")
    out.print(line.append(f"  {each.last_asked[:10]}  {reasons}", style="dim"), soft_wrap=True)
