"""Answers with a reader: it says which words of a sentence answer, and nothing without one changes."""

import pytest

from service.answer.ask import answer_from, ask
from service.results import AnswerKind, AskResult, Mode
from service.search.searcher import Searcher
from tests.answer.reading import with_reader


def forced(searcher: Searcher, question: str) -> AskResult:
    """What would be answered if every answer were."""
    found = searcher.search(question, mode=Mode.RERANKED)
    assert found.mode is Mode.RERANKED
    return answer_from(searcher, question, found, threshold=0.0)


def test_who_is_answered_with_the_words_marked_and_its_sentence_is_the_quote(news: Searcher) -> None:
    """林若溪 of 市长林若溪在通车仪式上说."""
    result = ask(with_reader(news, "林若溪"), "通车仪式上谁说过河时间缩短？")
    assert result.answer is not None
    assert (result.answer.text, result.answer.kind, result.answer.figure) == ("林若溪", AnswerKind.SPAN, None)
    citation = result.citations[0]
    assert citation.quote == "市长林若溪在通车仪式上说，过河时间由四十分钟缩短到五分钟。"
    assert citation.article.body[result.answer.start : result.answer.end] == "林若溪"


def test_words_marked_through_a_figure_are_expanded_to_all_of_it(news: Searcher) -> None:
    """由四十分 cuts 四十分钟 at its last character; of both the bare figure answers."""
    result = forced(with_reader(news, "由四十分"), "通车仪式上谁说过河时间缩短？")
    assert result.answer is not None
    assert result.answer.text == "四十分钟"


def test_a_span_that_is_a_figure_is_typed_and_answers_with_the_figure(news: Searcher) -> None:
    result = forced(with_reader(news, "缩短到五分钟"), "过河时间缩短到多少分钟？")
    assert result.answer is not None
    assert (result.answer.text, result.answer.kind) == ("五分钟", AnswerKind.FIGURE)
    figure = result.answer.figure
    assert figure is not None
    assert (str(figure.kind), str(figure.min), figure.text) == ("duration", "5", "五分钟")
    assert result.citations[0].article.body[figure.start : figure.end] == "五分钟"


@pytest.mark.parametrize(
    "question", ["石大海捐款多少元？", "谁捐了一万元？", "How many people will the Heron Trust employ?"]
)
def test_without_a_reader_nothing_changes(news: Searcher, question: str) -> None:
    """A reader that is there, and not asked for, gives the same bytes."""
    plain, read = ask(news, question), ask(with_reader(news, "1万元"), question, mode=Mode.HYBRID)
    assert (plain.answer, plain.reason, plain.citations, plain.alternatives) == (
        read.answer, read.reason, read.citations, read.alternatives,
    )  # fmt: skip


@pytest.mark.parametrize(("question", "offered"), [("Who is the mayor of Paris?", False), ("Who is the mayor?", True)])
def test_whom_the_archive_has_not_nobody_stands_in_for(news: Searcher, question: str, offered: bool) -> None:
    """No article has 巴黎: the mayor of another town is not even perhaps the answer."""
    searcher = with_reader(news, "林若溪")
    found = searcher.search(question, mode=Mode.RERANKED)
    result = answer_from(searcher, question, found, threshold=1.0)
    assert result.answer is None
    assert (result.reason, bool(result.alternatives)) == (result.reason if offered else "no_evidence", offered)
