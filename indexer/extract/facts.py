"""Date, source, authors and editor of an HTML article: read from the lines around its text and from metadata, then the most credible statement is chosen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import html

from indexer.extract.boilerplate import is_breadcrumb, is_furniture, starts_related
from indexer.extract.bylines import (
    beside_date,
    body_authors,
    clean_source,
    dateline_source,
    ending_pieces,
    find_editor,
    header_authors,
    header_source,
    is_media,
    is_nobody,
    is_person,
    labelled_pieces,
    media_after_author,
    name_beside,
    names_alone,
    reporters_medium,
    said_of_author,
    split_names,
    words_beside_date,
)
from indexer.extract.containers import general_date
from indexer.extract.dates import date_in_url, finer, read_date, read_date_in_words, read_loose_date, without_date
from indexer.extract.dom import Block, Piece
from indexer.extract.fields import Choice, FieldCandidate, PageFields, choose
from indexer.extract.images import image_candidates, picture_address
from indexer.extract.metadata import Metadata, state_field
from indexer.extract.patterns import UPDATED, PatternKind, cut, fields_of, whole_words
from indexer.extract.titles import same_title
from indexer.text.characters import match_form

_ABOVE, _BELOW = 14, 16
_NEAR = 6
_AROUND = 60
_LONGEST_ALONE = 40
_MOST_BESIDE = 2
"""Words beside a date in a line that is a date's: "Updated on", "Uhr"."""

_LONGEST_DATED = 100
_WITHOUT_YEAR = re.compile(r"\d{1,2}[-/月]\d{1,2}日?\s+\d{1,2}[:：]\d\d")
_MOST_AWAY = 2
"""Texts beside a date that may name the medium: the nearest may say "原创"."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SOURCE_HINT = re.compile(
    r"(?:^|[-_ #])(?:\w*source\w*|sour|src|(?<!rich_)media|origin|laiyuan|ly|from|em_media|copyfrom|publisher)(?=$|[-_ \d])"
)
# Surest first: on WeChat the author's element stands before the account's.
_ACCOUNT_HINTS = (
    re.compile(r"js_name|profilebt|nickname|s-name|mp[-_]?name|media[-_]?name"),
    re.compile(r"author[-_]?name|account|user[-_]?name|user-info|title-icon-item|author[-_]?info"),
)
_META_HINT = re.compile(r"meta|info|author|byline")
_UPDATED = re.compile(whole_words(UPDATED), re.IGNORECASE)
_AUTHOR_HINT = re.compile(r"author|title-icon-item|writer|reporter|byline|jizhe")
SEEN = ("label above the text", "name of its element")
"""Reasons that a reader sees as well: whatever stands there is meant as an author, an account's name too."""

_INTERFACE = re.compile(
    r".*(?:分享|微博|微信|QQ|空间|字号|字体|评论|跟贴|举报|收藏|人参与|参与|打印|阅读|浏览|点击|关注|登录|注册|首页|正文|责任|编辑|时间|日期|二维码|扫|客户端下载|易信"
    r"|更多|来源|作者|记者|超大|标准|放大|缩小|调整|订阅|下载|点赞|转发|复制|链接|返回|原创$|已认证|优质|官方账号|粉丝|更新|听|播放|导语|摘要).*|[\W\d_A+\-]*|大|中|小"
)


