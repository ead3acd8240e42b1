"""Settings out of a file, with the environment over it and options over both."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from indexer.core.errors import SettingError

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


PREFIX = "XUNWEN_"
"""What names of environment variables begin with."""


def setting_name(kind: type[BaseSettings], field: str) -> str:
    """What a field of a class is called in the file: `fetch_delay` where the variable is `XUNWEN_FETCH_DELAY`."""
    return f"{kind.model_config['env_prefix'].removeprefix(PREFIX).lower()}{field}"


class FileSource(PydanticBaseSettingsSource):
    """The settings of the file that name fields of one class; other classes have the rest of it."""

    def __call__(self) -> dict[str, Any]:
        """The file's values.

        Raises:
            SettingError: The file that is named is not there, can't be read, or is not TOML.
        """
        file = config_file()
        held = {} if file is None else read_config(file)
        names = {setting_name(self.settings_cls, field): field for field in self.settings_cls.model_fields}
        return {names[name]: value for name, value in held.items() if name in names}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """One of them; all are read at once instead."""
        del field
        return self().get(field_name), field_name, False


class ConfiguredSettings(BaseSettings):
    """Read from the file of settings and the environment (prefix `XUNWEN_`), which wins, when constructed."""

    # What was given may be a secret, or hold one: errors say what is wrong with it, and not what it is.
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """First what is passed, then the environment, then the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, FileSource(settings_cls)
