"""The commands `xunwen alerts …`: queries that are asked of whatever is new."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.table import Table
from rich.text import Text

from indexer.cli.terminal import DEFAULT_INDEX, IndexOption, JsonOption, out, print_json, printable, read_settings
from indexer.core.errors import NoSnapshotError

if TYPE_CHECKING:
    from service.alerts.alert import Alert
    from service.alerts.store import AlertStore

commands = typer.Typer(
    help="Have queries asked of every new article; a running service does it. Example: xunwen alerts create 图书角 --webhook https://desk.example/hook",
    no_args_is_help=True,
)

FileOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--file", metavar="FILE", help="File of alerts. Default: XUNWEN_ALERTS_FILE, or alerts.sqlite in the index."
    ),
]
IdArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="Id of the alert, as xunwen alerts list shows it.")
]


@commands.command("create")
def create_command(
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY",
            help="What new articles must hold at least half of the words of; operators as in xunwen search.",
        ),
    ],
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="A name for people. Default: the query.")] = "",
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="NAME", help="Only articles of this source. Repeatable.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", metavar="TAG", help="Only articles in this language. Repeatable.")
    ] = None,
    webhook: Annotated[
        str, typer.Option("--webhook", metavar="URL", help="Also send matches to this address, signed.")
    ] = "",
    index: IndexOption = DEFAULT_INDEX,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """Create an alert. It tells of articles that are published from now on, each once.

    Example: xunwen alerts create "图书角 -捐款" --source 河湾日报
    """
    from service.alerts.alert import AlertFilters
    from service.alerts.webhook import check_webhook
    from service.settings import ServiceSettings

    if webhook:
        check_webhook(webhook, read_settings(ServiceSettings).webhook_networks)
    alert = _store(index, file).create(
        name or query[:200],
        query,
        filters=AlertFilters(
            sources=tuple(source) if source else None, languages=tuple(language) if language else None
        ),
        webhook=webhook,
        owner="",
        known=_known(index),
    )
    if json:
        print_json(alert.model_dump(mode="json"))
        return
    out.print(f"Alert {alert.id}: {printable(alert.name)}", markup=False, soft_wrap=True)
    if alert.secret:
        out.print(alert.secret, markup=False, soft_wrap=True)
        out.print(Text("Its messages are signed with this; it is shown this once.", style="dim"))


@commands.command("list")
def list_command(index: IndexOption = DEFAULT_INDEX, file: FileOption = None, json: JsonOption = False) -> None:
    """List all alerts, and how their messages fare.

    Example: xunwen alerts list --json
    """
    store = _store(index, file)
    found = store.alerts()
    if json:
        print_json({"alerts": [_described(store, each) for each in found]})
        return
    if not found:
        out.print(f"No alerts in {store.file}. Make one: xunwen alerts create QUERY", soft_wrap=True)
        return
    table = Table("id", "name", "query", "made by", "webhook", "waiting", "failed", box=None)
    for each in found:
        state = store.deliveries(each.id)
        row = (
            each.id,
            each.name,
            each.query,
            each.owner or "admin",
            each.webhook,
            str(state.waiting),
            str(state.failed),
        )
        table.add_row(*(Text(printable(value)) for value in row))
    out.print(table)


@commands.command("matches")
def matches_command(
    alert_id: IdArgument,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="Number of matches to show.")] = 20,
    index: IndexOption = DEFAULT_INDEX,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """Show what an alert found, the last first.

    Example: xunwen alerts matches 4b1f0c9d2e7a6853
    """
    from dataclasses import asdict

    store = _store(index, file)
    for each in store.matches(store.alert(alert_id).id, limit=limit):
        if json:
            print_json({**asdict(each.match), "snapshot": each.snapshot, "found_at": each.found_at})
        else:
            head = Text(f"{each.found_at}  ", style="dim").append(printable(each.match.title), style="bold")
            out.print(head.append(f"  {printable(each.match.article_id)}"), soft_wrap=True)
            out.print(Text(f"  {printable(each.match.snippet)}"), soft_wrap=True)


@commands.command("delete")
def delete_command(
    alert_id: IdArgument, index: IndexOption = DEFAULT_INDEX, file: FileOption = None, json: JsonOption = False
) -> None:
    """Delete an alert, with what it found and has still to send.

    Example: xunwen alerts delete 4b1f0c9d2e7a6853
    """
    store = _store(index, file)
    alert = store.alert(alert_id)
    store.delete(alert.id)
    if json:
        print_json({"deleted": alert.id})
    else:
        out.print(f"Deleted {alert.id} ({printable(alert.name)}).", markup=False)


def _store(index: Path, file: Path | None) -> "AlertStore":
    from indexer.milvus.address import in_folder
    from service.alerts.store import ALERTS_FILE, AlertStore
    from service.settings import ServiceSettings

    named = file or read_settings(ServiceSettings).alerts_file
    return AlertStore(
        named or in_folder(index, next_step="Name the file: --file FILE, or XUNWEN_ALERTS_FILE.") / ALERTS_FILE
    )


def _known(index: Path) -> tuple[str, tuple[str, ...]]:
    """What the index has now, which is not new."""
    from service.search.index import every_article
    from service.search.opening import open_index

    try:
        archive = open_index(index)
    except NoSnapshotError:
        return "", ()
    try:
        return archive.name, tuple(each for page in every_article(archive) for each in page.ids)
    finally:
        archive.close()


def _described(store: "AlertStore", alert: "Alert") -> dict[str, object]:
    """An alert as JSON, without its secret."""
    from dataclasses import asdict

    return {**alert.model_dump(mode="json", exclude={"secret"}), **asdict(store.deliveries(alert.id))}