@dataclass(frozen=True, slots=True)
class Header:
    """Lines around the text, nearest first where order tells."""

    above: tuple[Block, ...]
    below: tuple[Block, ...]
    day_first: bool = True
    """Whether the page's language writes 3/4 for the third of April."""
    around: tuple[Block, ...] = ()
    """Lines further up than `above`, the nearest first."""

    @property
    def date(self) -> str:
        """The date printed nearest above the text, else one labelled as the publishing date below it."""
        updates = [block for block in self.above if _UPDATED.search(block.text)]
        for block in [*(block for block in reversed(self.above) if block not in updates), *reversed(updates)]:
            if date := _printed_date(_joined(block), day_first=self.day_first):
                return date
        for block in self.below:
            text = _joined(block)
            if re.search(r"发布|时间|日期", text) and (date := read_date(text)):
                return date
        return ""

    @property
    def last_date(self) -> str:
        """A date that a line near the text holds and hardly anything else."""
        for block in [*self.below, *self.around]:
            text = _joined(block)
            if len(text) <= _LONGEST_ALONE and (date := _printed_date(text, day_first=self.day_first)):
                rest = re.sub(r"[\W\d_]+", " ", without_date(text))
                if len(rest.split()) <= _MOST_BESIDE:
                    return date
        return ""

    def sources(self, *, authors: Sequence[str]) -> Iterator[FieldCandidate]:
        """What may be the source, above the text and below it; never one of `authors`."""
        texts = [piece.text for piece in self._pieces]
        unnamed = [piece for piece in self._pieces if piece.text not in authors]
        beside = self.words_beside_date(authors=authors).said
        yield FieldCandidate(header_source(texts), "label above the text")
        yield FieldCandidate(reporters_medium(texts), "before the reporter")
        yield FieldCandidate(media_after_author(texts), "after the author")
        yield FieldCandidate(_hinted(unnamed, _SOURCE_HINT), "name of its element")
        yield FieldCandidate(beside if is_media(beside) else "", "beside the date")
        yield FieldCandidate(header_source(self._pieces_below), "label below the text")

    def words_beside_date(self, *, authors: Sequence[str]) -> FieldCandidate:
        """Short words beside the date that no ending marks as a medium's; never one of `authors`."""
        found = (_beside_date(block) for block in self.above)
        return FieldCandidate(next((name for name in found if name and name not in authors), ""), "beside the date")

    def authors(self) -> Iterator[FieldCandidate]:
        """Who may have written the article by the lines above the text."""
        yield FieldCandidate("、".join(header_authors([piece.text for piece in self._pieces])), SEEN[0])

    @property
    def is_unsigned(self) -> bool:
        """Whether the by-line above the text begins with a "By" and has a date in the place of a name: the medium signs."""
        for block in self.above:
            first = next(iter(cut(_joined(block))), None)
            if first and first.kind is PatternKind.AUTHOR and not _HAN.search(first.label) and read_date(first.value):
                return not split_names(first.value)
        return False

    def named_authors(self) -> Iterator[FieldCandidate]:
        """As `authors`, by the names of the elements above the text."""
        for piece in self._pieces:
            if _AUTHOR_HINT.search(piece.hints) and not _INTERFACE.fullmatch(piece.text) and not is_media(piece.text):
                names, said = split_names(piece.text), said_of_author(piece.text)
                if names or (_plausible_account(said) and not is_nobody(said)):
                    yield FieldCandidate("、".join(names) or said, SEEN[1])

    def last_authors(self) -> Iterator[FieldCandidate]:
        """As `authors`, by what stands below the text, and last by a name of a person above it that has no label."""
        near = [piece.text for block in self.below[:_NEAR] for piece in block.pieces]
        labelled = [
            field.value for field in fields_of(near) if field.kind is PatternKind.AUTHOR and _HAN.search(field.label)
        ]
        yield FieldCandidate(next(iter(labelled), ""), "label below the text")
        alone = [piece for piece in self._pieces if _META_HINT.search(piece.hints) and is_person(piece.text)]
        yield FieldCandidate(alone[0].text if len(alone) == 1 else "", "name alone above the text")
        beside = (name_beside(_joined(block)) for block in self.above)
        yield FieldCandidate(next((name for name in beside if name), ""), "name beside medium and date")

    def accounts(self, *, authors: Sequence[str]) -> Iterator[FieldCandidate]:
        """The account that published on a platform of many: a WeChat account, a Baijiahao author; one below may be a reader's."""
        yield FieldCandidate(_account(self._pieces), "account")
        yield self.words_beside_date(authors=authors)
        yield FieldCandidate(_account([piece for block in self.below for piece in block.pieces]), "account")

    def signed_below(self, *, authors: Sequence[str]) -> FieldCandidate:
        """What stands right below the text in an element that is named as the author's, and is no person."""
        pieces = [piece for block in self.below[:_NEAR] for piece in block.pieces if piece.text not in authors]
        found = _hinted(pieces, _AUTHOR_HINT)
        return FieldCandidate("" if is_person(found) else found, "account")

    @property
    def editor(self) -> str:
        """The responsible editor, as the lines below or above name them."""
        return find_editor([_joined(block) for block in [*self.below, *self.above]])

    @property
    def _pieces(self) -> list[Piece]:
        return [piece for block in self.above for piece in block.pieces]

    @property
    def _pieces_below(self) -> list[str]:
        return [piece.text for block in self.below for piece in block.pieces]


def read_header(
    blocks: Sequence[Block], body: Sequence[str], title: str, *, inside: Sequence[int] = (), day_first: bool = True
) -> Header:
    """Header of a page's lines; `body` are the paragraphs already chosen, `inside` the places where they may stand.

    The lines above reach from the last title before the text down to the text, and a few lines further up where
    the page prints date and source above the title.
    """
    first, last = _span(blocks, body, inside or range(len(blocks)))
    head = [place for place in range(first) if _heads(blocks[place], title)]
    top = max(0, first - _ABOVE) if not head else max(head[-1], first - 60)
    above = [block for block in blocks[top:first] if not is_breadcrumb(block.text)]
    if not any(_printed_date(_joined(block), day_first=day_first) for block in above):
        above = [block for block in blocks[max(0, top - 6) : top] if not is_breadcrumb(block.text)] + above
    above = [block for block in above if not same_title(block.text, title)]
    below = [block for block in blocks[last + 1 : last + 1 + _BELOW] if not starts_related(block.text)]
    inner = [block for block in blocks[first : last + 1] if block.length <= 60 and is_furniture(block.text)]
    around = tuple(reversed(blocks[max(0, top - _AROUND) : top]))
    return Header(tuple(above), (*inner, *below), day_first, around)


