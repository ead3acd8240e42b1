"""Finds the element that holds the article: known containers of Chinese content systems, else the densest prose, else what trafilatura finds (the one door to trafilatura and htmldate)."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from operator import mul
from typing import NamedTuple

from lxml import html

from indexer.extract.boilerplate import is_furniture, is_prose
from indexer.extract.dom import Block, attribute, read_blocks
from indexer.extract.repeated_blocks import repeated_junk, text_lengths
from indexer.text.characters import one_line

# Containers that hold the body and nothing else, by id and by class. Each is what a content system or a large
# site writes around every article's text; the sure ones come first.
_IDS = """
js_content artibody endText ContentBody rwb_zw p-detail detailContent detail-content articleText
articleContent article-content article_content_text Cnt-Main-Article-QQ ArticleCnt mp-editor vsb_content
vsb_newscontent contentMain content_views Main_Content_Val chan_newsDetail abody ozoom newscontent
news-content newsContent zoom Zoom contentText content_area text_content BodyLabel cont_1_1_2
js_article_content artical_real main_content article articlebody article_body articleBody UCAP-CONTENT
fontzoom textContent arcContent cnbeta_content
"""
_CLASSES = """
TRS_Editor trs_editor_view TRS_UEDITOR post_text post_body articalContent left_zw rm_txt_con box_con
content_area text_area u-mainText art_contextBox article-content article__content articleContent
article_content single-content entry-content news_txt artical-content content-article all-txt m-txt
art_content article-body article_body articleBody article-text article-detail article-con a-con art-con
artText rich_media_content content-text news-content news_content newsText detail-content detail_content
newsContent TextContent text-con text_con contentText common-width richtext statuses-text article-txt
article_txt xl_content xl_cen article-main articleDetailContent main-text cont_txt index_cententWrap yyContent
cjournal pages_content Custom_UnionStyle view-content news-text detail-body post-content td-post-content
article Article artical txt_con content_detail con_text article-info-content main-article editor-content
"""
_RANK = {("id", name): place for place, name in enumerate(_IDS.split())} | {
    ("class", name): 1000 + place for place, name in enumerate(_CLASSES.split())
}

# Names of what is not the article: as a part of a name ("post_recommend", "sina-comment-list"), or as all of it.
_COMMENT = re.compile(
    r"(?:^|[-_ ])(?:comments?|commentlist|reply|replies|sina-comment\w*|tie-\w+|post_comment)(?=$|[-_ ])", re.IGNORECASE
)
_JUNK = re.compile(
    r"(?:^|[-_ ])(?:share|bdshare|recommend\w*|related?\w*|relevant|xgyd|xgxw|sidebar|side[-_]bar|footer|copyright|"
    r"breadcrumbs?|crumbs?|pagination|qr[-_]?code|erweima|ewm|advert\w*|adbox|hot[-_]?(?:news|list|words?)|statement|"
    r"cookies?\w*|consent\w*|gdpr\w*|disclaimer|mzsm|toolbar|tool[-_]bar|editor[-_]?name|liability|zrbj|prev[-_]next|next[-_]post\w*|popup|show_author|"
    r"ep-source|wap_special|otherNews|reward\w*|appendqr\w*|quotebox|authorbio|author-info|app-?download|feedback)(?=$|[-_ ])"
    r"|(?:^| )(?:edit|editor|ads?|tags?|keywords?|login|crumb|path|otherContent|left_name|adEditor|p-tags|p-jc|pageLink)(?=$| )",
    re.IGNORECASE,
)
_MINUTE = re.compile(r"\d{1,3}(?:\s?\+\s?\d{1,2})?\s?['′’]")
_LONGEST_MINUTE = 20
_FEWEST_MINUTES = 5
_MOST_AROUND = 12
"""Elements around a minute that are looked at."""

_ASKED = frozenset({"password", "email", "tel"})
_LONG_TEXT = 500
"""Characters that no share bar and no list of tags has."""

_JUNK_TAGS = frozenset({"nav", "footer", "aside"})
# A link or a stressed word inside a sentence may carry any class: `<a class="keyword">`.
_NEVER_JUNK = frozenset(
    (
        "html",
        "body",
        "main",
        "article",
        "p",
        "a",
        "span",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "font",
        "label",
        "h1",
        "h2",
        "td",
        "tr",
    )
)


def junk_of(
    root: html.HtmlElement, lengths: Mapping[html.HtmlElement, int] | None = None
) -> frozenset[html.HtmlElement]:
    """Subtrees that hold share bars, comments, recommendations and the like, by shape and by the names that they carry.

    An element that holds the heading or half of the root's text is never junk, but for comments, which are often
    longer than the text. What is named a comment and tells minute by minute is a live report.
    `lengths` is what `text_lengths` gives, where it is known.
    """
    lengths = text_lengths(root) if lengths is None else lengths
    headed = _with_ancestors(root.iter("h1"))
    found = {element for element in repeated_junk(root, lengths) if element is not root and element not in headed}
    live = within(root.iter(), _live_reports(root))
    for element in root.iter():
        if element is root or element.tag in _NEVER_JUNK:
            continue
        named = f"{attribute(element, 'class')} {attribute(element, 'id')}"
        large = lengths[element] * 2 > lengths[root]
        comments = bool(_COMMENT.search(named)) and element not in live
        junk = _JUNK.search(named) or (element.tag in _JUNK_TAGS and not _is_note(element)) or _is_asked_for(element)
        if not (comments or junk) or (large and not (comments or _opens_with_furniture(element))):
            continue
        if not comments and _holds_an_article(element, lengths):
            continue
        if element not in headed:
            found.add(element)
    return frozenset(found)


def _is_asked_for(element: html.HtmlElement) -> bool:
    """Whether an element is a form that asks a reader for a password, an address or a telephone number."""
    return element.tag == "form" and any((field.get("type") or "").lower() in _ASKED for field in element.iter("input"))


def _holds_an_article(element: html.HtmlElement, lengths: Mapping[html.HtmlElement, int]) -> bool:
    """Whether an element holds most of the <article> that it stands in, as one named "sidebar-grid" may."""
    around = next(islice(element.iterancestors("article"), 1), None)
    return around is not None and lengths[element] >= _LONG_TEXT and 2 * lengths[element] > lengths[around]


def _live_reports(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Elements that are named as comments and hold several entries with their minutes: "68'", "90+3’"."""
    told: Counter[html.HtmlElement] = Counter()
    for element in root.iter():
        if _MINUTE.fullmatch((element.text or "")[:_LONGEST_MINUTE].strip()):
            named = [each for each in islice(element.iterancestors(), _MOST_AROUND) if _is_named_comment(each)]
            told.update(named[-1:])
    return {element for element, minutes in told.items() if minutes >= _FEWEST_MINUTES}


