"""Answers over a small real archive: the right figure, its quote, what else is said, or silence with its reason."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.core.errors import QueryError
from service.answer.ask import answer_from, ask
from service.answer.model import Reading, answer_model
from service.results import AnswerKind, AskResult, Citation, Filters
from service.search.searcher import Searcher
from tests.answer.archive import ARTICLES
from tests.answer.reading import candidates_of, with_reader


def text_of(result: AskResult) -> str | None:
    return result.answer.text if result.answer else None


FIGURES = pytest.mark.parametrize(
    ("question", "kind", "text"),
    [
        pytest.param("石大海捐款多少元？", "money", "1万元", id="what one of them gave"),
        pytest.param("阳湾村有多少名党员响应倡议？", "count", "97名", id="a count among money"),
        pytest.param("青石河大桥总投资多少元？", "money", "4.6亿元", id="money"),
        pytest.param("青石河大桥工期多久？", "duration", "28个月", id="a duration, and not what crossing takes"),
        pytest.param("青石河大桥全长多少米？", "measure", "1280米", id="a length that stands alone"),
        pytest.param("抢修队预计几天恢复通车？", "duration", "三天", id="days"),
        pytest.param("How many people will the Heron Trust employ?", "count", "14 people", id="English"),
        pytest.param(
            "How much did the Heron Trust pay for the lighthouse?", "money", "$2.4 million", id="English money"
        ),
    ],
)


@FIGURES
def test_what_the_reader_marks_is_answered(news: Searcher, question: str, kind: str, text: str) -> None:
    assert text_of(ask(with_reader(news, text), question)) == text


@FIGURES
def test_without_a_reader_the_figure_of_the_kind_asked_for_leads(
    news: Searcher, question: str, kind: str, text: str
) -> None:
    """As the kinds of questions are told; with an embedder that tells none, the figures of all kinds compete."""
    ranked = answer_model(Reading.NONE).ranked(candidates_of(news, question, kinds={kind: 1.0}))
    assert ranked[0].text == text


def test_a_total_is_answered_with_who_agrees_and_the_part_beside_it(news: Searcher) -> None:
    """三万多元 in one paper is 3万多元 in the other: more than 30,000 CNY in both. 1万元 of it is one man's."""
    searcher = with_reader(news, "三万多元", "3万多元")
    result = ask(searcher, "阳湾村全村共捐款多少元？")
    assert result.answer is not None
    figure = result.answer.figure
    assert figure is not None
    assert (figure.min, figure.min_inclusive, figure.max, figure.currency) == (30000, False, None, "CNY")
    assert {citation.article.id for citation in result.citations} == {"gifts", "gifts-reprint"}
    assert ask(news, "阳湾村全村共捐款多少元？").answer is not None
    beside = {(other.answer.text, other.conflict) for other in ask(news, "石大海捐款多少元？").alternatives}
    assert ("三万多元", False) in beside or ("3万多元", False) in beside


def test_reports_of_one_story_that_differ_are_a_conflict_and_the_later_leads(news: Searcher) -> None:
    result = ask(with_reader(news, "460人", "320人"), "望海镇转移群众多少人？")
    assert text_of(result) == "460人"
    assert result.citations[0].article.published_at == "2021-08-12"
    (earlier,) = [other for other in result.alternatives if other.conflict]
    assert (earlier.answer.text, earlier.citation.article.published_at) == ("320人", "2021-08-10")


def test_a_conflict_that_is_not_answered_shows_each_report(news: Searcher) -> None:
    question = "望海镇转移群众多少人？"
    result = answer_from(news, question, news.search(question), threshold=1.1)
    assert (result.answer, result.reason) == (None, "conflict")
    assert [other.answer.text for other in result.alternatives if other.conflict] == ["460人", "320人"]


def test_what_was_not_yet_published_was_not_known(news: Searcher) -> None:
    result = ask(with_reader(news, "460人", "320人"), "望海镇转移群众多少人？", as_of="2021-08-11")
    assert text_of(result) == "320人"
    assert not any(other.conflict for other in result.alternatives)
    assert {hit.article.id for hit in result.search.hits} == {"gifts", "gifts-reprint", "storm-early"}


@pytest.mark.parametrize(
    ("as_of", "published_to", "known"),
    [
        ("2021-08-11", "2022-01-01", {"gifts", "gifts-reprint", "storm-early"}),
        ("2022-01-01", "2021-03-05", {"gifts"}),
        ("2021-03-05", "2021-03-05T23:00", {"gifts"}),
    ],
    ids=["the earlier of both", "whichever it is", "a moment is earlier than its day's end"],
)
def test_as_of_and_a_filter_both_hold(news: Searcher, as_of: str, published_to: str, known: set[str]) -> None:
    filters = Filters(published_to=published_to)
    result = ask(news, "望海镇 阳湾村 捐款 转移群众多少人？", as_of=as_of, filters=filters)
    assert {hit.article.id for hit in result.search.hits} == known


def test_as_of_must_be_a_date(news: Searcher) -> None:
    with pytest.raises(QueryError, match="'yesterday' is not a date"):
        ask(news, "望海镇转移群众多少人？", as_of="yesterday")


def test_one_article_can_be_asked_alone(news: Searcher) -> None:
    only = Filters(article_ids=("storm-early",))
    result = ask(with_reader(news, "460人", "320人"), "望海镇转移群众多少人？", filters=only)
    assert text_of(result) == "320人"
    assert {hit.article.id for hit in result.search.hits} == {"storm-early"}
    assert {other.citation.article.id for other in result.alternatives} <= {"storm-early"}


