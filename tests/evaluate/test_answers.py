"""Judging answers: words, typed figures, quotes, silence, and what is wrong at which threshold."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from indexer.core.article import Article
from indexer.core.process import Silent
from service.evaluate.answers import ask_answers, sampled
from service.evaluate.correctness import exact_match, f1, is_figure, is_right, same_figure
from service.evaluate.questions import Question, read_set
from service.evaluate.report_files import evaluation_html, evaluation_json
from service.evaluate.report_terminal import print_evaluation
from service.evaluate.results import AnswerOutcome, Evaluation
from service.evaluate.run import EvaluationPlan, evaluate
from service.evaluate.split import Half
from service.evaluate.summarize import answer_figures, figures_by_kind, risk_points
from service.figures.read import figures
from service.results import Answer, AnswerKind, Mode
from service.search.searcher import Searcher
from tests.answer.archive import ARTICLES
from tests.archives import build, record_pages
from tests.doubles import MarkingReader, TermEmbedder
from tests.evaluate.village import write_rows, write_set

QUESTIONS: tuple[dict[str, object], ...] = (
    {"id": "total", "text": "阳湾村全村共捐款多少元？", "lang": "zh", "kind": "money", "answers": ["三万元"], "positive_ids": ["gifts"]},
    {"id": "mistaken", "text": "阳湾村全村一共捐款多少元？", "lang": "zh", "kind": "money", "answers": ["2万元"], "positive_ids": ["gifts"]},
    {"id": "why", "text": "Why was the roof replaced?", "lang": "en", "kind": "reason", "answers": ["salt"], "positive_ids": ["lighthouse"]},
    {"id": "nobody", "text": "红松林业公司捐款多少元？", "lang": "zh", "answers": [], "kind": "no_answer"},
    {"id": "never", "text": "杏林合作社捐款多少元？", "lang": "zh", "answers": ["9元"], "is_impossible": True},
)  # fmt: skip


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    folder = tmp_path_factory.mktemp("answers")
    write_set(folder / "news", QUESTIONS)
    write_rows(folder / "news" / "corpus.jsonl", ARTICLES)
    plan = EvaluationPlan(None, folder / "work", (Mode.HYBRID,), Half.ALL, None, 60, answers=True)
    return evaluate([read_set(folder / "news")], plan, TermEmbedder(), progress=Silent())


@pytest.mark.parametrize(
    ("text", "accepted", "value"),
    [
        pytest.param("三万元", ["三万元"], 1.0, id="the same"),
        pytest.param("３万元。", ["3万元"], 1.0, id="width and punctuation aside"),
        pytest.param("The roof", ["a roof"], 1.0, id="English articles aside"),
        pytest.param("三万多元", ["三万元"], 0.0, id="more than is not the same words"),
        pytest.param("x", [], 0.0, id="nothing is accepted"),
    ],
)
def test_exact_match(text: str, accepted: list[str], value: float) -> None:
    assert exact_match(text, accepted) == value


@pytest.mark.parametrize(
    ("text", "accepted", "value"),
    [
        pytest.param("捐款三万元", ["三万元"], 0.75, id="2 * 3 shared / (5 + 3 characters)"),
        pytest.param("the salt ate it", ["salt and rain"], 1 / 3, id="2 * 1 shared / (3 + 3 words)"),
        pytest.param("元元", ["元"], 2 / 3, id="a character counts as often as both have it"),
        pytest.param("三万元", ["五吨", "三万"], 0.8, id="the best of those accepted, 2 * 2 / 5"),
        pytest.param("一", ["二"], 0.0, id="nothing is shared"),
    ],
)
def test_f1(text: str, accepted: list[str], value: float) -> None:
    assert f1(text, accepted) == pytest.approx(value)


@given(st.text(alphabet="三万元捐a b"), st.text(alphabet="三万元捐a b"))
def test_f1_is_symmetric_and_one_for_equals(one: str, other: str) -> None:
    assert f1(one, [other]) == f1(other, [one])
    assert 0.0 <= f1(one, [other]) <= 1.0
    assert exact_match(one, [one]) == 1.0


@pytest.mark.parametrize(
    ("text", "accepted", "same"),
    [
        pytest.param("三万多元", "3万元", True, id="an open end is not compared"),
        pytest.param("1亿元", "1亿元人民币", True, id="one currency in two ways"),
        pytest.param("500万港元", "500万元", False, id="another currency"),
        pytest.param("20人", "二十名", True, id="numerals and classifiers"),
        pytest.param("20人", "20辆", False, id="another unit"),
        pytest.param("20人", "21人", False, id="another number"),
        pytest.param("2吨", "2公斤", False, id="another unit of mass"),
        pytest.param("昨日", "5月17日", True, id="a day by the article's date"),
        pytest.param("昨日", "5月18日", False, id="another day"),
    ],
)
def test_figures_are_compared_as_values(text: str, accepted: str, same: bool) -> None:
    (figure,) = figures(text, published_at="2022-05-18")
    assert same_figure(figure, [accepted], Article("a", "", "", published_at="2022-05-18")) is same


def test_a_sentence_is_right_by_what_it_contains() -> None:
    sentence = Answer("盐蚀穿了铅皮。", AnswerKind.SENTENCE, 0, 7, None, 0.9)
    assert is_right(sentence, ["铅皮"], Article("a", "", ""))
    assert not is_right(sentence, ["木头"], Article("a", "", ""))


def test_an_accepted_answer_is_a_figure_from_end_to_end_or_it_is_none() -> None:
    assert is_figure(["一些", "二十人"])
    assert not is_figure(["二十人的队伍"])
    assert not is_figure([])


def test_answers_are_judged_question_by_question(evaluation: Evaluation) -> None:
    """三万多元 is 三万元 as a value, four characters with three shared; nor is it 2万元; silence is right twice."""
    outcomes = {outcome.question_id: outcome for outcome in evaluation.sets[0].answer_outcomes}
    total, mistaken, why = outcomes["total"], outcomes["mistaken"], outcomes["why"]
    assert (total.given, total.right, total.numeric, total.exact) == (True, True, 1.0, 0.0)
    assert (mistaken.given, mistaken.right, mistaken.numeric) == (True, False, 0.0)
    assert (why.given, why.right, why.numeric) == (True, True, None)
    assert why.f1 == pytest.approx(2 / 10)  # salt, among the nine words of the sentence without its two articles
    for unanswerable in (outcomes["nobody"], outcomes["never"]):
        assert (unanswerable.answerable, unanswerable.right, unanswerable.given) == (False, False, False)
        assert unanswerable.reason != ""
    assert all(outcome.cited in {True, None} for outcome in outcomes.values())


def test_shares_are_means_over_the_questions_they_are_of(evaluation: Evaluation) -> None:
    """Of three answerable questions two are right; of three answers given one is wrong; both others are declined."""
    whole, english, chinese = evaluation.sets[0].answers
    assert [each.language for each in (whole, english, chinese)] == ["all", "en", "zh"]
    assert {name: (round(share.value, 3), share.questions) for name, share in whole.shares.items() if name != "f1"} == {
        "exact": (0.0, 3),
        "numeric": (0.5, 2),
        "right": (0.667, 3),
        "silent": (0.0, 3),
        "wrong": (0.333, 3),
        "declined": (1.0, 2),
        "cited": (1.0, whole.shares["cited"].questions),
    }
    assert english.shares["declined"].questions == 0
    assert chinese.shares["right"].value == 0.5
    assert [each.questions for each in (whole, english, chinese)] == [5, 1, 4]
    assert whole.given is not None
    assert (whole.given.coverage, whole.given.wrong) == (3 / 5, pytest.approx(1 / 3))


def test_kinds_have_figures_of_their_own_the_most_asked_for_first(evaluation: Evaluation) -> None:
    """Two ask for money, one for a reason; what nothing answers has no kind."""
    money, reason = evaluation.sets[0].answers_by_kind
    assert [(each.name, each.language, each.questions) for each in (money, reason)] == [
        ("money", "all", 2),
        ("reason", "all", 1),
    ]
    assert (money.shares["right"].value, money.shares["wrong"].value) == (0.5, 0.5)
    assert money.shares["declined"].questions == 0
    assert reason.shares["right"].value == 1.0
    assert figures_by_kind([outcome("a", 0.9, right=True)]) == ()


def test_silence_is_counted_of_the_answerable_and_apart_of_the_others() -> None:
    """One of two is not answered, and one of one that nothing answers."""
    (figures,) = answer_figures(
        [
            outcome("a", 0.9, right=True),
            outcome("b", 0.2, right=True, given=False),
            outcome("c", 0.1, right=False, given=False, answerable=False),
        ]
    )
    assert {name: figures.shares[name].value for name in ("silent", "declined", "right", "wrong")} == {
        "silent": 0.5,
        "declined": 1.0,
        "right": 0.5,
        "wrong": 0.0,
    }


def test_what_is_judged_is_the_answer_that_is_given(tmp_path: Path) -> None:
    """The reader marks the accepted figure; what is judged is what a user would be given for it."""
    build(tmp_path, TermEmbedder(), record_pages(ARTICLES), chunk_tokens=60)
    searcher = Searcher.open(tmp_path, TermEmbedder(), MarkingReader("1万元"))
    asked = Question("gift", "gift", "石大海捐款多少元？", "zh", ("1万元",), ("gifts",))
    (judged,) = ask_answers(searcher, [asked], Mode.RERANKED, progress=Silent())
    assert (judged.given, judged.exact, judged.right) == (True, 1.0, True)


def outcome(
    identity: str, likelihood: float | None, *, right: bool, answerable: bool = True, given: bool = True
) -> AnswerOutcome:
    return AnswerOutcome(identity, identity, "zh", answerable, likelihood, right, given, "", 0.0, 0.0, None, None, 1.0)


def test_risk_at_a_threshold_is_the_share_of_wrong_answers_from_it_on() -> None:
    """From 0.5 on two of four are answered, one wrongly; from 0.9 on one, rightly; a silence is never answered."""
    points = risk_points(
        [
            outcome("a", 0.92, right=True),
            outcome("b", 0.6, right=False, answerable=False),
            outcome("c", 0.2, right=True),
            outcome("d", None, right=False),
        ]
    )
    by_threshold = {point.threshold: (point.coverage, point.wrong) for point in points}
    assert by_threshold[0.0] == (0.75, pytest.approx(1 / 3))
    assert by_threshold[0.5] == (0.5, 0.5)
    assert by_threshold[0.9] == (0.25, 0.0)
    assert by_threshold[0.95] == (0.0, None)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=12))
def test_coverage_never_grows_with_the_threshold(found: list[tuple[float, bool]]) -> None:
    outcomes = [outcome(str(number), likely, right=right) for number, (likely, right) in enumerate(found)]
    coverage = [point.coverage for point in risk_points(outcomes)]
    assert coverage == sorted(coverage, reverse=True)
    assert coverage[0] == 1.0
    assert answer_figures(outcomes)[0].risk == risk_points(outcomes)


def test_the_reports_have_the_answers(evaluation: Evaluation) -> None:
    """F1 of the three is 2·2/(4+3) twice, and 2/10; figures of the terminal fit 80 columns."""
    page = evaluation_html(evaluation)
    for part in (
        '<span class="ui" lang="en">Answers</span>',
        "hybrid, without a reader",
        "unanswerable declined",
        "wrong of the answers given",
        "answerable declined",
        "<td>money<small>2</small></td>",
        "as answered: 60% answered, 33.3% of them wrong",
    ):
        assert part in page
    written = io.StringIO()
    print_evaluation(evaluation, Console(file=written, width=80))
    assert all(len(line) <= 80 for line in written.getvalue().splitlines())
    assert "…" not in written.getvalue()
    rows = [
        line.split()[:5] for line in written.getvalue().splitlines() if line.startswith(("all ", "money ", "reason "))
    ]
    assert rows[-3:] == [
        ["all", "5", "0.000", "0.448", "0.500"],
        ["money", "2", "0.000", "0.571", "0.500"],
        ["reason", "1", "0.000", "0.200", "–"],
    ]
    assert "all: exact match 0.000–0.000 of 3, wrong of given" in written.getvalue()
    (news,) = json.loads(evaluation_json(evaluation))["sets"]
    assert news["answers"][0]["shares"]["numeric"]["value"] == 0.5
    assert news["answers"][1]["shares"]["declined"]["value"] is None
    assert [(each["kind"], each["shares"]["wrong"]["value"]) for each in news["answers_by_kind"]] == [
        ("money", 0.5),
        ("reason", 0.0),
    ]
    assert {each["kind"] for each in news["answer_outcomes"]} == {"money", "reason", ""}
    assert len(news["answer_outcomes"]) == 5
    assert "三万" not in evaluation_json(evaluation)


def test_a_sample_has_so_many_of_each_language_and_of_the_unanswerable() -> None:
    questions = [
        Question(f"{language}{number}", f"{number}", "x", language, ("y",), answerable=number % 2 == 0)
        for language in ("zh", "en")
        for number in range(10)
    ]
    chosen = sampled(questions, 2)
    assert sorted((each.language, each.answerable) for each in chosen) == sorted(
        [("zh", True), ("zh", False), ("en", True), ("en", False)] * 2
    )
    assert sampled(questions, None) == questions
    assert sampled([*questions, Question("?", "?", "x", "zh", positive_ids=("a",))], None) == questions
    # Translations share a group, so that the same questions are asked in each language.
    assert {each.group for each in chosen if each.language == "zh"} == {
        each.group for each in chosen if each.language == "en"
    }


def test_as_many_passages_are_read_as_where_questions_are_asked(tmp_path: Path) -> None:
    """Two of each, where that is the setting, and in a second reading two sentences of these at most."""
    reader = MarkingReader("盐")
    plan = EvaluationPlan(None, tmp_path / "work", (Mode.LEXICAL,), Half.ALL, None, 60, answers=True, candidates=2)
    evaluation = evaluate(
        [read_set(write_set(tmp_path / "village"))], plan, TermEmbedder(), progress=Silent(), reader=reader
    )
    read = [len(excerpts) for excerpts in reader.judged]
    assert max(read) == 2
    assert read.count(2) >= 5
    assert evaluation.sets[0].answered_with == "reranked, with a reader"


def test_without_answers_nothing_of_them_is_reported(tmp_path: Path) -> None:
    plan = EvaluationPlan(None, tmp_path / "work", (Mode.HYBRID,), Half.ALL, None, 40)
    evaluation = evaluate([read_set(write_set(tmp_path / "village"))], plan, TermEmbedder(), progress=Silent())
    assert (evaluation.sets[0].answers, evaluation.sets[0].answer_outcomes) == ((), ())
    assert "<h3>Answers</h3>" not in evaluation_html(evaluation)
