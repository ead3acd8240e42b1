"""Renders templates, strict and escaped (the one door to Jinja), with what every page shows around its content."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from ipaddress import ip_address
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from service.web.display import (
    article_path,
    built,
    cut,
    language_name,
    moment,
    number,
    outward,
    printable,
    then,
    whole_days,
    with_query,
)
from service.web.headings import heading_of, headline_of
from service.web.root import rooted
from service.web.strings import PageLanguage, page_language, text_of


@dataclass(frozen=True, slots=True)
class Clicks:
    """What a page tells of the articles that its reader opens."""

    counted: bool = False
    """Whether it tells the service at all."""
    request: str = ""
    """Id of the request that made it, where its question is logged; empty where not."""


NO_CLICKS = Clicks()


@dataclass(frozen=True, slots=True)
class PageContext:
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
    origin: str = ""
    """Where the service is, as its reader knows it: "https://news.example"."""
    address: str = "/"
    """This page, as it was asked for."""
    pictures: bool = False
    """Whether pictures of articles are shown, which come from where the articles do."""
    clicks: Clicks = NO_CLICKS
    operates: bool = False
    """Whether this reader may do all that the operator's page can."""

    @property
    def public_origin(self) -> str:
        """Where others can open the service; empty where only this machine or its network knows the address."""
        return "" if is_private_host(urlsplit(self.origin).hostname or "") else self.origin


def is_private_host(host: str) -> bool:
    """Whether a host is this machine, or an address of a private network; of no host, too.

    >>> is_private_host("127.0.0.1"), is_private_host("localhost"), is_private_host("10.0.0.7"), is_private_host("news.example")
    (True, True, True, False)
    """
    if not host or host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def page_context(
    path: str,
    parameters: Iterable[tuple[str, str]],
    accept_language: str,
    *,
    here: str = "",
    snapshot: str = "",
    demo: bool = False,
) -> PageContext:
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
    return PageContext(
        ui,
        asked if asked == ui else "",
        other_language=other,
        here=here,
        snapshot=snapshot,
        demo=demo,
        address=with_query(path, given),
    )


STATIC = files("service.web").joinpath("static")


def compile_templates() -> None:
    """Reads every template ahead of the first page, which would take a tenth of a second for it."""
    for name in _environment().list_templates(extensions=["html"]):
        _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("service.web"),
        # By whatever name a template goes: none of ours is anything but HTML.
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        cut=cut,
        number=number,
        language_name=language_name,
        article_path=article_path,
        heading=heading_of,
        headline=headline_of,
        outward=outward,
        built=built,
        moment=moment,
        then=then,
        whole_days=whole_days,
    )
    environment.globals.update(asset=asset_path, with_query=with_query, static_text=static_text, rooted=rooted)
    return environment


def render(template: str, ui: PageLanguage, **values: object) -> str:
    """A page as HTML.

    Args:
        template: Its file among the templates.
        ui: The language of its strings: `t("key", name=value)` in the template.
        values: What the template shows. Text of articles may stand anywhere: it is escaped.
    """
    shown = _environment().get_template(template).render(ui=ui, t=partial(text_of, ui), **values)
    return printable(shown)


def static_text(name: str) -> str:
    """A file of the static folder, for the report that must load nothing."""
    return STATIC.joinpath(name).read_text(encoding="utf-8")


def asset_path(name: str) -> str:
    """Where a static file is; the address changes with its content, so that browsers may keep it for good."""
    return rooted(f"/static/{name}?v={_version(name)}")


@cache
def _version(name: str) -> str:
    """What tells a file's content from another."""
    return hashlib.sha256(STATIC.joinpath(name).read_bytes()).hexdigest()[:12]
