"""What may answer: spans that a reader marks, each of one sentence, whole and once, and figures of likely kinds beside them."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.core.article import Span
from indexer.rerank.reader import Excerpt
from service.answer.candidates import candidates
from service.answer.question import AnswerQuery
from service.figures.read import figures
from service.results import Mode
from service.search.searcher import Searcher
from tests.answer.reading import candidates_of, of, with_reader
from tests.doubles import MarkingReader

WHO = "通车仪式上谁说过河时间缩短？"


def test_the_span_marked_is_the_likeliest_and_each_is_there_once(news: Searcher) -> None:
    """The marking reader gives 5 + 5 to what it marks: its logits above none are 10, the most that counts."""
    found = candidates_of(news, WHO, "林若溪")
    best = max(found, key=lambda each: each.features["span"])
    assert (best.text, best.features["span"], best.figure) == ("林若溪", 1.0, None)
    assert (best.features["marked"], best.features["order"]) == (1.0, 1.0)
    places = [(each.sentence.article.id, each.sentence.span.start + each.span.start, each.text) for each in found]
    assert len(set(places)) == len(places)


def test_a_span_that_is_a_figure_for_half_of_it_amounts_to_it(news: Searcher) -> None:
    """缩短到五分钟 has six characters, three of them a figure's; 过河时间缩短到五分钟 has ten."""
    for marked, amount in (
        ("缩短到五分钟", "五分钟"),
        ("时间由四十分钟缩短到五分钟", None),
        ("四十分钟缩短到五分钟", None),
    ):
        figure = of(candidates_of(news, "过河时间缩短到多少分钟？", marked), marked).figure
        assert (figure and figure.text) == amount


def test_a_figure_inside_of_what_was_marked_answers_as_well(news: Searcher) -> None:
    """缩短到五分钟 marks 五分钟: both are the first mark, and only their lengths differ."""
    found = candidates_of(news, "过河时间缩短到多少分钟？", "缩短到五分钟")
    marked, bare = (dict(of(found, text).features) for text in ("缩短到五分钟", "五分钟"))
    assert (marked.pop("long"), bare.pop("long")) == (6 / 40, 3 / 40)
    assert marked == bare


def test_words_marked_through_a_figure_are_expanded_to_all_of_it(news: Searcher) -> None:
    """1万 cuts 1万元; it is the figure that answers, with what the reader makes of it."""
    found = candidates_of(news, "石大海捐款多少元？", "1万")
    whole, other = of(found, "1万元"), of(found, "三万多元")
    assert whole.figure is not None
    assert (whole.features["span"], whole.features["share"]) == (1.0, pytest.approx(1.0, abs=0.01))
    assert other.features["share"] == pytest.approx(0.0, abs=0.01)


def test_a_figure_that_is_not_marked_answers_by_what_the_reader_makes_of_its_place(news: Searcher) -> None:
    """No span at 97名 is above -5 - 5 logits, and none is surer than ten under no answer; it is a candidate all the same."""
    figure = of(candidates_of(news, "石大海捐款多少元？", "1万元"), "97名")
    assert (figure.features["span"], figure.features["figure span"], figure.features["marked"]) == (-1.0, -1.0, 0.0)
    assert figure.features["order"] == 0.0


def test_figures_of_kinds_that_are_not_asked_for_do_not_compete(news: Searcher) -> None:
    """Below a tenth a kind is none that is asked for; what a reader marks answers whatever its kind."""
    kinds = {"money": 0.91, "count": 0.09}
    texts = {each.text for each in candidates_of(news, "阳湾村共捐款多少元？", kinds=kinds) if each.figure}
    assert {"三万多元", "1万元", "3万多元"} <= texts
    assert texts.isdisjoint({"97名", "二吨", "三千余个", "昨日"})
    marked = candidates_of(news, "阳湾村共捐款多少元？", "97名", kinds=kinds)
    assert {"97名", "1万元"} <= {each.text for each in marked if each.figure}
    assert "三千余个" not in {each.text for each in marked}


def test_where_no_kind_is_told_figures_of_every_kind_compete(news: Searcher) -> None:
    texts = {each.text for each in candidates_of(news, "阳湾村共捐款多少元？") if each.figure}
    assert {"三万多元", "1万元", "97名", "二吨", "三千余个"} <= texts


def test_without_a_reader_figures_and_whole_sentences_are_all_there_is(news: Searcher) -> None:
    for each in candidates_of(news, "谁捐了一万元？"):
        assert each.is_whole or (each.figure is not None and each.text == each.figure.text)
        assert (each.features["marked"], each.features["share"]) == (0.0, 0.0)


def test_with_a_reader_no_sentence_answers_that_it_did_not_mark(news: Searcher) -> None:
    assert not any(each.is_whole and not each.features["marked"] for each in candidates_of(news, WHO, "林若溪"))


