"""Where on a page the article stands: known containers of Chinese content systems, else the densest prose."""

import re
from collections import defaultdict
from collections.abc import Iterator

from lxml import html

from indexer.extract.blocks import SILENT, read_blocks
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
    found: set[html.HtmlElement] = set()
    for element in root.iter():
        if element is root or element.tag in _NEVER_JUNK:
            continue
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        large = lengths[element] * 2 > lengths[root]
        comments = bool(_COMMENT.search(named))
        if not (comments or element.tag in _JUNK_TAGS or _JUNK.search(named)) or (large and not comments):
            continue
        if next(element.iter("h1"), None) is None:
            found.add(element)
    return frozenset(found)


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
    scores: dict[html.HtmlElement, float] = defaultdict(float)
    prose: dict[html.HtmlElement, int] = defaultdict(int)
    skip = junk_of(root)
    for owner, length in _paragraphs(root, skip):
        weight = 1.0
        current: html.HtmlElement | None = owner
        while current is not None:
            prose[current] += length
            if weight > 0.1:
                scores[current] += length * weight
            # A paragraph's own element and inline wrappers are no containers.
            weight = weight if current.tag in _WRAPPERS else weight * 0.5
            current = current.getparent()
    return {element: (scores[element], length) for element, length in prose.items()}


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
    named = [element for element in scores if _rank(element) is not None]
    if not named:
        return None
    best = max(named, key=lambda element: (scores[element][1], -(_rank(element) or 0)))
    while inner := [
        element for element in named if best in element.iterancestors() and scores[element][1] >= 0.55 * scores[best][1]
    ]:
        best = max(inner, key=lambda element: (scores[element][1], -(_rank(element) or 0)))
    return best


def _rank(element: html.HtmlElement) -> int | None:
    if element.tag in ("body", "html"):
        return None
    names = [("id", element.get("id") or ""), *(("class", name) for name in (element.get("class") or "").split())]
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
