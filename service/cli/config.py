"""The commands `xunwen config …`: what is set, where, and whether it makes sense."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.table import Table
from rich.text import Text

from indexer.cli.terminal import JsonOption, out, print_json, printable, read_settings
from indexer.core.configuration import CONFIG, config_file
from indexer.core.errors import SettingError

if TYPE_CHECKING:
    from service.settings import ServiceSettings

commands = typer.Typer(
    help="Check and show the settings. Example: xunwen config check --config /etc/xunwen.toml", no_args_is_help=True
)


def configure() -> None:
    """Holds the file of settings, if there is one, against what settings there are, and takes the index from it.

    Raises:
        SettingError: There is no such file, it is not TOML, or it has a name that is no setting.
    """
    found = config_file()
    if found is None:
        return
    from indexer.settings import PlaceSettings
    from service.cli.settings_report import unknown_in_file

    # For the processes that this one begins, wherever they run.
    os.environ[CONFIG] = str(found.absolute())
    if unknown := next(unknown_in_file(found), ""):
        raise SettingError(unknown, next_step="See all: xunwen config check.")
    # The option of each command reads the variable.
    os.environ.setdefault("XUNWEN_INDEX", str(read_settings(PlaceSettings).index))


def service_settings(**chosen: object) -> "ServiceSettings":
    """Settings from the environment, with the options that were given on top."""
    from service.settings import ServiceSettings

    return read_settings(ServiceSettings, **chosen)


def _take(file: Path | None) -> None:
    """Makes a file that an option names the file of settings, before any other option is read."""
    if file is not None:
        os.environ[CONFIG] = str(file.absolute())


def _take_and_configure(file: Path | None) -> None:
    if file is not None:
        _take(file)
        configure()


_FILE_HELP = "Settings as TOML. Default: XUNWEN_CONFIG, or xunwen.toml here, if any."

FileToCheck: TypeAlias = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", callback=_take, is_eager=True, help=_FILE_HELP)
]
ConfigOption: TypeAlias = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", callback=_take_and_configure, is_eager=True, help=_FILE_HELP)
]


@commands.command("check")
def check_command(config: FileToCheck = None) -> None:
    """Check the settings file and the environment, and report every error and unknown name.

    Example: xunwen config check
    """
    from service.cli.settings_report import troubles

    del config  # taken as it was read
    found = list(troubles())
    for each in found:
        out.print(Text(printable(each), style="red"), soft_wrap=True)
    if found:
        raise typer.Exit(1)
    where = config_file()
    out.print(f"The settings are right ({'no file' if where is None else where}, and the environment).", markup=False)


@commands.command("show")
def show_command(
    changed: Annotated[bool, typer.Option("--changed", help="Only settings that differ from their default.")] = False,
    json: JsonOption = False,
    config: FileToCheck = None,
) -> None:
    """Show every setting, its value and where the value comes from; secrets are masked.

    Example: xunwen config show --changed
    """
    from service.cli.settings_report import CLASSES, shown

    del config  # taken as it was read
    for kind in CLASSES:
        read_settings(kind)  # what can't be used is told as everywhere
    settings = [each for each in shown() if not changed or each.origin != "default"]
    if json:
        print_json({each.name: {"value": _plain(each.value), "origin": each.origin} for each in settings})
        return
    table = Table("setting", "value", "from", box=None)
    for each in settings:
        value = "" if each.value is None else str(_plain(each.value))
        table.add_row(*(Text(printable(text)) for text in (each.name, value, each.origin)))
    out.print(table)


@commands.command("reference")
def reference_command(
    out_file: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.md", help="File to write the reference to.")],
) -> None:
    """Write the reference of all settings as Markdown, as in docs/configuration.md.

    Example: xunwen config reference --out docs/configuration.md
    """
    from service.cli.settings_reference import reference

    out_file.write_text(reference(), encoding="utf-8")


def _plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int | float | None) else str(value)
