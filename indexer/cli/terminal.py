"""The terminal: results on stdout, progress and errors on stderr, and options that several commands share."""

import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias, TypeVar, get_args

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from indexer.core.configuration import DEFAULT_INDEX as DEFAULT_INDEX
from indexer.core.errors import InputError, SettingError, XunwenError

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_settings import BaseSettings

    from indexer.settings import IndexerSettings


out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Settings = TypeVar("Settings", bound="BaseSettings")

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def print_json(value: Mapping[str, object]) -> None:
    """One JSON object on one line of stdout, for programs; as ASCII where the encoding can't write its characters.

    Raises:
        InputError: Standard output is closed.
    """
    if sys.stdout is None:
        raise InputError("Standard output is closed.", next_step="Send it to a file, or leave out --json.")
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        line = json.dumps(value)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def write_what_can_be_written() -> None:
    """A terminal whose encoding lacks a character gets its number instead of a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def printable(text: str) -> str:
    r"""The text on one line, what would steer a terminal written out: a file may be called "a\x1b[2J.html"."""
    return _CONTROLS.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


def print_error(error: XunwenError) -> None:
    """The error on one line of stderr, with the next step."""
    step = f" [dim]{escape(printable(error.next_step))}[/dim]" if error.next_step else ""
    err.print(f"[bold red]error:[/bold red] {escape(printable(error.message))}{step}", soft_wrap=True)


def print_degraded(degraded: Sequence[str]) -> None:
    """What was missing or fell back, in the last line that a person sees; nothing where nothing was."""
    if degraded:
        out.print(Text(f"degraded: {'; '.join(map(printable, degraded))}", style="yellow"), soft_wrap=True)


def read_settings(kind: type[Settings], **chosen: object) -> Settings:
    """Settings from the environment, with the options that were given (those that are not None) on top.

    Raises:
        SettingError: One has a value that can't be used; a secret is not repeated.
    """
    # Here and not at the top: --help and errors of usage read no settings.
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    try:
        return kind.model_validate(
            {**kind().model_dump(), **{name: value for name, value in chosen.items() if value is not None}}
        )
    except ValidationError as error:
        raise _setting_error(error, kind) from error
    except SettingsError as error:
        raise SettingError(
            f"A setting is not JSON: {error}.",
            next_step='Write lists as JSON, as in ["https://news.example"].',
        ) from error


def _setting_error(error: "ValidationError", kind: "type[BaseSettings]") -> SettingError:
    """The first thing wrong with the settings, in words."""
    from pydantic import SecretStr

    from indexer.core.configuration import PREFIX, setting_name

    first = error.errors()[0]
    name = str(first["loc"][0])
    kinds = kind.model_fields[name].annotation
    secret = SecretStr in (kinds, *get_args(kinds))
    value = "what it is" if secret else repr(first["input"])
    called = setting_name(kind, name)
    return SettingError(
        f"Setting {called} can't be {value}: {first['msg'][:1].lower() + first['msg'][1:]}.",
        next_step=f"Correct the option, the environment variable {PREFIX}{called.upper()} or {called} in the file of settings.",
    )


class _Rate(ProgressColumn):
    """Units per second of the stage."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        unit = task.fields["unit"]
        if not speed or unit in {"bytes", "files"}:
            return Text("")
        return Text(f"{speed:,.0f} {unit}/s", style="cyan")


class _Amount(ProgressColumn):
    """Bytes as sizes, anything else as counts."""

    def __init__(self) -> None:
        super().__init__()
        self._sizes = DownloadColumn(binary_units=True)
        self._counts = MofNCompleteColumn()

    def render(self, task: Task) -> Text:
        if task.fields["unit"] == "files":
            return Text("")
        return (self._sizes if task.fields["unit"] == "bytes" else self._counts).render(task)


class RichProgress:
    """Bars with rates on a terminal; without one, a line as each stage begins."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<8}"),
            BarColumn(bar_width=30),
            _Amount(),
            _Rate(),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True),
            console=err,
            disable=quiet or not err.is_terminal,
        )
        self._current: TaskID | None = None

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._finish_current()
        self._bars.stop()

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begins a bar; the one before is done."""
        self._finish_current()
        self._current = self._bars.add_task(name, total=total, unit=unit)
        if not self._quiet and not err.is_terminal:
            err.print(f"{name} ({total:,} {unit})" if total else name)

    def advance(self, count: int) -> None:
        """Moves the current bar."""
        if self._current is not None:
            self._bars.advance(self._current, count)

    def note(self, message: str) -> None:
        """A line above the bars."""
        if not self._quiet:
            self._bars.console.print(f"[dim]{escape(message)}[/dim]")

    def _finish_current(self) -> None:
        """Fills the bar of the stage that ended."""
        if self._current is None:
            return
        task = self._bars.tasks[self._current]
        if task.total is None or task.completed < task.total:
            self._bars.update(self._current, total=max(task.completed, 1), completed=max(task.completed, 1))
        self._bars.stop_task(self._current)
        self._current = None


def only_a_folder(index: Path | None) -> Path | None:
    """The folder that an option names, as typer calls it.

    Raises:
        SettingError: It is the address of a Milvus.
    """
    from indexer.milvus.address import in_folder

    return None if index is None else in_folder(index)


IndexOption: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--index",
        envvar="XUNWEN_INDEX",
        metavar="DIR",
        help="Folder of the index, or milvus://HOST:PORT where it was published to one.",
    ),
]
FolderOption: TypeAlias = Annotated[
    Path,
    typer.Option("--index", envvar="XUNWEN_INDEX", metavar="DIR", help="Folder of the index.", callback=only_a_folder),
]
"""Of commands that work in the folder, and would make one for the address of a Milvus."""
RayAddressOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--ray-address",
        metavar="HOST:PORT",
        help="Address of the cluster's head, or auto for one that runs on this machine. Default: start one on this machine.",
    ),
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON, one object per line.")]
ModelOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="ID|DIR",
        help="sentence-transformers model: a hub id or a folder. Default: XUNWEN_MODEL, else multilingual-e5-small "
        "out of pip packages.",
    ),
]
QueryPrefixOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--query-prefix", metavar="TEXT", help="Text put before each question. Default: what the model expects."
    ),
]
PassagePrefixOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--passage-prefix", metavar="TEXT", help="Text put before each passage. Default: what the model expects."
    ),
]
StrictOption: TypeAlias = Annotated[
    bool,
    typer.Option("--strict", help="Fail if anything is missing or falls back. Default: XUNWEN_STRICT."),
]
PathsArgument: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Folders, files (.txt .html .jsonl .json .csv .xml .rss .atom .pdf .docx .epub .mhtml .warc, each also .gz .xz .zst) "
        "or - for standard input.",
    ),
]


def indexer_settings(**chosen: object) -> "IndexerSettings":
    """Settings from the environment, with the options that were given on top.

    Raises:
        SettingError: One has a value that can't be used.
    """
    from indexer.settings import IndexerSettings

    return read_settings(IndexerSettings, **chosen)
