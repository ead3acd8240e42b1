"""A tiny set from folder to figures, on the real build and search."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from indexer.core.errors import InputError
from indexer.core.process import Silent
from service.evaluate.questions import read_set
from service.evaluate.report_files import evaluation_json
from service.evaluate.report_terminal import print_evaluation
from service.evaluate.results import Evaluation
from service.evaluate.run import EvaluationPlan, evaluate
from service.evaluate.split import Half
from service.results import Mode
from tests.archives import DONATION, RECORDS, build, record_pages
from tests.doubles import TermEmbedder
from tests.evaluate.village import QUESTIONS, write_rows, write_set

ALL_MODES = (Mode.DENSE, Mode.LEXICAL, Mode.HYBRID)


def plan(folder: Path, *, index: Path | None = None, half: Half = Half.ALL) -> EvaluationPlan:
    return EvaluationPlan(index, folder / "work", ALL_MODES, half, None, 40)


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    folder = tmp_path_factory.mktemp("run")
    village = read_set(write_set(folder / "village"))
    return evaluate([village], plan(folder), TermEmbedder(), progress=Silent())


def test_every_question_finds_its_article(evaluation: Evaluation) -> None:
    """Three share words with one article only, and q5 knows its answer but not its article."""
    (village,) = evaluation.sets
    assert [(case.question_id, dict(case.ranks)) for case in village.outcomes if case.judged] == [
        (question, dict.fromkeys(ALL_MODES, 1)) for question in ("q1", "q2", "q3")
    ]
    assert (village.questions, village.unanswerable, village.missing_positives) == (4, 1, 0)
    assert (village.articles, village.name) == (4, "village")


def test_figures_come_by_pair_with_their_number_of_cases(evaluation: Evaluation) -> None:
    (village,) = evaluation.sets
    assert [(pair.pair, pair.cases) for pair in village.pairs] == [
        ("all", 4), ("zh→zh", 2), ("en→en", 1), ("zh→all", 1),
    ]  # fmt: skip
    hybrid = village.pairs[0].measures[Mode.HYBRID]
    assert (hybrid["hit@1"].value, hybrid["hit@1"].cases) == (1.0, 3)
    assert (hybrid["answer@1"].value, hybrid["answer@1"].cases) == (1.0, 4)
    assert "hit@1" not in village.pairs[-1].measures[Mode.HYBRID]
    assert {found.p for found in village.pairs[0].comparisons} == {1.0}
    assert village.curves[Mode.DENSE] == [1.0] * 100


def test_latency_is_of_the_questions_asked(evaluation: Evaluation) -> None:
    for latency in evaluation.sets[0].latency.values():
        assert latency.questions == 4
        assert 0 < latency.p50 <= latency.p95 <= latency.p99


def test_the_json_has_the_ranks_of_every_case_and_no_text(evaluation: Evaluation) -> None:
    text = evaluation_json(evaluation)
    (village,) = json.loads(text)["sets"]
    assert village["outcomes"][0]["ranks"] == {"dense": 1, "lexical": 1, "hybrid": 1}
    assert village["pairs"][0]["measures"]["hybrid"]["MRR@10"]["value"] == 1.0
    assert not any(str(question["text"]) in text for question in QUESTIONS)


def test_an_index_is_built_once_and_again_when_the_corpus_changes(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "village")
    embedder = TermEmbedder()
    first = evaluate([read_set(folder)], plan(tmp_path), embedder, progress=Silent()).sets[0]
    paid = len(embedder.passages)
    second = evaluate([read_set(folder)], plan(tmp_path), embedder, progress=Silent()).sets[0]
    assert second.snapshot == first.snapshot
    write_rows(folder / "corpus.jsonl", RECORDS[:3])
    third = evaluate([read_set(folder)], plan(tmp_path), embedder, progress=Silent()).sets[0]
    assert (third.articles, len(embedder.passages)) == (3, paid)


def test_sets_that_share_articles_pay_once(tmp_path: Path) -> None:
    embedder = TermEmbedder()
    sets = [read_set(write_set(tmp_path / name)) for name in ("one", "two")]
    evaluate(sets[:1], plan(tmp_path), embedder, progress=Silent())
    paid = len(embedder.passages)
    evaluate(sets, plan(tmp_path), embedder, progress=Silent())
    assert len(embedder.passages) == paid


def test_an_index_that_lacks_a_right_article_is_told_of_and_counts_against(tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, TermEmbedder(), record_pages(record for record in RECORDS if record["id"] != "flood"))
    village = read_set(write_set(tmp_path / "village"))
    (figures,) = evaluate([village], plan(tmp_path, index=index), TermEmbedder(), progress=Silent()).sets
    assert figures.missing_positives == 1
    assert figures.pairs[0].measures[Mode.LEXICAL]["hit@10"].value == pytest.approx(2 / 3)
    assert [(worst.question_id, worst.expected) for worst in figures.worst] == [("q2", (("flood", ""),))]


def test_translated_articles_are_searched_by_language(tmp_path: Path) -> None:
    """The English question is asked of Chinese articles only, where nothing shares its words."""
    question = {"id": "en:1", "qid": "1", "text": "library council", "lang": "en", "answers": ["council"],
                "positive_ids": ["library"], "cross_positive_ids": {"en": "library", "zh": "flood"}}  # fmt: skip
    folder = write_set(tmp_path / "across", [question])
    (figures,) = evaluate([read_set(folder)], plan(tmp_path), TermEmbedder(), progress=Silent()).sets
    values = {
        pair.pair: {name: found.value for name, found in pair.measures[Mode.LEXICAL].items()} for pair in figures.pairs
    }
    assert {pair: found["hit@1"] for pair, found in values.items()} == {"en→all": 1.0, "en→en": 1.0, "en→zh": 0.0}
    assert "answer@1" not in values["en→zh"]  # the accepted words are English


def test_a_copy_of_the_right_article_is_a_miss_by_article_and_none_by_story(tmp_path: Path) -> None:
    """Two articles print the same; whichever comes first, the question that names the other misses it."""
    questions = [
        {"id": name, "text": "柳河村捐款多少？", "lang": "zh", "positive_ids": [name]}
        for name in ("donation", "reprint")
    ]
    folder = write_set(tmp_path / "copies", questions)
    write_rows(folder / "corpus.jsonl", [*RECORDS, {**DONATION, "id": "reprint", "source": "江城晚报"}])
    evaluation = evaluate([read_set(folder)], plan(tmp_path), TermEmbedder(), progress=Silent())
    for estimates in evaluation.sets[0].pairs[0].measures.values():
        assert [estimates[name].value for name in ("hit@1", "story@1", "hit@5", "story@5")] == [0.5, 1, 1, 1]
    written = io.StringIO()
    print_evaluation(evaluation, Console(file=written, width=80))
    told = "copies of a report counted as one: hit@1 dense 1.000, lexical 1.000, hybrid 1.000"
    assert told in " ".join(written.getvalue().split())


def test_what_can_not_be_asked_is_named(tmp_path: Path) -> None:
    own = read_set(write_rows(tmp_path / "own.jsonl", QUESTIONS))
    with pytest.raises(InputError, match=r"own\.jsonl brings no corpus.*--index DIR"):
        evaluate([own], plan(tmp_path), TermEmbedder(), progress=Silent())
    with pytest.raises(InputError, match=r"Only lexical search .* without a model"):
        evaluate([own], plan(tmp_path, index=tmp_path), None, progress=Silent())
    unanswerable = read_set(write_set(tmp_path / "village", [QUESTIONS[3]]))
    with pytest.raises(InputError, match="has no answerable question in the half 'all'"):
        evaluate([unanswerable], plan(tmp_path), TermEmbedder(), progress=Silent())
