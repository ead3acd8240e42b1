"""Which languages a parallel question is asked in, of passages in which."""

from indexer.rerank.pairs import PairEncoder
from training.examples.cross_lingual import Parallel, crossed_groups
from training.examples.grouping import Grouper
from training.examples.pool import WindowPool, windows_of
from training.examples.reading_set import Passage, Reading

_TEXTS = {
    "zh": ("木塔共七层，塔内藏有经书两千卷。", "木塔共有几层？", "七层"),
    "en": ("The tower has seven floors and two thousand scrolls.", "How many floors has the tower?", "seven"),
    "es": ("La torre tiene siete pisos y dos mil rollos.", "¿Cuántos pisos tiene la torre?", "siete"),
    "ar": ("البرج من سبعة طوابق وفيه ألفا مخطوطة.", "كم عدد طوابق البرج؟", "سبعة"),
}


def _pairs(encoder: PairEncoder, *, own_languages: bool) -> list[str]:
    readings, groupers = {}, {}
    for language, (text, asked, answer) in _TEXTS.items():
        passage = Passage(f"tower-{language}", "tower", text, language)
        readings[language] = Reading(f"q-{language}", "q", asked, language, passage.id, (answer,), text.index(answer))
        windows = windows_of(passage, encoder)
        groupers[language] = Grouper("xquad", 7, {passage.id: windows}, WindowPool(windows))
    question = Parallel("q", "tower", readings)
    groups = crossed_groups(question, groupers, 7, own_languages=own_languages)
    return [group[0].group.removeprefix("xquad:q:") for group in groups]


def test_every_question_is_asked_in_chinese_and_english_of_both_and_in_four_other_pairs_that_cross(
    encoder: PairEncoder,
) -> None:
    pairs = _pairs(encoder, own_languages=False)
    assert pairs[:4] == ["zh>en", "en>zh", "zh>zh", "en>en"]
    others = [pair.split(">") for pair in pairs[4:]]
    assert len(others) == 4
    assert all(asked != read for asked, read in others)


def test_with_own_languages_it_is_asked_in_each_of_its_own_passage_too(encoder: PairEncoder) -> None:
    without, pairs = (_pairs(encoder, own_languages=own) for own in (False, True))
    assert sorted(set(pairs) - set(without)) == ["ar>ar", "es>es"]
    assert [pair for pair in pairs if pair in without] == without
