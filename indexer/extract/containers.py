"""Where on a page the article stands: known containers of Chinese content systems, else the densest prose."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import mul

from lxml import html

from indexer.extract.blocks import SILENT, attribute, read_blocks
from indexer.extract.boilerplate import is_prose

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
    r"disclaimer|mzsm|toolbar|tool[-_]bar|editor[-_]?name|liability|zrbj|prev[-_]next|next[-_]post\w*|popup|show_author|"
    r"ep-source|wap_special|otherNews|reward\w*|appendqr\w*|quotebox|authorbio|author-info|app-?download|feedback)(?=$|[-_ ])"
    r"|(?:^| )(?:edit|editor|ads?|tags?|keywords?|login|crumb|path|otherContent|left_name|adEditor|p-tags|p-jc|pageLink)(?=$| )",
    re.IGNORECASE,
)
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


def junk_of(root: html.HtmlElement) -> frozenset[html.HtmlElement]:
    """Subtrees that hold share bars, comments, recommendations and the like, by the names that they carry.

    An element that holds the heading or half of the root's text is never junk, but for comments, which are often
    longer than the text.
    """
    lengths = _text_lengths(root)
    headed = _with_ancestors(root.iter("h1"))
    found: set[html.HtmlElement] = set()
    for element in root.iter():
        if element is root or element.tag in _NEVER_JUNK:
            continue
        named = f"{attribute(element, 'class')} {attribute(element, 'id')}"
        large = lengths[element] * 2 > lengths[root]
        comments = bool(_COMMENT.search(named))
        if not (comments or element.tag in _JUNK_TAGS or _JUNK.search(named)) or (large and not comments):
            continue
        if element not in headed:
            found.add(element)
    return frozenset(found)


def _with_ancestors(elements: Iterable[html.HtmlElement]) -> dict[html.HtmlElement, None]:
    """Elements and all that they are in, each once, from the inside out."""
    found: dict[html.HtmlElement, None] = {}
    for element in elements:
        current: html.HtmlElement | None = element
        while current is not None and current not in found:
            found[current] = None
            current = current.getparent()
    return found


def find_container(root: html.HtmlElement) -> html.HtmlElement | None:
    """The element that holds the article's text, or None where no element has prose.

    A known container wins unless the densest element has more than twice its prose.
    """
    scores = _prose_by_element(root)
    densest = _densest(scores)
    known = _known_container(root, scores)
    if known is None or densest is None or known is densest:
        return densest if known is None else known
    if known in densest.iterancestors():
        # A tighter element with nearly all of the prose leaves out what surrounds the text.
        return densest if scores[densest][1] >= 0.85 * scores[known][1] else known
    return known if scores[densest][1] <= 2.2 * scores[known][1] else densest


def is_known(element: html.HtmlElement) -> bool:
    """Whether an element is named as content systems name the body's container."""
    return _rank(element) is not None


def _prose_by_element(root: html.HtmlElement) -> dict[html.HtmlElement, tuple[float, int]]:
    """Score and prose of each element: its own paragraphs count fully, those a step below by half, and so on."""
    # Prose of each element by how many containers stand between it and the paragraph; further away it counts nothing.
    near: dict[html.HtmlElement, list[int]] = defaultdict(lambda: [0] * len(_WEIGHTS))
    prose: dict[html.HtmlElement, int] = defaultdict(int)
    owners: list[html.HtmlElement] = []
    for owner, length in _paragraphs(root, junk_of(root)):
        near[owner][0] += length
        prose[owner] += length
        owners.append(owner)
    # Children come after their parent, so one pass backwards adds up.
    for element in reversed(list(root.iter())):
        parent = element.getparent()
        if parent is None or element not in prose:
            continue
        prose[parent] += prose[element]
        # A paragraph's own element and inline wrappers are no containers.
        passed_on = near[element] if element.tag in _WRAPPERS else [0, *near[element][:-1]]
        near[parent] = [own + more for own, more in zip(near[parent], passed_on, strict=True)]
    return {element: (sum(map(mul, near[element], _WEIGHTS)), prose[element]) for element in _with_ancestors(owners)}


_WEIGHTS = (1.0, 0.5, 0.25, 0.125)
_WRAPPERS = frozenset(
    ["p", "span", "strong", "b", "em", "font", "a", "i", "u", "blockquote", "center", "li", "h2", "h3", "h4"]
)


def _paragraphs(root: html.HtmlElement, skip: frozenset[html.HtmlElement]) -> Iterator[tuple[html.HtmlElement, int]]:
    owners = {id(element): element for element in root.iter()}
    for block in read_blocks(root, skip=skip):
        length = block.length - block.linked
        if length >= 15 and is_prose(block.text):
            yield owners[block.pieces[0].parent], length


def _densest(scores: dict[html.HtmlElement, tuple[float, int]]) -> html.HtmlElement | None:
    best = max(
        (element for element in scores if element.tag not in _WRAPPERS),
        key=lambda element: scores[element][0],
        default=None,
    )
    if best is None:
        return None
    # Sections of one article side by side: climb while the parent adds a good part of prose.
    parent = best.getparent()
    while parent is not None and parent.tag not in ("body", "html") and scores[parent][1] > 1.25 * scores[best][1]:
        if scores[parent][1] > 3 * scores[best][1]:
            break
        best, parent = parent, parent.getparent()
    return best


def _known_container(
    root: html.HtmlElement, scores: dict[html.HtmlElement, tuple[float, int]]
) -> html.HtmlElement | None:
    """The element of a known name with the most prose; within it, the innermost that still has most of that.

    An outer container of a known name often holds comments and lists beside the text.
    """
    ranks = {element: rank for element in scores if (rank := _rank(element)) is not None}
    spans = _spans(root)
    best: html.HtmlElement | None = None
    for element in sorted(ranks, key=lambda element: (-scores[element][1], ranks[element])):
        if best is None or (_within(spans, element, best) and scores[element][1] >= 0.55 * scores[best][1]):
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
    if element.tag in ("body", "html"):
        return None
    names = [("id", attribute(element, "id")), *(("class", name) for name in attribute(element, "class").split())]
    ranks = [_RANK[name] for name in names if name in _RANK]
    return min(ranks, default=None)


def _text_lengths(root: html.HtmlElement) -> dict[html.HtmlElement, int]:
    """Characters of visible text under each element: children come after their parent, so one pass backwards adds up."""
    lengths: dict[html.HtmlElement, int] = defaultdict(int)
    for element in reversed(list(root.iter())):
        own = 0 if element.tag in SILENT else lengths[element] + len((element.text or "").strip())
        lengths[element] = own
        parent = element.getparent()
        if parent is not None and element is not root:
            lengths[parent] += own + len((element.tail or "").strip())
    return lengths
