"""The file of settings: which one it is, and what it holds."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indexer.errors import SettingError

CONFIG = "XUNWEN_CONFIG"
"""The variable that names the file."""
DEFAULT_FILE = Path("xunwen.toml")
DEFAULT_INDEX = Path("data/index")
"""Folder of the index where nothing names another."""


def config_file() -> Path | None:
    """The file that the environment names, or xunwen.toml where the command is run; None where there is none.

    Raises:
        SettingError: The one that is named is not there.
    """
    if not (named := os.environ.get(CONFIG, "")):
        return DEFAULT_FILE if DEFAULT_FILE.is_file() else None
    if not Path(named).is_file():
        raise SettingError(
            f"There is no file of settings at {named}.", next_step=f"Correct --config or {CONFIG}, or leave it out."
        )
    return Path(named)


def read_config(file: Path) -> Mapping[str, Any]:
    """The settings in a file, by name.

    Raises:
        SettingError: It can't be read, or is not TOML.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(
            f"The settings in {file} can't be read: {error.strerror or error}.", next_step="Check the file's rights."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(
            f"The settings in {file} are not TOML: {error}.",
            next_step='Write lines such as port = 8000 or host = "::".',
        ) from error
