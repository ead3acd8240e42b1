"""The command `xunwen`: every command in its group, and how the program ends."""

import logging
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from indexer.cli.index import commands as indexer_commands
from indexer.cli.terminal import out, print_error, write_what_can_be_written
from indexer.core.errors import LOGGER as DEGRADED_LOGGER
from indexer.core.errors import XunwenError
from indexer.core.process import INTERRUPTED, TERMINATED
from service.cli.alerts import commands as alert_commands
from service.cli.config import FileToCheck, configure
from service.cli.config import commands as config_commands
from service.cli.events import events as events_commands
from service.cli.keys import commands as key_commands
from service.cli.publish import commands as publish_commands
from service.cli.query_log import commands as log_commands
from service.cli.questions import commands as question_commands
from service.cli.related import commands as related_commands
from service.cli.related import export as export_commands
from service.cli.reports import commands as report_commands
from service.cli.serve import commands as serve_commands
from service.curation.commands import curation as curation_commands

if TYPE_CHECKING:
    from indexer.embed.embedder import Embedder
    from indexer.index.snapshot import Snapshot

app = typer.Typer(
    help="Ask a news archive questions in your own words and language. Start: xunwen index PATH..., then xunwen ask.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for group in (indexer_commands, publish_commands, related_commands, question_commands, serve_commands, report_commands):
    app.registered_commands.extend(group.registered_commands)
app.add_typer(export_commands, name="export")
app.add_typer(key_commands, name="keys")
app.add_typer(config_commands, name="config")
app.add_typer(alert_commands, name="alerts")
app.add_typer(log_commands, name="log")
app.add_typer(events_commands, name="events")
app.add_typer(curation_commands, name="curation")

_STOPPED = {int(INTERRUPTED): "Interrupted.", int(TERMINATED): "Terminated."}
"""Exit codes of a command that was told to stop; Typer ends it without a word."""


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        out.print(f"xunwen {version('xunwen')}")
        raise typer.Exit


def _find_articles(snapshot: "Snapshot", embedder: "Embedder", questions: Sequence[str], limit: int) -> list[list[str]]:
    """How `xunwen index` asks golden questions: the indexer does not know the service, so it is handed over."""
    from service.search.golden import find_articles

    return find_articles(snapshot, embedder, questions, limit)


@app.callback()
def root(
    context: typer.Context,
    config: FileToCheck = None,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Ask a news archive questions in your own words and language."""
    context.obj = _find_articles

    del config  # taken as it was read
    if context.invoked_subcommand != "config":
        configure()


def main() -> None:
    """Runs the command: exit 0 done, 1 the task failed, 2 wrong usage, 130 interrupted, 143 terminated."""
    write_what_can_be_written()
    # A command's last line says what is missing; only a service, which sets up a log, says it there too.
    logging.getLogger(DEGRADED_LOGGER).addHandler(logging.NullHandler())
    try:
        app()
    except SystemExit as end:
        if isinstance(end.code, int) and end.code in _STOPPED:
            next_step = "Run it again; an index build goes on where it was stopped."
            print_error(XunwenError(_STOPPED[end.code], next_step=next_step))
        raise
    except XunwenError as error:
        print_error(error)
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print_error(
            XunwenError(f"{place}{error.strerror or error}.", next_step="Check the path, its rights and space.")
        )
        sys.exit(1)
