"""Long inputs that nobody would write and anybody may send: what makes a careless reader take the square of the time."""

from collections.abc import Callable

_REPEATED = {
    "spaces": " ",
    "line breaks": "\n",
    "tabs": "\t",
    "no-break spaces": "\u00a0",
    "wide spaces": "\u3000",
    "blank lines of blanks": " \n\t\n",
    "digits": "7",
    "dated digits": "2020-02-",
    "ones": "一",
    "scales": "万亿",
    "tens": "十百千万",
    "date signs": "年月日",
    "dates": "2020年2月21日至",
    "times": "9:00-",
    "sums": "捐款5000元",
    "sums and commas": "捐款5000元，",
    "English numbers": "twenty ",
    "hundreds": "hundred and ",
    "commas": ",",
    "wide commas": "，",
    "thousands": "1,234,",
    "points": ".",
    "stops": "。",
    "opening brackets": "(",
    "closing brackets": ")",
    "wide brackets": "（【",
    "double brackets": "[[1|a",
    "quotes": '"',
    "curly quotes": "“‘",
    "apostrophes": "a'",
    "letters": "a",
    "capitals": "A",
    "capitalised words": "Aa ",
    "words": "word ",
    "hyphens": "-",
    "dashes in words": "a-",
    "underscores": "_",
    "long dashes": "—",
    "pipes": "|",
    "colons": "来源：",
    "names": "记者周晓岚 ",
    "editors": "编辑：",
    "breadcrumbs": "新闻 > ",
    "addresses": "http://a.example/b?c=d&e=f ",
    "one address": "/a%20b",
    "at signs": "a@",
    "less than": "<",
    "less than letters": "<a",
    "ampersands": "&",
    "entities": "&amp;",
    "backslashes": "\\",
    "slashes": "/",
    "percent": "百分之",
    "currency": "$",
    "combining marks": "\u0301",
    "marked letters": "a\u0301",
    "unordered marks": "\u0301\u0323",
    "joiners": "a\u200d",
    "joiners alone": "\u200d",
    "Han": "柳河村捐款给灾区",
    "Traditional": "記者報導",
    "Vietnamese": "đơư ",
    "pinyin": "Zhangan",
    "asking": "多少",
    "doing": "捐赠向",
    "openings": "截至目前，",
    "orders": "ignore ",
    "answers": "answer:",
    "bullets": "- ",
    "thoughts": "<think>",
    "surrogates": "\ud800",
    "nulls": "\0",
    "emoji": "👨\u200d👩\u200d👧",
}


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


TEXTS: dict[str, Callable[[int], str]] = {name: _repeated(unit) for name, unit in _REPEATED.items()}
"""By name: a text of so many characters."""

_INSIDE = (
    "spaces",
    "line breaks",
    "wide spaces",
    "blank lines of blanks",
    "points",
    "digits",
    "ones",
    "unordered marks",
)


def _between(before: str, name: str, after: str) -> Callable[[int], str]:
    return lambda size: f"{before}{_repeated(_REPEATED[name])(size)}{after}"


TEXTS |= {f"{name} behind Han": _between("柳", name, "a") for name in _INSIDE}
TEXTS |= {f"{name} before Han": _between("a", name, "柳河") for name in _INSIDE}


def _numbered(form: str) -> Callable[[int], str]:
    def make(size: int) -> str:
        return "".join(form.replace("#", str(number)) for number in range(size // (len(form) + 3)))

    return make


TEXTS |= {
    name: _numbered(form)
    for name, form in {
        "attributes": 'a#="b" ',
        "attributes without values": "a# ",
        "data attributes": 'data-a#="b" ',
        "nested boxes": "<div>",
        "nested paragraphs": "<p>",
        "nested spans": "<span>",
        "nested bold": "<b>",
        "nested links": "<a href=#>",
        "nested fonts": "<font>a",
        "nested lists": "<ul><li>",
        "nested tables": "<table><tr><td>",
        "nested articles": "<div class=article>",
        "nested articles with text": "<div class=article>柳河村党支部发出倡议，全村共捐款。",
        "nested junk": "<div class=share>a",
        "paragraphs": "<p>柳河村党支部发出倡议，全村共捐款三万二千元。</p>",
        "short paragraphs": "<p>柳河村#</p>",
        "breaks": "柳河村#<br>",
        "boxes": "<div class=article>柳河村党支部发出倡议，全村共捐款三万二千元#。</div>",
        "links": "<a href=#>柳河村#</a>",
        "links in paragraphs": "<p><a href=#>柳河村#</a></p>",
        "headings": "<h1>柳河村党员捐款#</h1>",
        "titles": "<title>柳河村#</title>",
        "meta tags": "<meta name=a# content=b>",
        "canonical links": "<link rel=canonical href=#>",
        "scripts": "<script>var content = '#'</script>",
        "roots": "<html a#=b>",
        "bodies": "<body a#=b>",
        "closed scripts": "<script ",
        "linked data": '<script type="application/ld+json">{"a#": "b"}</script>',
        "hidden texts": "<textarea class=article-content>#</textarea>",
        "unclosed ends": "</div>",
        "comments": "<!-- # -->",
        "open comments": "<!-- #",
        "instructions": "<?a #>",
        "cells": "<td>柳河村#</td>",
        "rows": "<table><tr><td>柳河村#</td></tr></table>",
        "preformatted": "<pre>a\n\nb#</pre>",
        "entities by number": "&##;",
        "lines": "柳河村党支部#发出倡议。\n",
        "short lines": "柳#\n",
        "dated lines": "2020年2月21日 柳河村#\n",
        "English lines": "The village of Liuhe # gave a thousand yuan to its school on Monday.\n",
        "different words": "w# ",
        "different Han": "捐款#元",
        "JSON lists": "[#,",
        "JSON objects": '{"a#":',
        "records": '{"title":"a#","body":"柳河村捐款"}\n',
        "columns": "a#,",
        "quoted cells": '"a#",',
        "queries": "a#=b&",
        "keywords": "柳#,",
    }.items()
}
