"""The kind of answer that a question asks for is read off its vector and its words, and off its words alone beside another model."""

import pytest

from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from service.query.question_type import kind_label, own_vector, parts_of, question_kinds
from tests.default_model import needs_default_model
from tests.doubles import TermEmbedder


def likeliest(kinds: dict[str, float]) -> str:
    return max(kinds, key=lambda name: kinds[name])


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("谁捐了多少钱？", "money"),
        ("签约地点", "place"),
        ("开工时间", "date"),
        ("伤亡人数", "count"),
        ("大桥是否已经通车", "yes_no"),
        ("为什么停产", "reason"),
        ("How many schools closed?", "count"),
        ("Where was the meeting held?", "place"),
        ("Was the road closed?", "yes_no"),
    ],
)
def test_another_models_questions_are_told_by_their_words(question: str, kind: str) -> None:
    assert likeliest(dict(question_kinds().of(question, own_vector(question, TermEmbedder())))) == kind
    assert question_kinds().of(question, own_vector(question, TermEmbedder())) == question_kinds().of(
        question, own_vector(question, None)
    )


def test_likelihoods_sum_to_one_whatever_is_asked() -> None:
    for question in ("", "？", "多少" * 200, "zzz", "谁"):
        assert sum(question_kinds().of(question, own_vector(question, None)).values()) == pytest.approx(1, abs=1e-6)


def test_numbers_and_names_of_a_question_are_no_parts_by_themselves() -> None:
    assert parts_of("2023年几月") == parts_of("1999年几月")
    assert parts_of("多少？") == {"^ ", "^ $", "^", "多", "少", "$", "^多", "多少", "少$", "^多少", "多少$"}


def test_labels_say_what_a_reader_of_explain_understands() -> None:
    assert kind_label({"money": 0.6, "count": 0.4}) == "figure: money"
    assert kind_label({"org": 1.0}) == "organisation"
    assert kind_label({}) == "other"


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs_default_model
def test_kinds_of_questions_that_it_was_not_fitted_to() -> None:
    """It is about four fifths right on kept-out news; these are plain ones. The likelihoods sum to 1."""
    embedder = load_embedder(IndexerSettings())
    asked = {
        "带头捐款的人是谁？": "person",
        "带头捐款的人": "person",
        "开幕式地点": "place",
        "受伤人数": "count",
        "水库哪年建成": "date",
        "¿Cuántas personas murieron en el accidente?": "count",
        "Wann wurde die Brücke eröffnet?": "date",
        "村里一共花了多少钱修路？": "money",
        "Why was the match called off?": "reason",
        "Où se trouve l'école ?": "place",
        "Сколько стоит билет?": "money",
        "誰が優勝しましたか": "person",
        "왜 취소되었나요?": "reason",
        "Khi nào cầu khánh thành?": "date",
        "من فاز بالسباق؟": "person",
        "枫树镇暴雨有没有人员伤亡?": "yes_no",
        "What is the name of the bridge?": "title",
    }
    wrong = {}
    for question, kind in asked.items():
        likely = dict(question_kinds().of(question, own_vector(question, embedder)))
        assert sum(likely.values()) == pytest.approx(1, abs=1e-6)
        if likeliest(likely) != kind:
            wrong[question] = likeliest(likely)
    assert set(wrong) <= {"What is the name of the bridge?"}
    assert "yes_no" not in wrong.values()
    assert question_kinds().fingerprint == embedder.card.fingerprint
