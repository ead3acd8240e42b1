"""Where one leg of an index can't search, the other answers and the result says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.core.arrays import Matrix, Rows
from indexer.core.article import Part
from service.results import Mode
from service.search.index import LegError, Selection
from service.search.local import LocalIndex
from service.search.searcher import Searcher
from tests.archives import build
from tests.doubles import TermEmbedder

QUESTION = "柳河村全村共捐款多少元？"


class Lame(LocalIndex):
    """A local index of which some legs fail, as those of a Milvus may."""

    failing: frozenset[Part] = frozenset()

    def nearest(self, vector: Matrix, depth: int, among: Selection) -> Rows:
        if Part.DENSE in self.failing:
            raise LegError(Part.DENSE, "too slow")
        return super().nearest(vector, depth, among)

    def words(self, wants, article_wants):
        if Part.LEXICAL in self.failing:
            raise LegError(Part.LEXICAL, "not loaded")
        return super().words(wants, article_wants)


@pytest.fixture
def lame(tmp_path: Path) -> Iterator[Lame]:
    build(tmp_path, TermEmbedder())
    index = Lame.open(tmp_path)
    assert isinstance(index, Lame)
    yield index
    index.close()


@pytest.mark.parametrize(
    ("failing", "left"), [(Part.DENSE, Mode.LEXICAL), (Part.LEXICAL, Mode.DENSE)], ids=["dense", "lexical"]
)
def test_the_other_leg_answers_and_the_missing_one_is_named(lame: Lame, failing: Part, left: Mode) -> None:
    searcher = Searcher.over(lame, TermEmbedder())
    whole, alone = searcher.search(QUESTION), searcher.search(QUESTION, mode=left)
    assert not whole.degraded
    lame.failing = frozenset({failing})
    found = searcher.search(QUESTION)
    assert [each.part for each in found.degraded] == [failing]
    assert found.mode is left
    assert found.hits == alone.hits
    lame.failing = frozenset()
    assert searcher.search(QUESTION).hits == whole.hits


def test_a_leg_that_was_asked_for_alone_or_both_are_an_error(lame: Lame) -> None:
    searcher = Searcher.over(lame, TermEmbedder())
    lame.failing = frozenset({Part.DENSE})
    with pytest.raises(LegError, match="too slow"):
        searcher.search(QUESTION, mode=Mode.DENSE)
    lame.failing = frozenset({Part.DENSE, Part.LEXICAL})
    with pytest.raises(LegError):
        searcher.search(QUESTION)