def test_a_day_is_resolved_by_the_day_of_its_article(news: Searcher) -> None:
    """昨日 of a report of 18 May 2022 is 17 May."""
    answer = ask(with_reader(news, "昨日正式"), "青石河大桥什么时候通车？").answer
    assert answer is not None
    assert answer.figure is not None
    assert (answer.text, answer.kind) == ("昨日", AnswerKind.DATE)
    assert (answer.figure.min, answer.figure.max) == ("2022-05-17", "2022-05-17")


def test_a_question_in_english_is_answered_from_a_chinese_article(news: Searcher) -> None:
    result = ask(with_reader(news, "三万多元"), "How much money did Yangwan village donate?")
    assert result.answer is not None
    assert result.answer.figure is not None
    assert (result.answer.figure.min, result.answer.figure.currency) == (30000, "CNY")
    assert result.citations[0].article.language == "zh"


def test_what_is_no_figure_is_answered_with_the_sentence(news: Searcher) -> None:
    answer = ask(news, "Why was the roof replaced?").answer
    assert answer is not None
    assert answer.kind is AnswerKind.SENTENCE
    assert answer.text == "The roof was replaced because salt had eaten through the lead."
    assert answer.figure is None


@pytest.mark.parametrize("marked", [(), ("鲸鱼",)], ids=["unread", "read"])
@pytest.mark.parametrize(
    "question",
    ["红松林业公司捐款多少元？", "量子计算机的价格是多少？", "杏林合作社捐款多少元？", "杏林合作社养了多少吨鲈鱼？"],
    ids=["nobody of that name", "nothing of the kind", "an article that says no such thing", "a kind it does not give"],
)
def test_what_the_archive_does_not_say_is_declined(news: Searcher, question: str, marked: tuple[str, ...]) -> None:
    result = ask(with_reader(news, *marked) if marked else news, question)
    assert (result.answer, result.citations) == (None, ())
    assert result.reason in {"no_evidence", "low_margin"}
    assert result.search.hits


def test_the_kind_that_is_asked_for_is_told_by_words_where_another_model_embeds(news: Searcher) -> None:
    """The double's vectors are not those that kinds were fitted to."""
    assert ask(news, "石大海捐款多少元？").wanted == "figure: money"


def test_nothing_to_search_has_no_evidence(news: Searcher) -> None:
    result = ask(news, "捐款多少元？", filters=Filters(sources=("没有",)))
    assert (result.answer, result.reason, result.citations, result.search.hits) == (None, "no_evidence", (), ())


def test_answering_looks_deeper_than_what_is_returned(news: Searcher) -> None:
    """Ten passages are weighed whatever the limit; the answer is the same, and the hits are the first of them."""
    deep, one = (ask(news, "阳湾村全村共捐款多少元？", limit=limit) for limit in (10, 1))
    assert one.search.hits == deep.search.hits[:1]
    assert one.answer == deep.answer
    assert one.citations == deep.citations


def test_the_time_of_answering_is_told(news: Searcher) -> None:
    took = ask(news, "阳湾村全村共捐款多少元？").took_ms
    assert 0 < took["answer"] < took["total"]


def test_a_threshold_is_what_decides(news: Searcher) -> None:
    """At 0 the best candidate is given, and above 1 none is; the hits are the same."""
    found = news.search("石大海捐款多少元？")
    given = answer_from(news, "石大海捐款多少元？", found, threshold=0.0)
    silent = answer_from(news, "石大海捐款多少元？", found, threshold=1.1)
    assert text_of(given) == "1万元"
    assert (silent.answer, silent.citations) == (None, ())
    assert silent.search == given.search == found


SUBJECTS = ("阳湾村", "石大海", "望海镇", "青石河大桥", "杏林合作社", "Heron Trust", "the lighthouse", "")
WORDS = (
    "捐款多少元？", "有多少人？", "什么时候通车？", "全长多少米？", "谁去了？", "为什么？", "how much was paid?", "when was it sold?",
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.sampled_from(SUBJECTS),
    st.sampled_from(WORDS),
    st.sampled_from(("", *(str(each["id"]) for each in ARTICLES))),
    st.sampled_from(("", "万多", "林若溪", "全长1280", "on Friday.", "捐款")),
)
def test_whatever_is_asked_every_span_is_exact(
    news: Searcher, subject: str, words: str, article: str, marked: str
) -> None:
    """Quotes, answers and figures, given or beside, stand in the stored body where they say, the answer in its quote."""
    searcher = with_reader(news, marked) if marked else news
    result = ask(searcher, f"{subject}{words}", filters=Filters(article_ids=(article,) if article else ()))
    pairs = [(other.answer, other.citation) for other in result.alternatives]
    pairs += [(result.answer, result.citations[0])] if result.answer else []
    assert (result.answer is None) == bool(result.reason) == (not result.citations)
    for answer, citation in pairs:
        body = _checked(news, citation)
        assert body[answer.start : answer.end] == answer.text != ""
        assert citation.start <= answer.start < answer.end <= citation.end
        assert 0.0 <= answer.confidence <= 1.0
        if answer.figure:
            assert answer.start <= answer.figure.start < answer.figure.end <= answer.end
            assert body[answer.figure.start : answer.figure.end] == answer.figure.text
    for citation in result.citations:
        _checked(news, citation)


def _checked(news: Searcher, citation: Citation) -> str:
    """The stored body, once the quote was found in it."""
    body = news.index.article(citation.article.id).body
    assert body[citation.start : citation.end] == citation.quote != ""
    assert citation.sha256 == hashlib.sha256(citation.quote.encode()).hexdigest()
    return body
