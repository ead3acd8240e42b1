"""Words of a query that say when from where its reader stands, as 上个月 in 上个月 洪水: no article of that month need have them.

Left out where nothing is asked: a list of words means the others. A question may ask about what articles call last year.
"""

import re

from indexer.text.normalize import normalize

_RELATIVE = re.compile(
    "(?:上个?|这个?|本)(?:月|周|星期|礼拜)(?!刊|末|报)|[去前今]年(?!度)|[昨今前]天|[昨今]日(?!头条)|昨晚|近日|近期"
    r"|\b(?:last|past|this) (?:week|month|year|night)\b|\b(?:yesterday|today|tonight)\b"
)


def without_relative_times(query: str) -> str:
    """The query with such words blanked out, at the same length; the query itself if nothing else is in it.

    >>> without_relative_times("上个月 洪水"), without_relative_times("floods last month").rstrip(), without_relative_times("去年")
    ('    洪水', 'floods', '去年')

    Args:
        query: That asks nothing.
    """
    folded = normalize(query)
    spans = [found.span() for found in _RELATIVE.finditer(folded)]
    rest = query
    for start, end in spans:
        rest = f"{rest[:start]}{' ' * (end - start)}{rest[end:]}"
    return rest if re.search(r"\w", rest) else query
