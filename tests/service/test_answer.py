"""An answer is a quote that stands where it says."""

import hashlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.domain import AnswerKind, Filters
from service.answer import ask
from service.search import Searcher


def test_the_sentence_that_answers_is_quoted(searcher: Searcher) -> None:
    result = ask(searcher, "全村共捐款多少元？")
    assert result.answer is not None
    assert result.answer.kind is AnswerKind.SENTENCE
    assert result.answer.text == "据统计，全村共捐款三万二千元，口罩一千余个。"
    citation = result.citations[0]
    assert citation.article.body[citation.start : citation.end] == citation.quote == result.answer.text
    assert citation.sha256 == hashlib.sha256(citation.quote.encode()).hexdigest()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(alphabet="柳河村捐款多少元？白鹭镇转移the library", min_size=1).filter(
        lambda text: any(map(str.isalnum, text))
    )
)
def test_every_quote_is_verbatim_whatever_is_asked(searcher: Searcher, question: str) -> None:
    result = ask(searcher, question)
    for citation in (*result.citations, *result.alternatives):
        assert citation.article.body[citation.start : citation.end] == citation.quote != ""
    assert result.search.hits


def test_a_figure_is_preferred_where_one_is_asked_for(searcher: Searcher) -> None:
    answer = ask(searcher, "转移群众多少人？").answer
    assert answer is not None
    assert answer.text == "镇政府转移群众四百余人，安置在中学体育馆。"


def test_nothing_to_search_abstains(searcher: Searcher) -> None:
    result = ask(searcher, "捐款", filters=Filters(sources=("没有",)))
    assert (result.answer, result.reason, result.citations, result.search.hits) == (None, "no_evidence", (), ())


def test_alternatives_are_other_sentences(searcher: Searcher) -> None:
    result = ask(searcher, "柳河村")
    places = [(citation.article.id, citation.start) for citation in (*result.citations, *result.alternatives)]
    assert len(places) == len(set(places)) == 3
