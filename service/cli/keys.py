"""The commands `xunwen keys …`: who may ask, and for how long."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias
from zoneinfo import ZoneInfo

import typer
from rich.table import Table
from rich.text import Text

from indexer.cli.terminal import DEFAULT_INDEX, IndexOption, JsonOption, out, print_json, printable, read_settings
from service.keys.scopes import READING, Scope

if TYPE_CHECKING:
    from service.keys.key import ApiKey
    from service.keys.store import KeyStore

commands = typer.Typer(
    help="Create, list and revoke API keys. Example: xunwen keys create newsroom --scope search --scope ask --expires 90d",
    no_args_is_help=True,
)

FileOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="File of keys. Default: XUNWEN_KEYS_FILE, or keys.json in the index."),
]
IdArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="Id of the key, as xunwen keys list shows it.")
]


@commands.command("create")
def create_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name for the key's holder; only you see it.")],
    scope: Annotated[
        list[Scope] | None,
        typer.Option("--scope", help="What the key allows. Repeatable. Default: search, ask, articles."),
    ] = None,
    expires: Annotated[
        str,
        typer.Option("--expires", metavar="WHEN", help="When the key expires: 90d, 12h, or a date. Default: never."),
    ] = "",
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="NAME", help="Only show this key articles of this source. Repeatable."),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="TAG", help="Only show this key articles in this language. Repeatable."),
    ] = None,
    published_from: Annotated[
        str, typer.Option("--from", metavar="DATE", help="Hide articles published before this date from this key.")
    ] = "",
    published_to: Annotated[
        str, typer.Option("--to", metavar="DATE", help="Hide articles published after this date from this key.")
    ] = "",
    origin: Annotated[
        list[str] | None,
        typer.Option(
            "--origin",
            metavar="URL",
            help="Only accept the key from pages of this origin, such as https://news.example. Repeatable.",
        ),
    ] = None,
    per_minute: Annotated[
        int | None,
        typer.Option(
            "--per-minute", min=1, metavar="N", help="Requests allowed a minute. Default: the service's limit."
        ),
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
    file: FileOption = None,
    json: JsonOption = False,
) -> None:
    """Create a key and print its secret once. Running services accept it at once.

    Example: xunwen keys create "archive desk" --source 青禾日报 --expires 90d
    """
    from service.keys.key import Bounds

    store = _store(index, file)
    key, secret = store.create(
        name,
        frozenset(scope) if scope else READING,
        expires_at=_until(expires),
        bounds=Bounds(
            sources=tuple(source) if source else None,
            languages=tuple(language) if language else None,
            published_from=_day(published_from, "--from"),
            published_to=_day(published_to, "--to"),
        ),
        origins=tuple(_origin(each) for each in origin or ()),
        per_minute=per_minute,
    )
    _show_secret(store, key, secret, json=json)


@commands.command("list")
def list_command(index: IndexOption = DEFAULT_INDEX, file: FileOption = None, json: JsonOption = False) -> None:
    """List all keys. Secrets are not stored and cannot be shown.

    Example: xunwen keys list --json
    """
    store = _store(index, file)
    keys = list(store.keys().values())
    if json:
        print_json({"keys": [_described(key) for key in keys]})
        return
    if not keys:
        out.print(f"No keys in {store.file}. Make one: xunwen keys create NAME", soft_wrap=True)
        return
    table = Table("id", "name", "scopes", "sees", "made", "until", box=None)
    for key in keys:
        state = key.trouble(datetime.now(UTC)) or (f"{key.expires_at:%Y-%m-%d}" if key.expires_at else "")
        seen = key.bounds.model_dump(exclude_defaults=True)
        sees = ", ".join(f"{each}: {value}" for each, value in seen.items()) or "all"
        row = (key.id, key.name, " ".join(sorted(key.scopes)), sees, f"{key.created_at:%Y-%m-%d}", state or "-")
        table.add_row(*(Text(printable(each)) for each in row))
    out.print(table)


@commands.command("revoke")
def revoke_command(
    key_id: IdArgument, index: IndexOption = DEFAULT_INDEX, file: FileOption = None, json: JsonOption = False
) -> None:
    """Revoke a key, immediately and for good.

    Example: xunwen keys revoke 3f9a1c2b7d4e
    """
    key = _store(index, file).revoke(key_id)
    if json:
        print_json(_described(key))
    else:
        out.print(f"Revoked {key.id} ({printable(key.name)}).", markup=False)


@commands.command("rotate")
def rotate_command(
    key_id: IdArgument, index: IndexOption = DEFAULT_INDEX, file: FileOption = None, json: JsonOption = False
) -> None:
    """Replace the secret of a key and print the new one once; the old one stops working.

    Example: xunwen keys rotate 3f9a1c2b7d4e
    """
    store = _store(index, file)
    key, secret = store.rotate(key_id)
    _show_secret(store, key, secret, json=json)


def _store(index: Path, file: Path | None) -> "KeyStore":
    from indexer.milvus.address import in_folder
    from service.keys.store import KEYS_FILE, KeyStore
    from service.settings import ServiceSettings

    named = file or read_settings(ServiceSettings).keys_file
    return KeyStore(named or in_folder(index, next_step="Name the file: --file FILE, or XUNWEN_KEYS_FILE.") / KEYS_FILE)


def _show_secret(store: "KeyStore", key: "ApiKey", secret: str, *, json: bool) -> None:
    if json:
        print_json({**_described(key), "secret": secret})
        return
    out.print(secret, markup=False, soft_wrap=True)
    said = f"Key {key.id} ({printable(key.name)}) for {', '.join(sorted(key.scopes))}, in {store.file}."
    out.print(Text(f"{said} It is shown this once: send it as Authorization: Bearer …", style="dim"), soft_wrap=True)


def _described(key: "ApiKey") -> dict[str, object]:
    """A key as JSON, without what tells its secret."""
    shown: dict[str, object] = key.model_dump(mode="json", exclude={"sha256", "scopes"})
    return {**shown, "scopes": sorted(key.scopes)}


def _until(text: str) -> datetime | None:
    """When a key ends; of a day, its end in UTC."""
    if not text:
        return None
    now = datetime.now(UTC).replace(microsecond=0)
    if found := re.fullmatch(r"(\d{1,5})([dh])", text, re.ASCII):
        hours = int(found[1]) * (24 if found[2] == "d" else 1)
        return now + timedelta(hours=hours)
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(f"--expires {text}: write 90d, 12h or 2027-03-31.") from error
    if day <= now:
        raise typer.BadParameter(f"--expires {text}: that is over.")
    return day


def _day(text: str, option: str) -> str:
    from indexer.core.clock import is_day, moment

    if text and not (is_day(text) and moment(text, ZoneInfo("UTC"))):
        raise typer.BadParameter(f"{option} {text}: write a day, 2021-03-01.")
    return text


def _origin(text: str) -> str:
    from service.keys.origins import origin_of

    if not (origin := origin_of(text)):
        raise typer.BadParameter(f"--origin {text}: write scheme and host, https://news.example.")
    return origin
