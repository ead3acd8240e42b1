"""What is prepared: spans that are the answers, splits that share no article, negatives that answer nothing, the same each time."""

import json
from pathlib import Path

import pytest

from indexer.core.errors import InputError
from indexer.rerank.pairs import PairEncoder
from service.evaluate.correctness import contains_answer
from service.figures.read import figures
from tests.training.small_sets import COPY, KEPT_OUT
from training.examples.example import Group, read_groups
from training.examples.prepare import HELD_OUT, TRAIN, Recipe, prepare

_RECIPE = Recipe(cmrc_in_traditional=1, per_label=10, composed=12, held_out_one_of=4)


@pytest.fixture(scope="module")
def prepared(shared: Path, encoder: PairEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("prepared")
    prepare(shared, out, encoder, _RECIPE, note=lambda _: None)
    return out


@pytest.fixture(scope="module")
def groups(prepared: Path) -> list[Group]:
    return [*read_groups(prepared / TRAIN), *read_groups(prepared / HELD_OUT)]


def test_the_answer_is_what_its_place_says(groups: list[Group]) -> None:
    answers = {group[0].group: group[0].answer for group in groups if group[0].rank}
    assert answers["cmrc2018-train:w1-q"] == "1820年"
    assert answers["drcd-dev:w2-q@zh"] == "九百米"
    assert answers["xquad:Orchard:en>zh"] == "三百棵"
    assert answers["xquad:Quarry:zh>en"] == "fifty"


def test_an_example_that_does_not_answer_holds_no_answer_of_its_group(groups: list[Group]) -> None:
    for group in groups:
        right = [example.answer for example in group if example.rank]
        wrong = [example.passage for example in group if not example.rank]
        assert not any(contains_answer(passage, right) for passage in wrong if right)


def test_training_and_held_out_share_no_article(prepared: Path) -> None:
    train, held_out = (
        {example.article for group in read_groups(prepared / name) for example in group} for name in (TRAIN, HELD_OUT)
    )
    assert train
    assert held_out
    assert not train & held_out


def test_articles_kept_for_reporting_are_in_no_example(groups: list[Group]) -> None:
    """Harbour and Ferry are of the reporting half: neither their questions nor their passages, as negatives either."""
    texts = [example.passage + example.question for group in groups for example in group]
    assert not any(word in text for text in texts for word in ("灯塔", "lighthouse", "渡船", "ferry leaves"))
    assert any("梨树" in text for text in texts)


def test_articles_of_evaluation_sets_and_their_copies_are_in_no_example(groups: list[Group]) -> None:
    """n4 is named by a set; n5 prints a sentence of it under another id. The other articles are asked about."""
    asked = {example.article for group in groups for example in group if example.origin == "generated"}
    assert asked == {"generated:n1", "generated:n2", "generated:n3"}
    assert not any(kept in article for article in asked for kept in (KEPT_OUT, COPY))
    assert not any("远山镇" in example.passage for group in groups for example in group)


def test_a_generated_answer_is_a_figure_of_its_passage(groups: list[Group]) -> None:
    made = [group[0] for group in groups if group[0].origin in {"generated", "composed"} and group[0].rank]
    assert {"3200万元", "1500亩"} <= {example.answer for example in made}
    for example in made:
        assert (example.start, example.end) in {(each.start, each.end) for each in figures(example.passage)}


def test_an_unanswerable_question_names_somebody_whom_its_passage_does_not_know(groups: list[Group]) -> None:
    exchanged = [group[0] for group in groups if group[0].group.endswith(":exchanged")]
    assert exchanged
    assert not any(example.rank for example in exchanged)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(
    shared: Path, encoder: PairEncoder, prepared: Path, tmp_path: Path
) -> None:
    prepare(shared, tmp_path / "again", encoder, _RECIPE, note=lambda _: None)
    for name in (TRAIN, HELD_OUT, "prepared.json"):
        assert (tmp_path / "again" / name).read_bytes() == (prepared / name).read_bytes()
    other = Recipe(seed=8, cmrc_in_traditional=1, per_label=10, composed=12, held_out_one_of=4)
    prepare(shared, tmp_path / "other", encoder, other, note=lambda _: None)
    assert (tmp_path / "other" / TRAIN).read_bytes() != (prepared / TRAIN).read_bytes()


def test_prepared_json_says_what_is_kept_for_reporting(prepared: Path) -> None:
    facts = json.loads((prepared / "prepared.json").read_text(encoding="utf-8"))
    assert facts["xquad"]["articles_for_reporting"] == ["Ferry", "Harbour"]
    assert facts["xquad"]["questions_trained_on"] == 2


def test_a_folder_without_sets_is_named(encoder: PairEncoder, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no folder eval.*--shared"):
        prepare(tmp_path, tmp_path / "out", encoder, _RECIPE, note=lambda _: None)
