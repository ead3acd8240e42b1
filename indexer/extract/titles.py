"""An article's title out of the page's several: the heading, the window title, the meta tags."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from indexer.extract.dates import read_date, read_date_in_words, without_date
from indexer.extract.fields import Choice, FieldCandidate, choose
from indexer.extract.person_names import is_organisation
from indexer.text.characters import match_form, one_line

_CUT = re.compile(
    r"\s*(?:__+|[_|｜丨>›]|::|--+|——+|\s[-–—·•»«]+\s|(?<=[^\sA-Za-z0-9])[-–—](?=[^\sA-Za-z0-9])|-(?=[^-]*$))\s*"
)
_SITE = re.compile(
    r".{0,16}(?:网|新闻|频道|报|社|台|在线|客户端|平台|首页|门户|中心|资讯|财经|体育|娱乐|科技|号|要闻|社会|时政|国内|国际|论坛|搜狐|新浪|网易|腾讯|凤凰"
    r"|CCTV.*|News|Times|Post|BBC|CNN|Reuters|[\w-]+\.(?:com|cn|net|org)(?:\.cn)?)\)?",
    re.IGNORECASE,
)
_NOT_A_TITLE = re.compile(
    r"(?:(?:新闻|资讯|文章|信息|内容|正文|详情|详细|页面?|显示|浏览|查看|中心|首页)+|logo|网易|新浪网|.{0,6}频道)",
    re.IGNORECASE,
)

_AFTER_BLANK = re.compile(r"[\u4e00-\u9fff]{2,10}(?:网|日报|晚报|在线|客户端|频道|电视台)")
_COLON = re.compile(r"[:：]")
_ENDING_SIGNS = re.compile(r"[\s_|｜丨·—–-]+$")

_MOST_HEADINGS = 100
_NEAR_HEADINGS = 2
_MOST_PIECES = 12
_MOST_PUNCTUATION = 40
_SHORTEST_TOLD = 8
_SHORTEST, _BEGINNING = 4, 32
_LONGEST_SITE = 12
LONGEST_SECTION = 24


def choose_title(
    window: str, *, headings: Sequence[str], declared: Sequence[str], lines: Sequence[str], sites: Sequence[str] = ()
) -> str:
    """The title a reader sees.

    Args:
        window: The text of the <title> element, with whatever the site adds.
        headings: h1 texts in reading order.
        declared: Titles of meta tags and JSON-LD, the most trusted first.
        lines: Short lines of the page above the article's end, to recognise the title when it is no h1.
        sites: Names of the site and its publisher, which are no titles and no part of one.
    """
    names = _site_forms(window, headings, declared, sites, lines)
    window = _without_sites(one_line(window), names)
    declared = [title for each in declared if match_form(title := _without_sites(each, names)) not in names]
    headings = [heading for heading in headings if match_form(heading) not in names]
    if heading := _agreeing(headings, [window, *declared]):
        return heading
    shown = {form: line for line in reversed(lines) if (form := match_form(line)) not in names}
    for candidate in [*_beginnings(window), *declared]:
        if len(match_form(candidate)) >= 4 and match_form(candidate) in shown:
            return candidate
    if behind := _behind_colon(strip_site(window), shown):
        return behind
    usable = [heading for heading in headings if 6 <= len(heading) <= 100 and not _NOT_A_TITLE.fullmatch(heading)]
    if declared:
        return strip_site(declared[0])
    if len(usable) == 1 and not _looks_longer(window, usable[0]):
        return usable[0]
    return strip_site(window) or (usable[0] if usable else "")


def _behind_colon(window: str, shown: Mapping[str, str]) -> str:
    """The line that a window's title is from a colon on: before it the site says who or what kind of article it is."""
    ends = (window[colon.end() :] for colon in _COLON.finditer(window))
    return next((shown[form] for end in ends if len(form := match_form(end)) >= _SHORTEST_TOLD and form in shown), "")


def title_forms(told: Sequence[str]) -> frozenset[str]:
    """Forms of what a page calls itself, the site's name cut off, as far as they are long enough to be its title."""
    return frozenset(form for each in told if len(form := match_form(strip_site(each))) >= _SHORTEST_TOLD)


