"""Writes what every setting is, out of the classes that read them: the one place where they are described."""

import json
from collections.abc import Iterable
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from indexer.core.configuration import PREFIX, setting_name
from indexer.fetch.settings import FetchSettings
from indexer.settings import IndexerSettings, PlaceSettings
from service.settings import ServiceSettings

_HEAD = """# Configuration

<!-- Made by `xunwen config reference --out docs/configuration.md` from the classes that read the settings. -->

Settings are read from a file, from the environment, and from options of a command; each wins over those before it. The file is
TOML: `xunwen --config FILE …`, or `XUNWEN_CONFIG`, or `xunwen.toml` where the command is run. Relative paths count from there too.

```toml
host = "::"
workers = 4
anonymous = ["search", "ask", "articles"]
address_per_minute = 120
```

In the environment, `port` is `XUNWEN_PORT`, and lists are JSON: `XUNWEN_ANONYMOUS='["search"]'`. `xunwen config check` says all that is wrong;
a name in the file that is no setting ends every command with the nearest one that is, and in the environment, where programs around this one
may have names of their own, `check` alone. `xunwen config show` has each value and where it is from; secrets are masked.
"""

_PARTS = (
    ("All commands", (PlaceSettings,)),
    ("The service, and asking", (ServiceSettings,)),
    ("Indexing, and the model", (IndexerSettings,)),
    ("Fetching", (FetchSettings,)),
)


def reference() -> str:
    """The page about all settings, as Markdown."""
    told: set[str] = set()
    parts = [_HEAD]
    for title, kinds in _PARTS:
        named = {setting_name(kind, name): field for kind in kinds for name, field in kind.model_fields.items()}
        rows = [_row(name, field) for name, field in named.items() if name not in told]
        told |= named.keys()
        parts.append("\n".join([f"## {title}", "", "| Setting | Kind | Default | |", "|---|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def _row(name: str, field: FieldInfo) -> str:
    about = (field.description or "").replace("|", "\\|")
    return f"| `{name}`<br>`{PREFIX}{name.upper()}` | {_kind(field.annotation)}{_range(field)} | {_default(field)} | {about} |"


def _kind(annotation: Any) -> str:  # noqa: ANN401  a type of any kind
    """A type as a person says it."""
    arguments = [each for each in get_args(annotation) if each not in {NoneType, Ellipsis}]
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{each}`" for each in arguments)
    if get_origin(annotation) is tuple:
        return f"list: {_kind(arguments[0])}"
    if arguments:
        return _kind(arguments[0])
    if hasattr(annotation, "__members__"):
        return ", ".join(f"`{each.value}`" for each in annotation)
    names = {bool: "true, false", int: "whole number", float: "number", SecretStr: "secret", Path: "path"}
    return names.get(annotation, "text")


def _range(field: FieldInfo) -> str:
    """What a number may be."""
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "min_length": "characters ≥"}
    bounds = [f"{signs[name]} {value:g}" for name, value in _limits(field.metadata) if name in signs]
    return f", {', '.join(bounds)}" if bounds else ""


def _limits(metadata: Iterable[Any]) -> Iterable[tuple[str, float]]:
    for each in metadata:
        yield from ((name, getattr(each, name)) for name in getattr(each, "__slots__", ()) if hasattr(each, name))


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None or field.default is PydanticUndefined:
        return "the user's"
    if field.default is None or field.default in ("", ()):
        return ""
    value = field.default
    return f"`{value}`" if isinstance(value, str | Path) else f"`{json.dumps(value)}`"
