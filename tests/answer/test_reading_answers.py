"""Answers with a reader: it says which figure and which words of a sentence answer, and nothing without one changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service.evidence import marked_words
from service.judged import Judged
from service.wanted import wanted

from indexer.domain import AnswerKind, AskResult, Mode
from indexer.reader import Excerpt
from service.answer.ask import answer_from, ask, candidates_in
from service.search import Searcher
from tests.doubles import MarkingReader


def with_reader(news: Searcher, *answers: str) -> Searcher:
    return Searcher(news.snapshot, news.embedder, MarkingReader(*answers))


def forced(searcher: Searcher, question: str) -> AskResult:
    """What would be answered if every answer were."""
    found = searcher.search(question, mode=Mode.RERANKED)
    assert found.mode is Mode.RERANKED
    return answer_from(searcher, question, found, threshold=0.0)


def test_who_is_answered_with_the_words_marked_and_its_sentence_is_the_quote(news: Searcher) -> None:
    """林若溪 of 市长林若溪在通车仪式上说."""
    result = forced(with_reader(news, "林若溪"), "通车仪式上谁说过河时间缩短？")
    assert result.answer is not None
    assert (result.answer.text, result.answer.kind, result.answer.figure) == ("林若溪", AnswerKind.SPAN, None)
    citation = result.citations[0]
    assert citation.quote == "市长林若溪在通车仪式上说，过河时间由四十分钟缩短到五分钟。"
    assert citation.article.body[result.answer.start : result.answer.end] == "林若溪"


def test_words_marked_through_a_figure_are_widened_to_all_of_it(news: Searcher) -> None:
    """十分钟缩 cuts 四十分钟 at its first character."""
    result = forced(with_reader(news, "由四十分"), "通车仪式上谁说过河时间缩短？")
    assert result.answer is not None
    assert result.answer.text == "由四十分钟"


def test_yes_or_no_is_answered_with_its_sentence(news: Searcher) -> None:
    result = forced(with_reader(news, "林若溪"), "市长林若溪是否在通车仪式上讲话？")
    assert result.answer is not None
    assert result.answer.kind is AnswerKind.SENTENCE


def test_a_figure_is_what_the_grammar_read_and_not_what_was_marked(news: Searcher) -> None:
    """The reader marks 万 alone."""
    question = "石大海捐款多少元？"
    searcher = with_reader(news, "1万")
    found = searcher.search(question, mode=Mode.RERANKED)
    judged = Judged.of(found.hits, found.judgements)
    read = candidates_in(searcher, question, wanted(question), found.hits, judged)
    texts = {each.figure.text: each.features for each in read if each.figure}
    assert texts["1万元"]["best touches"] == texts["1万元"]["read"] == 1.0
    assert texts["三万多元"]["best touches"] == 0.0
    assert texts["1万元"]["touched"] == pytest.approx(1.0, abs=0.01)
    assert texts["三万多元"]["touched"] == pytest.approx(0.0, abs=0.01)
    assert texts["1万元"]["span"] == 1.0


@pytest.mark.parametrize(
    "question", ["石大海捐款多少元？", "谁捐了一万元？", "How many people will the Heron Trust employ?"]
)
def test_without_a_reader_nothing_changes(news: Searcher, question: str) -> None:
    """A reader that is there, and not asked for, gives the same bytes; the features are those of before."""
    plain, read = ask(news, question), ask(with_reader(news, "1万元"), question, mode=Mode.HYBRID)
    assert (plain.answer, plain.reason, plain.citations, plain.alternatives) == (
        read.answer, read.reason, read.citations, read.alternatives,
    )  # fmt: skip
    candidates = candidates_in(news, question, wanted(question), news.search(question).hits)
    assert all("read" not in each.features and each.marked is None for each in candidates)


@given(data=st.data())
def test_marked_words_lie_in_their_sentence_and_cut_no_figure(news: Searcher, data: st.DataObject) -> None:
    found = news.search("阳湾村捐款", highlight=False)
    body = data.draw(st.sampled_from([hit.chunk.text for hit in found.hits]))
    begin = data.draw(st.integers(0, len(body) - 1))
    reader = MarkingReader(body[begin : begin + data.draw(st.integers(1, 12))])
    judged = Judged(
        [(hit.chunk, judgement) for hit in found.hits for judgement in reader.judge("捐款", [Excerpt(hit.chunk.text)])]
    )
    for candidate in candidates_in(news, "谁捐款？", wanted("谁捐款？"), found.hits, judged):
        marked, text = candidate.marked, candidate.sentence.text
        assert marked == marked_words(candidate.sentence, judged)
        if marked is not None:
            assert 0 <= marked.start < marked.end <= len(text)
            edges = (text[marked.start - 1 : marked.start + 1], text[marked.end - 1 : marked.end + 1])
            assert not any(len(edge) == 2 and edge.isascii() and edge.isalnum() for edge in edges)
