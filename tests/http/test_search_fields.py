"""What a search writes as plain fields is what its documented model writes: the same fields, in the same order, to the byte."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from indexer.core.article import Article, Chunk, Degradation, Part, Span
from indexer.text.characters import line_lengths
from service.http.json_response import json_of_fields, json_response
from service.http.search_schemas import HitBody, SearchResponse, search_fields
from service.query.operators import Query
from service.results import Copy, Hit, HitScores, Mode, SearchResult, Signals, Tally

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_NUMBER = st.floats(width=32)
_ARTICLES = st.builds(Article, id=_TEXT, title=_TEXT, body=_TEXT, source=_TEXT, authors=st.tuples(_TEXT), url=_TEXT)
_SIGNALS = st.builds(
    Signals, **{each.name: _NUMBER for each in fields(Signals) if each.type in ("float", "float | None", float)}
)
_HITS = st.builds(
    Hit,
    rank=st.integers(1, 99),
    article=_ARTICLES,
    chunk=st.builds(Chunk, _TEXT, st.just(0), st.just(0), st.just(5), _TEXT),
    scores=st.builds(
        HitScores, st.none() | _NUMBER, st.none() | _NUMBER, _NUMBER, signals=_SIGNALS, reranked=st.none() | _NUMBER
    ),
    passage=st.builds(Span, st.integers(0, 9), st.integers(9, 99)),
    highlights=st.lists(st.builds(Span, st.integers(0, 9), st.integers(9, 99)), max_size=2).map(tuple),
    copies=st.lists(st.builds(Copy, _TEXT, _TEXT, _TEXT), max_size=2).map(tuple),
    weak=st.booleans(),
    pinned=st.booleans(),
)
_RESULTS = st.builds(
    SearchResult,
    snapshot=_TEXT,
    mode=st.sampled_from(Mode),
    degraded=st.just((Degradation(Part.DENSE, "no model"),)),
    hits=st.lists(_HITS, max_size=2).map(tuple),
    took_ms=st.dictionaries(_TEXT, _NUMBER, max_size=2),
    names=st.dictionaries(_TEXT, st.tuples(_TEXT), max_size=1),
    did_you_mean=_TEXT,
)
_TALLY = Tally(7, {"sources": (("甲", 4), ("乙", 3))}, (("2020-02", 7),))


def written(body: BaseModel) -> bytes:
    return bytes(json_response(body).body)


@given(_RESULTS, st.none() | st.sampled_from(["捐款", 'intitle:捐款 -海啸 "三万"']), st.booleans(), st.booleans())
def test_fields_are_written_as_the_model_is(
    found: SearchResult, text: str | None, explain: bool, counted: bool
) -> None:
    query = None if text is None else Query.read(text)
    model = SearchResponse.of(found, query=query, explain=explain)
    made = search_fields(found, query=query, explain=explain, tally=_TALLY if counted else None)
    expected = written(model.counted(_TALLY) if counted else model)
    assert bytes(json_of_fields(made).body) == expected
    # Nor does the model add, leave out or put in another order anything of its own.
    assert [*made] == [*SearchResponse.model_fields]
    for hit in made["hits"]:
        assert [*hit] == [*HitBody.model_fields]


@pytest.mark.parametrize(
    "long", [{"title": "长" * 501}, {"source": "源" * 101}, {"url": "u" * 2049}, {"image": "i" * 2049}]
)
def test_what_is_too_long_is_cut_and_what_is_not_is_the_article_itself(long: dict[str, str]) -> None:
    short = Article("1", title="题", body="文", source="报", authors=("人",), keywords=("词",))
    assert line_lengths(short) is short
    assert line_lengths(replace(short, **long)) != replace(short, **long)


@pytest.mark.parametrize("long", [{"authors": ("名" * 101,)}, {"authors": ("名",) * 21}, {"keywords": ("词" * 41,)}])
def test_names_and_keywords_that_are_too_long_or_many_are_cut(long: dict[str, tuple[str, ...]]) -> None:
    article = Article("1", title="题", body="文", **long)
    assert line_lengths(article) != article
