"""What a sentence says to a yes/no question: negation on either side, its clause, plans, doubt."""

import pytest

from service.answer.yes_no import verdict
from tests.cpu import cpu_at_most
from training.answer.question_type import ByItself, questions_by_themselves
from training.examples.news import fold_of

PAIRS = [each for each in questions_by_themselves() if each.verdict]


def said(pair: ByItself) -> str:
    chinese = any("\u4e00" <= character <= "\u9fff" for character in pair.sentence)
    language = "zh" if chinese and pair.language == "en" else pair.language
    return verdict(pair.text, pair.sentence, language) or "unsure"


@pytest.mark.parametrize("half", [0, 1])
def test_pairs_written_by_hand(half: int) -> None:
    """Nineteen of twenty are right, in ten languages; at most one of twenty says the contrary or is given where none is said."""
    own = [pair for pair in PAIRS if fold_of(pair.text) % 2 == half]
    assert len(own) > 100
    given_wrong = [pair.text for pair in own if said(pair) not in {pair.verdict, "unsure"}]
    assert len(given_wrong) <= 0.05 * len(own), given_wrong
    assert sum(said(pair) == pair.verdict for pair in own) >= 0.92 * len(own)


@pytest.mark.parametrize(
    ("question", "sentence", "language", "answer"),
    [
        ("比赛取消了吗？", "比赛没有取消，将如期举行。", "zh", "no"),
        ("是不是没有人报名？", "至今无人报名。", "zh", "yes"),
        ("航班恢复了吗", "停飞两天的航班今早全部恢复。", "zh", "yes"),
        ("机场恢复运营了吗？", "机场不仅恢复了运营，还增开了航线。", "zh", "yes"),
        ("李老师是党员吗？", "李老师不是党员，但她参加了所有志愿活动。", "zh", "no"),
        ("Didn't the minister know about the leak?", "Documents show the minister knew about the leak.", "en", "yes"),
        ("Was the match cancelled?", "The match was not cancelled.", "en", "no"),
        ("Has the bridge opened?", "The bridge will open next May.", "en", None),
        ("Will the tax be raised?", "The government is considering whether the tax should be raised.", "en", None),
        ("Was the dredging finished in March?", "The dredging was not finished in March.", "en", "no"),
        ("", "", "zh", None),
    ],
)
def test_negation_and_its_scope(question: str, sentence: str, language: str, answer: str | None) -> None:
    assert verdict(question, sentence, language) == answer


def test_a_language_without_data_is_read_by_its_script() -> None:
    assert verdict("Ist die Brücke fertig?", "Die Brücke ist nicht fertig.", "") == "no"


def test_takes_time_in_proportion() -> None:
    with cpu_at_most(3):
        verdict("不" * 2000 + "吗", "没有的，" * 5000, "zh")