def _heads(block: Block, title: str) -> bool:
    """Whether a line is the title, or a heading that holds it beside a kicker."""
    return same_title(block.text, title) or (block.tag == "h1" and bool(title) and title in block.text)


def _span(blocks: Sequence[Block], body: Sequence[str], inside: Sequence[int]) -> tuple[int, int]:
    """Places of the first and last line of the text among the page's lines."""
    wanted = set(body)
    places = [place for place in inside if blocks[place].text in wanted]
    if not places:
        return inside[0] if inside else 0, inside[-1] if inside else 0
    return places[0], places[-1]


def _joined(block: Block) -> str:
    return " ".join(piece.text for piece in block.pieces)


def _printed_date(text: str, *, day_first: bool) -> str:
    if len(text) > 160:
        return ""
    # Year, month and day in boxes of their own: "2021 03 / 18 15:42:07".
    text = re.sub(r"((?:19|20)\d\d)\s+(\d\d)\s*/\s*(\d\d)", r"\1/\2/\3", text)
    return read_date(text) or (read_date_in_words(text, day_first=day_first) if len(text) <= _LONGEST_DATED else "")


def _hinted(pieces: Sequence[Piece], hint: re.Pattern[str]) -> str:
    for piece in pieces:
        if hint.search(piece.hints) and _plausible_source(piece.text):
            return clean_source(piece.text)
    return ""


def _account(pieces: Sequence[Piece]) -> str:
    return next((name for hint in _ACCOUNT_HINTS if (name := _hinted(pieces, hint))), "")


def _beside_date(block: Block) -> str:
    """A short name in the same line as a date: "2019-09-26 10:56:28 证券时报网"."""
    texts = [piece.text.strip("|｜·• ") for piece in block.pieces]
    dated = [place for place, text in enumerate(texts) if read_date(text) or _WITHOUT_YEAR.fullmatch(text)]
    for place in dated:
        rest = words_beside_date(texts[place])
        if medium := beside_date(texts[place]):
            return medium
        if rest and _plausible_source(rest):
            return clean_source(rest)
        after = [text for text in texts[place + 1 :] if re.search(r"\w", text)][:_MOST_AWAY]
        before = [text for text in reversed(texts[:place]) if re.search(r"\w", text)][:_MOST_AWAY]
        for name in sorted((*after, *before), key=lambda each: not is_media(each)):
            if _plausible_source(name) and not cut(name)[0].kind:
                return clean_source(name)
    return ""


def _plausible_source(text: str) -> bool:
    return (
        2 <= len(text) <= 20
        and not _INTERFACE.fullmatch(text)
        and not is_furniture(text)
        and not re.search(r"[，。：；？！>〉]", text)
    )


def _plausible_account(text: str) -> bool:
    return _plausible_source(text) and not read_date(text)


# What a paper's name is followed by where its pages are shown.
_EDITION = re.compile(r"(?<=.)(?:(?:多媒体)?(?:数字|电子)(?:报刊?|版)(?:平台)?|手机版|官网)$")
_SHORTEST_OWNER = 4

# Names of platforms: true of every article on them, and so of none.
_PLATFORMS = re.compile(r"微信公众平台|微信公众号|百家号|百度.*|今日头条|头条号|网易号|搜狐号|一点资讯")


@dataclass(frozen=True, slots=True)
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


def read_facts(page: FactSources, *, title: str, root: html.HtmlElement) -> PageFields:
    """All fields of the article but its id and language."""
    authors, author_choice = choose("authors", _authors(page), lambda candidate: _people(page, candidate))
    source, source_choice = choose("source", _sources(page, authors), _medium)
    date, date_choice = choose("published_at", _dates(page, root), lambda candidate: (candidate.said,))
    image, image_choice = choose(
        "image", image_candidates(page.data, page.container), lambda candidate: _picture(page, candidate)
    )
    keywords = tuple(word for word in page.data.keywords if not _is_title_part(word, title))
    return PageFields(
        title=title,
        body="\n".join(page.body),
        url=page.data.url,
        source="".join(source),
        authors=authors,
        editor=page.header.editor or page.hidden.get("editor-name", "") or state_field(page.scripts, "editor"),
        published_at="".join(date),
        keywords=keywords,
        image="".join(image),
        choices=(page.title_choice, date_choice, source_choice, author_choice, image_choice),
    )


