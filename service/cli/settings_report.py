"""What is set, where it was set, and what is wrong with it: of all settings that there are."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import EnvSettingsSource, SettingsError

from indexer.core.configuration import CONFIG, PREFIX, ConfiguredSettings, config_file, read_config, setting_name
from indexer.core.errors import XunwenError
from indexer.fetch.settings import FetchSettings
from indexer.settings import IndexerSettings, PlaceSettings
from service.http.anonymous_routes import AnonymousRoutes
from service.http.proxies import networks_of
from service.settings import ServiceSettings

CLASSES: tuple[type[ConfiguredSettings], ...] = (PlaceSettings, ServiceSettings, IndexerSettings, FetchSettings)

_MASK = "********"
_FOREIGN = ("XUNWEN_TEST_", "XUNWEN_WORKERS_")
"""Beginnings of variables that are no settings."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it stands."""

    name: str
    value: object
    """A secret's is masked."""
    origin: str
    """A variable, a file, or "default"."""


def fields() -> Mapping[str, FieldInfo]:
    """Every setting by name; one that both have is told once."""
    return {setting_name(each, name): field for each in reversed(CLASSES) for name, field in each.model_fields.items()}


def is_secret(field: FieldInfo) -> bool:
    """Whether a setting's value is nobody's business."""
    return SecretStr in (field.annotation, *get_args(field.annotation))


def shown() -> list[Setting]:
    """All settings with their values and origins.

    Raises:
        SettingError: The file can't be read.
        SettingsError: A variable is not JSON.
        ValidationError: A value can't be used.
    """
    file = config_file()
    held = {} if file is None else read_config(file)
    found: dict[str, Setting] = {}
    for kind in CLASSES:
        variables, values = EnvSettingsSource(kind)(), kind()
        for own, field in kind.model_fields.items():
            name, value = setting_name(kind, own), getattr(values, own)
            masked = _MASK if is_secret(field) and value is not None else value
            found[name] = Setting(name, masked, _origin(name, held, file, set_by_variable=own in variables))
    return list(found.values())


def troubles() -> Iterator[str]:
    """What is wrong with the settings, each in a sentence, all of it."""
    try:
        file = config_file()
        yield from [] if file is None else unknown_in_file(file)
    except XunwenError as error:
        yield str(error)
        return
    yield from unknown_variables()
    for kind in CLASSES:
        try:
            settings = kind()
        except ValidationError as error:
            yield from (f"Setting {setting_name(kind, str(each['loc'][0]))}: {each['msg']}." for each in error.errors())
            # The others are looked at all the same.
            wrong = {str(each["loc"][0]) for each in error.errors()}
            yield from _troubles_of(kind(**{name: kind.model_fields[name].get_default() for name in wrong}))
        except SettingsError as error:
            yield f'{error}. Write lists as JSON, as in ["https://news.example"].'
        else:
            yield from _troubles_of(settings)


def unknown_in_file(file: Path) -> Iterator[str]:
    """Names in a file that are no settings.

    Raises:
        SettingError: The file can't be read.
    """
    for name in read_config(file):
        if name not in fields():
            yield f"There is no setting {name!r} ({file}).{_nearest(name, fields())}"


def unknown_variables() -> Iterator[str]:
    """Environment variables that look like settings and are none."""
    known = {f"{PREFIX}{name.upper()}" for name in fields()} | {CONFIG}
    for variable in sorted(os.environ):
        named = variable.upper()
        if named.startswith(PREFIX) and not named.startswith(_FOREIGN) and named not in known:
            yield f"There is no setting {variable} (environment).{_nearest(named, known)}"


def _nearest(name: str, known: Iterable[str]) -> str:
    found = get_close_matches(name, list(known), n=1)
    return f" Did you mean {found[0]}?" if found else " All settings: docs/configuration.md."


def _origin(name: str, held: Mapping[str, Any], file: Path | None, *, set_by_variable: bool) -> str:
    if set_by_variable:
        return f"{PREFIX}{name.upper()}"
    return str(file) if name in held else "default"


def _troubles_of(settings: ConfiguredSettings) -> Iterator[str]:
    """What only shows when settings are used."""
    for use in _uses(settings):
        try:
            use()
        except XunwenError as error:
            yield str(error)


def _uses(settings: ConfiguredSettings) -> Iterator[Callable[[], object]]:
    """Uses settings as the commands do that need them; nothing is begun, and nobody else is asked."""
    # Here and not at the top: every command that has a file of settings looks for names in it that are none.
    if isinstance(settings, ServiceSettings):
        from service.curation.file import read_curation
        from service.generate.open import open_writer
        from service.jobs.queue import scheduled_job
        from service.keys.store import KeyStore

        yield lambda: networks_of(settings.trusted_proxies)
        yield lambda: AnonymousRoutes(settings.anonymous_routes)
        yield lambda: scheduled_job(settings)
        yield lambda: open_writer(settings)
        if settings.traces:
            from service.http.tracing import open_tracing

            yield lambda: open_tracing().shutdown()
        if (keys := settings.keys_file) is not None:
            yield KeyStore(keys).keys
        if (curation := settings.curation) is not None:
            yield lambda: read_curation(curation)
    elif isinstance(settings, IndexerSettings) and settings.store:
        from indexer.store.open import open_store

        yield lambda: open_store(settings.store)
