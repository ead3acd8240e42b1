"""Which articles may be shown: of each story, told by near-copies, one article stands for all."""

from collections.abc import Sequence

import numpy as np

from indexer.arrays import Rows

_UNDATED = "9999"
"""After every date: an article with a date is the better witness of when its story was first told."""


def representatives(stories: Rows, published_at: Sequence[str]) -> Rows:
    """The article that stands for each story: the earliest, equal ones by number.

    Args:
        stories: Story of each article, shape (articles,).
        published_at: Date of each article, ISO 8601 or empty.

    Returns:
        Article numbers in ascending order, shape (stories,).
    """
    first: dict[int, int] = {}
    dates = [date or _UNDATED for date in published_at]
    for number, story in enumerate(stories.tolist()):
        standing = first.setdefault(story, number)
        if dates[number] < dates[standing]:
            first[story] = number
    return np.sort(np.fromiter(first.values(), dtype=np.int64, count=len(first)))