def _is_named_comment(element: html.HtmlElement) -> bool:
    return bool(_COMMENT.search(f"{attribute(element, 'class')} {attribute(element, 'id')}"))


def comments_of(junk: Iterable[html.HtmlElement]) -> frozenset[html.HtmlElement]:
    """Those of some elements that are named as readers' comments, which no line of an article stands in."""
    return frozenset(element for element in junk if _is_named_comment(element))


def within(elements: Iterable[html.HtmlElement], tops: Collection[html.HtmlElement]) -> set[html.HtmlElement]:
    """Those of some elements in reading order that are one of `tops` or lie in one."""
    found: set[html.HtmlElement] = set()
    for element in elements:
        if element in tops or element.getparent() in found:
            found.add(element)
    return found


def _opens_with_furniture(element: html.HtmlElement) -> bool:
    """Whether the first line is a disclaimer or the like, and with it all of the element."""
    texts = (text for node in islice(element.itertext(), _FIRST_TEXTS) if (text := one_line(str(node))))
    return is_furniture(next(texts, "."))


def _is_note(element: html.HtmlElement) -> bool:
    """Whether a <footer> is an article's own and says something: a correction, a note of the editors."""
    around = [each.tag for each in element.iterancestors("article", "footer")]
    if element.tag != "footer" or "footer" in around or not around:
        return False
    lines = [block for block in read_blocks(element) if not block.is_link]
    return any(is_prose(block.text) and not is_furniture(block.text) for block in lines)


