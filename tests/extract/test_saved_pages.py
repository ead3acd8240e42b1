"""The saved pages beside the repository are read at least as well as when this was written."""

import pytest

from benchmarks.extraction import FIELDS, SHARED_PAGES, read_with_xunwen, score_pages, summarise
from benchmarks.extraction_lots import character_f1


def test_character_f1_by_hand():
    # "甲乙乙" and "乙乙丙 丁" share two characters: 2 * 2 / (3 + 4).
    assert character_f1("甲乙乙", "乙乙丙 丁") == pytest.approx(4 / 7)
    assert character_f1("", " ") == 1.0


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED_PAGES / "gold.jsonl").is_file(), reason="../shared is not beside the repository")
def test_the_figures_reached_are_held():
    scores, seconds = score_pages(SHARED_PAGES, read_with_xunwen)
    summary = summarise("xunwen", scores, seconds)
    assert summary.body >= 0.998
    assert all(score.body >= 0.98 for score in scores), [score.file for score in scores if score.body < 0.98]
    assert summary.shares_where_given == dict.fromkeys(FIELDS, 1.0)
    # Two pages print no year; their markup has the date, and we give it where the gold is empty.
    # Of one page, the last line names who wrote it, and the gold names nobody.
    assert summary.shares["title"] == summary.shares["source"] == 1.0
    assert summary.shares["date"] == pytest.approx(21 / 23)
    assert summary.shares["author"] == pytest.approx(22 / 23)