def test_of_a_passage_its_judgement_speaks_for_all_of_its_spans(news: Searcher) -> None:
    """5 of 10 logits where the marked words are; the passage that has them ranks 10 above the next at least."""
    found = candidates_of(news, WHO, "林若溪")
    marked = of(found, "林若溪").features
    assert (marked["answerable"], marked["surest"], marked["rank"], marked["first"]) == (0.5, 0.5, 1.0, 1.0)
    for each in found:
        if each.sentence.article.id != "bridge":
            features = each.features
            assert (features["answerable"], features["surest"], features["first"]) == (-0.5, 0.5, 0.0)
            assert 0.0 < features["rank"] <= math.exp(-10)


def test_a_year_that_the_article_does_not_tell_of_speaks_against_it(news: Searcher) -> None:
    """The papers are of 2021 and 2022; the lighthouse reopens in 2024."""
    told = {each.sentence.article.id: each.features["year"] for each in candidates_of(news, "2024年谁讲话？", "林若溪")}
    assert {year for article, year in told.items() if article != "lighthouse"} == {0.0}
    assert set(told.values()) <= {0.0, 1.0}
    assert {each.features["year"] for each in candidates_of(news, "谁讲话？", "林若溪")} == {1.0}


def test_nothing_found_is_nothing_that_may_answer(news: Searcher) -> None:
    assert candidates(AnswerQuery.read(news, "谁？"), (), {}) == []


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_marked_words_lie_in_their_sentence_and_cut_no_figure(news: Searcher, data: st.DataObject) -> None:
    found = news.search("阳湾村捐款", mode=Mode.HYBRID, highlight=False)
    body = data.draw(st.sampled_from([hit.chunk.text for hit in found.hits]))
    begin = data.draw(st.integers(0, len(body) - 1))
    reader = MarkingReader(body[begin : begin + data.draw(st.integers(1, 12))])
    read = {hit.row: reader.judge("捐款", [Excerpt(hit.chunk.text)])[0] for hit in found.hits}
    for each in candidates(AnswerQuery.read(news, "谁捐款？"), found.hits, read):
        text, span = each.sentence.text, each.span
        assert 0 <= span.start < span.end <= len(text)
        for edge in (text[max(span.start - 1, 0) : span.start + 1], text[span.end - 1 : span.end + 1]):
            assert not (len(edge) == 2 and edge.isascii() and edge.isalnum())
        for figure in figures(text, published_at=each.sentence.article.local_time):
            apart = figure.end <= span.start or span.end <= figure.start
            assert apart or (span.start <= figure.start and figure.end <= span.end)
        if each.figure is not None:
            assert span.start <= each.figure.start < each.figure.end <= span.end


def test_a_hit_that_was_not_read_beside_those_that_were_still_gives_its_figures(news: Searcher) -> None:
    """As at a deadline: of the passages the first alone is judged."""
    searcher = with_reader(news, "1万元")
    found = searcher.search("石大海捐款多少元？", mode=Mode.RERANKED)
    first = {found.hits[0].row: found.judgements[found.hits[0].row]}
    read = candidates(AnswerQuery.read(searcher, "石大海捐款多少元？"), found.hits, first)
    unread = next(each for each in read if each.sentence.article.id == "bridge" and each.text == "4.6亿元")
    assert {name: unread.features[name] for name in ("span", "share", "answerable", "rank", "first")} == {
        "span": -1.0, "share": 0.0, "answerable": -1.0, "rank": 0.0, "first": 0.0,
    }  # fmt: skip


def test_a_mark_that_leaves_its_sentence_ends_with_it(news: Searcher) -> None:
    """消毒液二吨，口罩三千余个。 ends the sentence; what was marked goes on behind it."""
    found = candidates_of(news, "口罩多少个？", "口罩三千余个。\n其中村民")
    assert of(found, "口罩三千余个").span == Span(*_place(of(found, "口罩三千余个").sentence.text, "口罩三千余个"))
    assert "其中" not in "".join(
        each.text for each in found if each.features["span"] == 1.0 and each.features["marked"]
    )


def _place(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_the_kind_asked_for_weighs_in_what_is_marked(news: Searcher) -> None:
    """林若溪 is no figure: it fits by all that is not asked as a number, 1 - 0.25; 五分钟 as a duration, 0.25."""
    kinds = {"person": 0.75, "duration": 0.25}
    assert of(candidates_of(news, WHO, "林若溪", kinds=kinds), "林若溪").features["kind"] == 0.75
    assert of(candidates_of(news, WHO, "五分钟", kinds=kinds), "五分钟").features["kind"] == 0.25


def test_a_unit_that_is_named_keeps_figures_of_others_out(news: Searcher) -> None:
    """Of 多少元 no people, tonnes or things are the answer, whatever the kinds say."""
    query = replace(AnswerQuery.read(news, "阳湾村共捐款多少元？"), kinds={})
    texts = {each.text for each in candidates(query, news.search(query.text).hits, {}) if each.figure}
    assert {"三万多元", "1万元", "3万多元"} <= texts
    assert texts.isdisjoint({"97名", "二吨", "三千余个"})


def test_a_query_reads_kinds_by_words_where_another_model_embeds(news: Searcher) -> None:
    query = AnswerQuery.read(news, "谁捐了多少钱？")
    assert query.label == "figure: money"
    assert query.by_itself is None