def _with_ancestors(elements: Iterable[html.HtmlElement]) -> dict[html.HtmlElement, None]:
    """Elements and all that they are in, each once, from the inside out."""
    found: dict[html.HtmlElement, None] = {}
    for element in elements:
        current: html.HtmlElement | None = element
        while current is not None and current not in found:
            found[current] = None
            current = current.getparent()
    return found


def find_container(root: html.HtmlElement, blocks: Iterable[Block]) -> html.HtmlElement | None:
    """The element that holds the article's text, or None where no element has prose.

    A known container wins unless the densest element has more than twice its prose. `blocks` are the lines of `root` that
    are no junk.
    """
    scores = _scores(root, blocks)
    densest = _densest(scores)
    known = _known_container(root, scores)
    if known is None or densest is None or known is densest:
        return densest if known is None else known
    if known in densest.iterancestors():
        # A tighter element with nearly all of the prose leaves out what surrounds the text.
        return densest if scores[densest].prose >= 0.85 * scores[known].prose else known
    return known if scores[densest].prose <= 2.2 * scores[known].prose else densest


def is_known(element: html.HtmlElement) -> bool:
    """Whether an element is named as content systems name the body's container."""
    return _rank(element) is not None


class _Score(NamedTuple):
    """What lies in an element: its paragraphs weighed by how near they are, and characters of all kinds."""

    weighed: float
    prose: int
    text: int
    linked: int


def _scores(root: html.HtmlElement, blocks: Iterable[Block]) -> dict[html.HtmlElement, _Score]:
    """Score of each element with prose: its own paragraphs count fully, those a step below by half, and so on."""
    # Prose of each element by how many containers stand between it and the paragraph; further away it counts nothing.
    near: dict[html.HtmlElement, list[int]] = defaultdict(lambda: [0] * len(_WEIGHTS))
    sums: dict[html.HtmlElement, list[int]] = defaultdict(lambda: [0, 0, 0])
    owners: list[html.HtmlElement] = []
    for block in blocks:
        owner = block.pieces[0].owner
        length = block.length - block.linked
        prose = length if length >= _SHORTEST_PROSE and is_prose(block.text) else 0
        _add(sums[owner], (prose, block.length, block.linked))
        if prose:
            near[owner][0] += prose
            owners.append(owner)
    # Children come after their parent, so one pass backwards adds up.
    for element in reversed(list(root.iter())):
        parent = element.getparent()
        if parent is None or element not in sums:
            continue
        _add(sums[parent], sums[element])
        if element not in near:
            continue
        # A paragraph's own element and inline wrappers are no containers.
        passed_on = near[element] if element.tag in _WRAPPERS else [0, *near[element][:-1]]
        _add(near[parent], passed_on)
    return {
        element: _Score(sum(map(mul, near[element], _WEIGHTS)), *sums[element]) for element in _with_ancestors(owners)
    }


def _add(sums: list[int], more: Sequence[int]) -> None:
    """Adds numbers to others in place: a new list for each element takes twice as long."""
    for place, number in enumerate(more):
        sums[place] += number


_SHORTEST_PROSE = 15
_WEIGHTS = (1.0, 0.5, 0.25, 0.125)
_WRAPPERS = frozenset(
    ["p", "span", "strong", "b", "em", "font", "a", "i", "u", "blockquote", "center", "li", "h2", "h3", "h4"]
)


