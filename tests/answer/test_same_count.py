"""Whether two figures count the same."""

import pytest

from indexer.core.article import Span
from service.answer.aggregate import counts_the_same


def same(earlier: tuple[str, str], later: tuple[str, str], language: str) -> bool:
    spans = [Span(text.index(words), text.index(words) + len(words)) for text, words in (earlier, later)]
    return counts_the_same(earlier[0], spans[0], later[0], spans[1], language=language)


@pytest.mark.parametrize(
    ("earlier", "later", "language"),
    [
        (("白石矿已确认3人遇难，另有6人失联。", "3人"), ("事故共造成8人遇难。", "8人"), "zh"),
        (("全镇转移群众320人。", "320人"), ("全镇共转移群众460人。", "460人"), "zh"),
        (("事故造成3人死亡。", "3人"), ("白石矿事故遇难人数升至8人。", "8人"), "zh"),
        (("Three miners died in the Kalder pit.", "Three miners"), ("Eight miners have died.", "Eight miners"), "en"),
        (("Three people were killed.", "Three people"), ("The toll rose to eight on Friday.", "eight"), "en"),
    ],
)
def test_the_same_is_counted(earlier: tuple[str, str], later: tuple[str, str], language: str) -> None:
    assert same(earlier, later, language)


@pytest.mark.parametrize(
    ("earlier", "later", "language"),
    [
        (("事故发生时井下共有41人。", "41人"), ("事故共造成8人遇难。", "8人"), "zh"),
        (("另有6人失联。", "6人"), ("事故共造成8人遇难。", "8人"), "zh"),
        (("全村共捐款三万元。", "三万元"), ("石大海个人捐款1万元。", "1万元"), "zh"),
        (("全村共捐款三万元。", "三万元"), ("企业捐款2万元。", "2万元"), "zh"),
        (("Three people were killed.", "Three people"), ("Another nine people were hurt.", "nine people"), "en"),
    ],
)
def test_another_thing_is_counted(earlier: tuple[str, str], later: tuple[str, str], language: str) -> None:
    assert not same(earlier, later, language)
