"""Stories that the archive tells more than once."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.insights.overview import RepeatedStories, Story

_LARGEST = 12
_TOLD = 5


def repeated_stories(
    story: npt.NDArray[np.integer], ids: Sequence[str], titles: Sequence[str], sources: Sequence[str]
) -> RepeatedStories:
    """Groups of near-copies, largest first, equal ones by their first article.

    Args:
        story: Number of each article's story, shape (articles,).
        ids: Of each article.
        titles: Of each article.
        sources: Of each article.
    """
    _, first, group, sizes = np.unique(story, return_index=True, return_inverse=True, return_counts=True)
    order = sorted((int(each) for each in np.flatnonzero(sizes > 1)), key=lambda each: (-sizes[each], first[each]))
    largest = [
        Story(
            tuple((ids[place], titles[place], sources[place]) for place in np.flatnonzero(group == each)[:_TOLD]),
            int(sizes[each]),
        )
        for each in order[:_LARGEST]
    ]
    return RepeatedStories(len(order), int((sizes - 1).sum()), tuple(largest))
