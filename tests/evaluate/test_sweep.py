"""A sweep tells of each half how often the first article is right."""

from pathlib import Path

from benchmarks.sweep_ranking import hits_at_1
from service.evaluate.questions import read_set
from service.evaluate.rankings import cases_of
from service.evaluate.split import half_of
from service.search.searcher import Searcher
from tests.archives import build
from tests.doubles import TermEmbedder
from tests.evaluate.village import QUESTIONS, write_set


def test_each_half_has_the_share_of_its_own_questions(tmp_path: Path) -> None:
    """One question whose article is another than the first lowers the share of its half alone."""
    wrong = {"id": "q9", "text": "柳河村捐款多少？", "lang": "zh", "answers": ["三萬二千元"], "positive_ids": ["flood"]}
    questions = list(read_set(write_set(tmp_path / "set", [*QUESTIONS[:3], wrong])).questions)
    build(tmp_path / "index", TermEmbedder())
    searcher = Searcher.open(tmp_path / "index", TermEmbedder())
    languages = {"donation": "zh", "flood": "zh", "library": "en"}
    found = hits_at_1(searcher, cases_of(questions, languages))
    for half, share in found.items():
        asked = [each.id for each in questions if half_of(each.group) is half]
        assert share == sum(each != "q9" for each in asked) / max(len(asked), 1)
    assert min(found.values()) < 1
    searcher.index.close()