def heading_text(pieces: Sequence[str], text: str, forms: Collection[str]) -> str:
    """A heading without what stands in it beside the title: a kicker, a date, a subtitle in elements of their own.

    Args:
        pieces: The heading's texts, by the elements that hold them.
        text: The whole of it.
        forms: Of what the page calls itself elsewhere, which says where the title begins and ends.
    """
    if not 1 < len(pieces) <= _MOST_PIECES:
        return text
    if match_form(text) in forms:
        return text
    count = len(pieces)
    for length in range(count - 1, 0, -1):
        for start in range(count - length, -1, -1):
            part = pieces[start : start + length]
            if match_form("".join(part)) in forms:
                return one_line(" ".join(part))
    first = (read_date(pieces[0]) or read_date_in_words(pieces[0])) and not re.search(r"\w", without_date(pieces[0]))
    return one_line(" ".join(pieces[1:])) if first else text


def leading_sections_last(headings: Sequence[str], menu: Collection[str]) -> list[str]:
    """Headings, with those behind the others that a menu of the page has as well and that a longer one follows.

    What stands in the menu and above the article is the name of its section. `menu` holds case folded texts.
    """
    sections = [
        heading
        for place, heading in enumerate(headings[:_MOST_HEADINGS])
        if len(heading) <= LONGEST_SECTION
        and heading.casefold() in menu
        and any(
            len(other) > 2 * len(heading)
            for other in headings[place + 1 : place + 1 + _NEAR_HEADINGS]
            if other.casefold() not in menu
        )
    ]
    return [heading for heading in headings if heading not in sections] + sections


def parts_of_window(window: str) -> list[str]:
    """The window's title cut at each of its separators, from its beginning or to its end."""
    window = one_line(window)
    cuts = list(islice(_CUT.finditer(window), _MOST_PIECES))
    return [window, *(window[: cut.start()] for cut in cuts), *(window[cut.end() :] for cut in cuts)]


def _site_forms(
    window: str, headings: Sequence[str], declared: Sequence[str], sites: Sequence[str], lines: Sequence[str]
) -> frozenset[str]:
    """Forms of what names the site: what the page says, and a part of the window's title that stands on its page as a logo.

    Of the window's parts, a later one is the site where it is a heading too; the first one is where a longer heading is a
    later part, or where the page does not show it and a later part is a heading that no site is called.
    """
    window = one_line(window)
    names = {match_form(site) for site in sites} - {""}
    parts = [match_form(part) for part in _CUT.split(window)]
    forms = {match_form(heading) for heading in headings[:_MOST_HEADINGS]} - {""}
    told = match_form(declared[0]) if declared else ""
    if len(parts) > 1:
        later = {part for part in parts[1:] if part in forms and part != told}
        titles = {part for part in later - names if len(part) >= _SHORTEST_TOLD and not _SITE.fullmatch(part)}
        if titles and parts[0] not in forms and not any(match_form(line) == parts[0] for line in lines):
            return frozenset(names | {parts[0]} | (later - titles))
        # Below a logo that names an office or a firm, the article's title may be no heading.
        shown = {match_form(line) for line in lines} if parts[0] in forms and is_organisation(parts[0]) else set()
        shown = {
            part
            for part in shown
            if len(part) >= _SHORTEST_TOLD and not (_SITE.fullmatch(part) or is_organisation(part))
        }
        titled = any(part in forms | shown and len(part) > len(parts[0]) for part in parts[1:])
        names |= {parts[0]} if parts[0] in forms and titled and parts[0] != told else later
    elif (tail := match_form(window.rpartition(" ")[2])) in forms:
        head = match_form(window.rpartition(" ")[0])
        names |= {tail} if head and any(match_form(line) == head for line in lines) else set()
    return frozenset(names)


def _without_sites(title: str, names: frozenset[str]) -> str:
    """A title without the site's name before or after it, however it is parted from that."""
    title = one_line(title)
    cuts = list(_CUT.finditer(title))
    if cuts and match_form(title[: cuts[0].start()]) in names:
        title = title[cuts[0].end() :]
    elif cuts and match_form(title[cuts[-1].end() :]) in names:
        title = title[: cuts[-1].start()]
    head, blank, tail = title.rpartition(" ")
    if blank and len(match_form(head)) >= 4 and (match_form(tail) in names or _AFTER_BLANK.fullmatch(tail)):
        return _ENDING_SIGNS.sub("", head)
    return title


