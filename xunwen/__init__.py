"""Ask a news archive from Python: build an index, search it, and get answers that are quoted to the character.

    import xunwen
    with xunwen.Index.open("data/index") as index:
        print(index.ask("柳禾村三天一共收到多少捐款？").answer)

The names are those of `_public.py`, imported when the first is used, so that `import xunwen` itself costs nothing.
docs/python.md shows each.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xunwen._public import *  # noqa: F403  the names that a type checker is to know


def __getattr__(name: str) -> object:
    """A public name, or `__all__`; the library is imported by the first."""
    if name != "__all__" and name.startswith("_"):  # such as what the import system asks for
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    public = import_module(f"{__name__}._public")
    if name != "__all__" and name not in public.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(public, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, also those that were not used yet."""
    return list(import_module(f"{__name__}._public").__all__)