def _densest(scores: dict[html.HtmlElement, _Score]) -> html.HtmlElement | None:
    best = max(
        (element for element in scores if element.tag not in _WRAPPERS),
        key=lambda element: scores[element].weighed,
        default=None,
    )
    if best is None:
        return None
    # Sections of one article side by side, in wrappers of their own perhaps: climb to what adds prose and little else.
    for parent in islice(best.iterancestors(), _MOST_STEPS):
        if parent.tag in ("body", "html"):
            break
        more = scores[parent].prose - scores[best].prose
        if more > 2 * scores[best].prose:
            break
        beside = parent is best.getparent()
        if more and ((beside and more > 0.25 * scores[best].prose) or _adds_text(scores[best], scores[parent])):
            best = parent
    return best


_FIRST_TEXTS = 3
_MOST_STEPS = 3
"""Elements around the densest that are tried."""


def _adds_text(inner: _Score, outer: _Score) -> bool:
    """Whether what stands in the outer element only is paragraphs more than anything else, and hardly links."""
    text, linked = outer.text - inner.text, outer.linked - inner.linked
    return 2 * (outer.prose - inner.prose) >= text and 5 * linked <= text


def _known_container(root: html.HtmlElement, scores: dict[html.HtmlElement, _Score]) -> html.HtmlElement | None:
    """The element of a known name with the most prose; within it, the innermost that still has most of that.

    An outer container of a known name often holds comments and lists beside the text.
    """
    ranks = {element: rank for element in scores if (rank := _rank(element)) is not None}
    spans = _spans(root) if len(ranks) > 1 else {}
    best: html.HtmlElement | None = None
    for element in sorted(ranks, key=lambda element: (-scores[element].prose, ranks[element])):
        if best is None or (_within(spans, element, best) and scores[element].prose >= 0.55 * scores[best].prose):
            best = element
    return best


def _spans(root: html.HtmlElement) -> dict[html.HtmlElement, tuple[int, int]]:
    """For each element its place in reading order, and the place of the first one behind all that it holds."""
    elements = list(root.iter())
    ends = {element: place + 1 for place, element in enumerate(elements)}
    for element in reversed(elements):
        parent = element.getparent()
        if parent in ends:
            ends[parent] = max(ends[parent], ends[element])
    return {element: (place, ends[element]) for place, element in enumerate(elements)}


def _within(spans: dict[html.HtmlElement, tuple[int, int]], inner: html.HtmlElement, outer: html.HtmlElement) -> bool:
    (place, _), (first, end) = spans[inner], spans[outer]
    return first < place < end


def _rank(element: html.HtmlElement) -> int | None:
    own, classes = attribute(element, "id"), attribute(element, "class")
    if not (own or classes) or element.tag in ("body", "html"):
        return None
    names = [("id", own), *(("class", name) for name in classes.split())]
    return min((_RANK[name] for name in names if name in _RANK), default=None)


# Beyond this a page is a data dump, and trafilatura's fallbacks take minutes.
_MOST_CHARACTERS = 2_000_000
_MOST_TAGS = 40_000
"""Of a page that is given to readers of any page: they take several times as long as all the rest."""


# It normalises what it reads, and to put many combining marks in order takes the square of their number.
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.combining(chr(code)))
_MANY_MARKS = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")


def general_body(text: str) -> str:
    """Lines of the main text, "" where there is none or the page is too large for a reader of any page."""
    if len(text) > _MOST_CHARACTERS or text.count("<") > _MOST_TAGS:
        return ""
    # Here and not at the top, like htmldate below: it takes an eighth of a second that only pages of unknown sites need.
    import trafilatura

    try:
        found = trafilatura.extract(
            _MANY_MARKS.sub(r"\1", text), include_comments=False, include_tables=True, fast=True
        )
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        # Pages broken on purpose reach code paths of the library that assume a sound tree.
        return ""
    return found or ""


def general_date(tree: html.HtmlElement, url: str) -> str:
    """The publishing day that htmldate finds in markup, "" where it finds none; it does not guess from prose."""
    if next(islice(tree.iter(), _MOST_TAGS // 2, None), None) is not None:
        return ""
    import htmldate

    try:
        found = htmldate.find_date(tree, extensive_search=False, original_date=True, url=url or None)
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError, OverflowError):
        return ""
    return found or ""
