"""The command `xunwen events`: what readers chose, on the terminal and as JSON."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from indexer.cli.terminal import JsonOption, out, print_json, printable, read_settings
from indexer.core.errors import InputError

if TYPE_CHECKING:
    from service.events.report import EventsReport

events = typer.Typer(
    help="Report what readers opened from related reading and searches (needs XUNWEN_EVENTS_FILE). Example: xunwen events report --days 7",
    no_args_is_help=True,
)


@events.callback()
def group() -> None:
    """Keeps `report` a command of its own."""


@events.command("report")
def report_command(
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="File of events. Default: XUNWEN_EVENTS_FILE.")
    ] = None,
    days: Annotated[
        int, typer.Option("--days", min=1, max=100_000, help="Number of days to report, up to today.")
    ] = 30,
    json: JsonOption = False,
) -> None:
    """Count what readers opened.

    Example: xunwen events report --file clicks.sqlite --days 7
    """
    from service.events.report import EventsReport
    from service.events.store import ChoiceStore
    from service.settings import ServiceSettings

    chosen = file or read_settings(ServiceSettings).events_file
    if chosen is None or not chosen.is_file():
        place = "no file is named" if chosen is None else f"{chosen} is not there"
        raise InputError(
            f"Nothing was counted: {place}.", next_step="Give --file FILE, or serve with XUNWEN_EVENTS_FILE=FILE."
        )
    since = (datetime.now(UTC).date() - timedelta(days=days - 1)).isoformat()
    report = EventsReport.of(ChoiceStore(chosen).since(since), since)
    if json:
        print_json(report.model_dump(mode="json"))
    else:
        _print(report)


def _print(report: "EventsReport") -> None:
    out.print(Text(f"{report.total:,} opened since {report.since}", style="bold"))
    for name, values in (("list", report.by_list), ("place", report.by_rank), ("day", report.by_day)):
        out.print(Text(f"by {name}: " + ", ".join(f"{each.value} {each.times:,}" for each in values), style="dim"))
    for article in report.articles[:10]:
        out.print(Text(f"{article.times:>7,}  ", style="cyan").append(printable(article.article_id), style="bold"))
    for pair in report.pairs[:10]:
        line = f"{printable(pair.shown_on)} → {printable(pair.article_id)}"
        out.print(Text(f"{pair.times:>7,}  ", style="cyan").append(line))
