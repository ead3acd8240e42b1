"""Everywhere that a page speaks of its article: what is read for its date, source, authors and image."""

import re
from dataclasses import dataclass
from functools import cached_property

from lxml import html

from indexer.extract.bylines import ending_pieces, staff_of
from indexer.extract.credits import read_credits
from indexer.extract.fields import Choice
from indexer.extract.header import Header
from indexer.extract.metadata import Metadata
from indexer.extract.page_state import state_field
from indexer.extract.person_names import split_names
from indexer.text.language import mostly_han

_KANA = re.compile(r"[\u3040-\u30ff]{2}")
_LINES_READ = 10
LONGEST_SITE = 40
"""Characters of a site's name in the window's title, at most."""

# Names of platforms: true of every article on them, and so of none.
PLATFORMS = re.compile(
    r"微信公众平台|微信公众号|百度.*|今日头条|一点资讯|.*(?:百家|头条|网易|搜狐|澎湃|企鹅|大鱼|大风|一点)号(?:[·•∙].*)?"
)


@dataclass(frozen=True)
class FactSources:
    """Everywhere that a page speaks of its article, the most visible first."""

    header: Header
    data: Metadata
    scripts: tuple[str, ...]
    hidden: dict[str, str]
    body: tuple[str, ...]
    site_in_title: str
    """What the window title adds to the article's: "_网易新闻"."""
    imprint: tuple[str, ...]
    """The page's last lines that say whose it is: "江湾网 版权所有"."""
    container: html.HtmlElement | None
    """The element with the densest prose, whose first picture may be the article's."""
    title_choice: Choice

    @cached_property
    def staff(self) -> frozenset[str]:
        """Whom the page shows as its editors and others who did not write: data calls them its authors as well."""
        return frozenset(self.header.staff) | staff_of(ending_pieces(self.body))

    @cached_property
    def is_japanese(self) -> bool:
        """Whether the text has kana: surnames tell nobody there, and a blank stands inside names."""
        return bool(_KANA.search("".join(self.body[:_LINES_READ])))

    @cached_property
    def is_chinese(self) -> bool:
        """Whether the text is Chinese, where a medium is the source and never an author."""
        return not self.is_japanese and mostly_han("".join(self.body))

    @property
    def confirmed_author(self) -> str:
        """Whom a script names as the author, where a line above the text shows each of them."""
        said = named(state_field(self.scripts, "author"))
        shown = "\n".join(block.text for block in self.header.above)
        return "、".join(said) if all(name in shown for name in said) else ""


def named(said: str) -> tuple[str, ...]:
    """The people of a statement: of a line of credits those who wrote."""
    made = read_credits(said)
    return made.authors if made else split_names(said)
