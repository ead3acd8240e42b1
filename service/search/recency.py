"""A small advantage for what was published late, where nothing else tells two passages apart.

After fusion, and bounded: half a spread of cosine for the newest article of the archive, half of that for one a month
older, and so on. That is less than one more word of the question held, so it orders the reports of one event and hardly
more. A question that names a time wants that time, so there it is off.
"""

import re

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Scores
from indexer.text.months import ENGLISH_MONTHS
from indexer.text.normalize import normalize
from indexer.text.number_terms import number_terms
from service.search.config import ranking

_TIME = re.compile(
    r"(?:19|20)[0-9]{2}|[0-9一二三四五六七八九十]+(?:月|日|号|世纪|年代?)|[今去前明昨当][年天日晚]|[上本这下][个]?[周月年]|星期|周[一二三四五六日]"
    r"|\b(?:yesterday|today|tonight|last (?:week|month|year|night)|this (?:week|month|year)"
    rf"|{'|'.join(name for name in ENGLISH_MONTHS if name != 'may')}"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)


def names_a_time(question: str) -> bool:
    """Whether a question says when: a date, a year, a month, yesterday."""
    folded = normalize(question)
    return bool(_TIME.search(folded)) or any("-" in term for term, _, _ in number_terms(folded))


def recency(days: npt.NDArray[np.datetime64], newest: np.datetime64) -> Scores:
    """What articles published on some days gain, in spreads of cosine, 0 to 0.5; 0 where the date is not known.

    Args:
        days: Shape (articles,), NaT where nobody knows.
        newest: The last day of the archive; NaT where none is known.
    """
    constants = ranking()
    # An article without a date is infinitely old: 0.5 to that power is 0.
    ages = np.where(np.isnat(days), np.inf, (newest - days) / np.timedelta64(1, "D"))
    return np.asarray(constants.recency_most * 0.5 ** (ages / constants.recency_half_life_days), dtype=np.float32)
