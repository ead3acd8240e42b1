"""A quote as it is cited elsewhere: plain, in Markdown, by GB/T 7714-2015, and in APA style."""

import re
from dataclasses import dataclass
from datetime import date

from indexer.core.article import Article
from indexer.extract.credits import persons_in
from indexer.text.months import ENGLISH_MONTHS
from service.web.bylines import without_byline
from service.web.display import cut, outward
from service.web.figure_words import day_in_words
from service.web.headings import heading_of, headline_of
from service.web.strings import PageLanguage, text_of

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")
_HAN = re.compile("[\u3400-\u9fff]")
_INNER_MARKS = str.maketrans("《》", "〈〉")
_MOST_AUTHORS = 3
"""GB/T 7714 names so many, and 等 or "et al." for the others."""
_APA_MONTHS = [name.capitalize() for name in ENGLISH_MONTHS]


@dataclass(frozen=True, slots=True)
class Style:
    """One way to cite a quote, ready to be copied."""

    name: str
    """Key of its name in `strings.json`."""
    text: str


def citations_of(article: Article, quote: str, *, page: str, today: date, ui: PageLanguage) -> tuple[Style, ...]:
    """A quote in each style, or the article itself.

    Args:
        article: It stands in.
        quote: Characters of the article's body, of which a byline is left out; empty where the article itself is cited.
        page: Whole address of the article on this service, for one that has none of its own; empty where others can't open it. Then
            the article's id in the archive stands there.
        today: When it was looked up.
        ui: Language of the page, for what is said around the quote.
    """
    address = outward(article.url) or page
    quoted = " ".join(without_byline(quote).split())
    return (
        Style("cite_plain", _plain(article, quoted, address, ui)),
        Style("cite_markdown", _markdown(article, quoted, address, ui)),
        Style("cite_gbt", gbt_7714(article, address, today, archive_id="" if address else _archive_id(article, ui))),
        Style("cite_apa", apa(article, address or _archive_id(article, ui))),
    )


def _archive_id(article: Article, ui: PageLanguage) -> str:
    """What an article without an address is found by."""
    return text_of(ui, "archive_id", id=cut(article.id, 120))


def _plain(article: Article, quote: str, address: str, ui: PageLanguage) -> str:
    facts = f"{_title(article, ui)}{_origin(article, ui)}\n{address or _archive_id(article, ui)}"
    return f"{text_of(ui, 'quoted', quote=quote)}\n— {facts}" if quote else facts


def _markdown(article: Article, quote: str, address: str, ui: PageLanguage) -> str:
    title, rest = _escaped(_title(article, ui)), _escaped(_origin(article, ui))
    link = address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    beside = f"{text_of(ui, 'comma')}{_escaped(_archive_id(article, ui))}"
    cited = f"[{title}]({link}){rest}" if address else f"{title}{rest}{beside}"
    return f"> {_escaped(quote)}\n>\n> — {cited}" if quote else cited


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _title(article: Article, ui: PageLanguage) -> str:
    title = cut(headline_of(article))
    if not title:
        return heading_of(article) or text_of(ui, "untitled")
    # Marks of titles inside of a title are those of the second order, where the language has such marks.
    inner = title.translate(_INNER_MARKS) if ui is PageLanguage.ZH else title
    return text_of(ui, "titled", title=inner)


def _origin(article: Article, ui: PageLanguage) -> str:
    """Source and day behind a title, with the comma of the page's language."""
    day = _day(article)
    parts = [cut(article.source, 60), "" if day is None else day_in_words(day, ui)]
    return "".join(f"{text_of(ui, 'comma')}{each}" for each in parts if each)


def gbt_7714(article: Article, address: str, today: date, *, archive_id: str = "") -> str:
    """The article as GB/T 7714-2015 has news on the web: 作者. 题名[N/OL]. 来源, 日期[引用日期]. 地址.

    A part that nobody knows is left out. Without an address it is cited as news in print: 作者. 题名[N]. 来源, 日期.

    Args:
        article: What is cited.
        address: Its own; empty where it has none.
        today: When it was looked up.
        archive_id: What it is found by where it has no address.
    """
    persons = persons_in(article.authors)
    names = [cut(each, 40) for each in persons[:_MOST_AUTHORS]]
    if len(persons) > _MOST_AUTHORS:
        names.append("等" if _HAN.search("".join(names)) else "et al")
    issued = ", ".join(filter(None, (cut(article.source, 60), article.day)))
    medium, looked_up = ("N/OL", f"[{today.isoformat()}]") if address else ("N", "")
    parts = (", ".join(names), f"{heading_of(article)}[{medium}]", f"{issued}{looked_up}", address or archive_id)
    return ". ".join(each for each in parts if each)


def apa(article: Article, address: str) -> str:
    """The article in APA style (7th edition) as an article of a newspaper's site: Author. (Date). Title. Source. Address."""
    day = _day(article)
    dated = "n.d." if day is None else f"{day.year}, {_APA_MONTHS[day.month - 1]} {day.day}"
    names = [cut(each, 40) for each in persons_in(article.authors)]
    authors = f"{', '.join(names[:-1])}, & {names[-1]}" if len(names) > 1 else "".join(names)
    title, source = heading_of(article), cut(article.source, 60)
    # Without an author, the title stands first.
    head = f"{_ended(authors)} ({dated}). {_ended(title)}" if authors else f"{_ended(title)} ({dated})."
    return " ".join(each for each in (head, _ended(source), address) if each)


def _ended(text: str) -> str:
    return text if not text or text[-1] in ".?!。？！" else f"{text}."


def _day(article: Article) -> date | None:
    try:
        return date.fromisoformat(article.day)
    except ValueError:
        return None
