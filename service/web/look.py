"""What every page shows around its own content: the menu, the switch of language, the snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.web.display import with_query
from service.web.languages import PageLanguage, page_language


@dataclass(frozen=True, slots=True)
class Look:
    """The frame of one page."""

    ui: PageLanguage
    chosen: str
    """The language where the reader chose one on a page; links carry it on."""
    other_language: str
    """This page in the other language."""
    here: str
    """Which entry of the menu this is; empty where none."""
    snapshot: str = ""
    demo: bool = False


def look(
    path: str,
    parameters: Iterable[tuple[str, str]],
    accept_language: str,
    *,
    here: str = "",
    snapshot: str = "",
    demo: bool = False,
) -> Look:
    """The frame of the page at an address.

    Args:
        path: Percent-encoded, as the browser asked for it.
        parameters: Of the address, in order.
        accept_language: The browser's header.
        here: The menu's entry.
        snapshot: Name of the snapshot that is served.
        demo: Whether the demo site is there.
    """
    given = list(parameters)
    asked = next((value for name, value in reversed(given) if name == "lang-ui"), "")
    ui = page_language(accept_language, asked)
    kept = [(name, value) for name, value in given if name != "lang-ui"]
    other = with_query(path, [*kept, ("lang-ui", "en" if ui is PageLanguage.ZH else "zh")])
    return Look(ui, asked if asked == ui else "", other, here, snapshot, demo)