def title_choice(title: str, said: Sequence[FieldCandidate]) -> Choice:
    """Which of a page's statements a title is, or is a part of, and the others; empty where the page has none."""
    form = match_form(title)
    believed = next((each for each in said if form and match_form(each.said) == form), None)
    believed = believed or next((each for each in said if form and form in match_form(each.said)), None)
    _, choice = choose("title", said, lambda each: (title,) if each is believed else ())
    return choice


def strip_site(title: str) -> str:
    """Cut what names the site off a window title: "某地下雪了_本地_新浪新闻" gives "某地下雪了"."""
    title = one_line(title)
    parts = list(_CUT.finditer(title))
    while parts:
        last = parts.pop()
        tail = title[last.end() :]
        # After "_" and "|" stands a section or the site; a dash needs a site's name after it.
        firm = last[0].strip() in ("_", "|", "｜") and len(tail) <= 12
        if not tail or ((firm or _SITE.fullmatch(tail)) and _is_long_enough(title[: last.start()])):
            title = title[: last.start()].rstrip()
        else:
            break
    return title


def _is_long_enough(title: str) -> bool:
    """Whether a title has four letters or digits; of a long one the beginning tells."""
    return len(match_form(title[:_BEGINNING])) >= _SHORTEST or len(match_form(title)) >= _SHORTEST


def is_site_name(title: str) -> bool:
    """Whether a title names a site, an office or a section rather than an article, or is missing."""
    if not title or len(title) > _LONGEST_SITE:
        return not title
    return bool(_SITE.fullmatch(title) or _NOT_A_TITLE.fullmatch(title)) or is_organisation(title)


def same_title(line: str, title: str) -> bool:
    """Whether a line of the page is the title, punctuation and white space aside."""
    if len(line) > 2 * len(title) + _MOST_PUNCTUATION:
        return False
    form = match_form(line)
    return bool(form) and form == _form_of(title)


_form_of = lru_cache(maxsize=16)(match_form)


def _agreeing(headings: Sequence[str], titles: Sequence[str]) -> str:
    """The first h1 that some title begins with or contains; a label inside the h1 ("原创") is cut."""
    # Read once: a page may have thousands of headings.
    forms = [(match_form(title), match_form(strip_site(title))) for title in titles]
    for heading in headings[:_MOST_HEADINGS]:
        form = match_form(heading)
        if len(form) < 4 or _NOT_A_TITLE.fullmatch(heading):
            continue
        for other, bare in forms:
            if form in other or (
                len(form) >= 8 and other and _overlap(form, other) > 0.8 and len(form) <= len(other) + 12
            ):
                return _without_label(heading, titles)
            if len(bare) >= 6 and bare in form:
                return _without_label(heading, titles)
    return ""


def _without_label(heading: str, titles: Sequence[str]) -> str:
    match = re.fullmatch(
        r"(?:\[?(?:原创|转载|图集|组图|视频|置顶|独家)\]?\s+)?(.{4,}?)(?:\s+\[?(?:原创|转载|独家|转帖)\]?)?", heading
    )
    short = match[1] if match else heading
    return short if any(match_form(short) in match_form(title) for title in titles) else heading


def _beginnings(window: str) -> list[str]:
    """The window title cut at each of its separators, longest first; then what follows a leading site name."""
    cuts = list(_CUT.finditer(window))
    found = [window, *(window[: cut.start()] for cut in reversed(cuts))]
    # Before the site's name, a section may stand behind a blank: "湖水清了 部门动态_水利局".
    parted = (part.rpartition(" ") for part in found[1:])
    found += [
        head for head, _, tail in parted if len(tail) <= _LONGEST_SITE and len(match_form(head)) >= _SHORTEST_TOLD
    ]
    head, blank, tail = window.rpartition(" ")
    # Behind a blank alone: a headline may be in two parts, so the longest beginning that the page shows is taken.
    if blank and not cuts and len(tail) <= _LONGEST_SITE and len(match_form(head)) >= _SHORTEST_TOLD:
        found.append(head)
    return found + [window[cut.end() :] for cut in cuts]


def _overlap(form: str, other: str) -> float:
    pairs = {form[i : i + 2] for i in range(len(form) - 1)}
    others = {other[i : i + 2] for i in range(len(other) - 1)}
    return len(pairs & others) / max(len(pairs), 1)


def _looks_longer(window: str, heading: str) -> bool:
    """Whether the window title, without the site, shares nothing with the heading and is a better title."""
    bare = strip_site(window)
    return len(bare) >= 8 and _overlap(match_form(heading), match_form(bare)) < 0.2