def _dates(page: FactSources, root: html.HtmlElement) -> Iterator[FieldCandidate]:
    """What a reader sees above the text; told more exactly where the markup names the same minute."""
    declared = [date for value in page.data.dates if (date := read_loose_date(value))]
    in_scripts = read_loose_date(state_field(page.scripts, "date"))
    if seen := page.header.date:
        exact = next((exact for date in (*declared, in_scripts) if (exact := finer(seen, date)) != seen), seen)
        yield FieldCandidate(
            exact, "printed above the text" if exact == seen else "printed above the text, and exactly in data"
        )
    for date in declared:
        yield FieldCandidate(date, "meta, JSON-LD or microdata")
    yield FieldCandidate(read_loose_date(page.hidden.get("time", "")), "hidden text")
    yield FieldCandidate(in_scripts, "script")
    if seen or declared:
        return
    elsewhere = [
        FieldCandidate(date_in_url(page.data.url), "address"),
        *(FieldCandidate(read_loose_date(value), "<time>") for value in page.data.marked.get("time", ())[:1]),
        FieldCandidate(page.header.last_date, "date alone in a line near the text"),
    ]
    yield from elsewhere
    if not any(candidate.said for candidate in elsewhere):
        yield FieldCandidate(general_date(root, page.data.url), "htmldate")


def _sources(page: FactSources, authors: tuple[str, ...]) -> Iterator[FieldCandidate]:
    ending = ending_pieces(page.body)
    yield from page.header.sources(authors=authors)
    yield FieldCandidate(header_source(labelled_pieces(page.body)), "label in the text")
    yield FieldCandidate(page.hidden.get("source-name", ""), "hidden text")
    yield from page.data.sources
    for candidate in [*page.data.written_by, *page.data.authors]:
        yield candidate if is_media(candidate.said) else FieldCandidate("", "")
    yield from page.header.accounts(authors=authors)
    yield FieldCandidate(state_field(page.scripts, "source"), "script")
    yield FieldCandidate(dateline_source(page.body), "dateline")
    yield FieldCandidate(reporters_medium([*page.body[:1], *ending]), "before the reporter")
    yield page.header.signed_below(authors=authors)
    yield page.data.publisher
    yield FieldCandidate(page.data.site, "name of the site")
    said = [_EDITION.sub("", part) for part in reversed(re.split(r"[\s_\-|｜–—]+", page.site_in_title)) if part]
    yield FieldCandidate(next((part for part in said if is_media(part)), ""), "title of the window")
    owned = (part for part in said if len(part) >= _SHORTEST_OWNER and any(part in line for line in page.imprint))
    yield FieldCandidate(next(owned, ""), "title of the window and imprint")


def _medium(candidate: FieldCandidate) -> tuple[str, ...]:
    name = clean_source(candidate.said)
    return (name,) if name and not _PLATFORMS.fullmatch(name) else ()


def _authors(page: FactSources) -> Iterator[FieldCandidate]:
    """By-line, data, then what the text says, then meta tags, which often name the medium or nobody."""
    yield from page.header.authors()
    if page.header.is_unsigned:
        return
    yield FieldCandidate("、".join(body_authors(page.body)), "by-line in the text")
    yield from page.data.written_by
    yield FieldCandidate("、".join(header_authors(labelled_pieces(page.body))), "label in the text")
    yield from page.header.named_authors()
    yield FieldCandidate(page.hidden.get("author", ""), "hidden text")
    yield from page.data.authors
    yield from page.header.last_authors()
    yield FieldCandidate("、".join(names_alone(ending_pieces(page.body))), "names at the end of the text")
    if not (page.header.above or page.header.below):
        yield FieldCandidate(state_field(page.scripts, "author"), "script")


def _people(page: FactSources, candidate: FieldCandidate) -> tuple[str, ...]:
    """The names of people in a statement; none in data that names the site, a medium or a platform."""
    said, names = candidate.said, split_names(candidate.said)
    media = [page.data.site, page.data.publisher.said, *(each.said for each in page.data.sources), page.site_in_title]
    # "Jane Doe, Harbour Courier" names a person and the medium.
    forms = {match_form(medium) for medium in media if medium}
    names = tuple(name for name in names if match_form(name) not in forms) or names
    if candidate.reason in SEEN:
        return names or (said,)
    if len(names) == 1 and any(match_form(names[0]) in match_form(medium) for medium in media if medium):
        return ()
    return () if is_media(said) or re.search(r"\S@\S", said) or _PLATFORMS.fullmatch(said) else names


def _picture(page: FactSources, candidate: FieldCandidate) -> tuple[str, ...]:
    address = picture_address(candidate.said, page.data.base or page.data.url)
    return (address,) if address else ()


def _is_title_part(word: str, title: str) -> bool:
    """Whether a "keyword" is the title again, or a clause of it."""
    form = match_form(word)
    return form == match_form(title) or (len(form) >= 8 and form in match_form(title))
