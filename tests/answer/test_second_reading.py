"""The leading sentences are read again, by themselves and with their neighbours; what each view says is checked by hand."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from indexer.core.article import Article, Span
from indexer.rerank.reader import Excerpt, Judgement
from service.answer.ask import ask
from service.answer.candidate import Candidate, Sentence, Weighed
from service.answer.model import Reading, answer_model
from service.answer.second_reading import AGAIN, SENTENCES, read_again, views
from service.results import Mode
from service.search.passage_reader import Budget
from service.search.searcher import Searcher
from tests.answer.reading import candidates_of, with_reader
from tests.doubles import MarkingReader

BODY = "石大海来了。他捐款三万元。大家鼓掌。天晴了。"
ARTICLE = Article("a", "捐款", BODY, published_at="2021-08-10", language="zh")


def sentence(text: str) -> Sentence:
    start = BODY.index(text)
    return Sentence(ARTICLE, Span(start, start + len(text)), 0.0)


def candidate(of: Sentence, text: str, score: float) -> Weighed:
    start = of.text.index(text)
    return Weighed(Candidate(of, Span(start, start + len(text)), None, {"near": 0.25}), score)


class Told:
    """Gives each character of a window the logits 0, but for one that may begin and one that may end an answer."""

    def __init__(self, *, begin: float, end: float, answerable: float) -> None:
        self._begin, self._end, self._answerable = begin, end, answerable
        self.asked: list[Excerpt] = []

    def __call__(self, excerpts: Sequence[Excerpt]) -> list[Judgement]:
        self.asked += excerpts
        return [self._judged(each.text) for each in excerpts]

    def _judged(self, text: str) -> Judgement:
        start, end = np.zeros(len(text), np.float32), np.zeros(len(text), np.float32)
        if (place := text.find("三万元")) >= 0:
            start[place], end[place + 2] = self._begin, self._end
        return Judgement(0.0, self._answerable, 1.0, tuple((at, at + 1) for at in range(len(text))), start, end)


def test_a_sentence_is_seen_by_itself_and_between_its_neighbours() -> None:
    own, beside = views(sentence("他捐款三万元。"))
    assert BODY[own.start : own.end] == "他捐款三万元。"
    assert BODY[beside.start : beside.end] == "石大海来了。他捐款三万元。大家鼓掌。"


def test_the_first_sentence_has_one_neighbour() -> None:
    _, beside = views(sentence("石大海来了。"))
    assert BODY[beside.start : beside.end] == "石大海来了。他捐款三万元。"


def test_each_view_scores_exactly_the_words_of_a_candidate() -> None:
    """三万元 sums 3 + 4 less 1 for no answer: 6, of 10. 三万 begins so, too, but ends on a 0: 3 - 1 = 2."""
    judge = Told(begin=3.0, end=4.0, answerable=2.0)
    of = sentence("他捐款三万元。")
    whole, part = read_again([candidate(of, "三万元", 2.0), candidate(of, "三万", 1.0)], judge)
    for view in ("alone", "beside"):
        assert (whole.features[f"{view} span"], part.features[f"{view} span"]) == (
            pytest.approx(0.6),
            pytest.approx(0.2),
        )
        assert whole.features[f"{view} answerable"] == pytest.approx(0.2)
    assert (whole.text, whole.features["read again"], whole.features["near"]) == ("三万元", 1.0, 0.25)


def test_a_share_is_a_softmax_over_all_spans_and_no_answer() -> None:
    """他捐款三万元。 has 7 characters, so 28 spans, 4 of which begin at 三 and 6 end at 元, one of them both; no answer has the logit 0."""
    judge = Told(begin=3.0, end=4.0, answerable=0.0)
    (only,) = read_again([candidate(sentence("他捐款三万元。"), "三万元", 0.0)], judge)
    every = math.exp(6) + 3 * math.exp(2) + 5 * math.exp(3) + 19 * math.exp(-1) + 1
    assert only.features["alone share"] == pytest.approx(math.exp(6) / every)


def test_the_first_two_different_sentences_are_read_in_two_views() -> None:
    """The third sentence is not read: its words count as hardly an answer."""
    texts = ("他捐款三万元。", "石大海来了。", "大家鼓掌。")
    ranked = [candidate(sentence(text), text[:2], 4.0 - place) for place, text in enumerate(texts)]
    judge = Told(begin=0.0, end=0.0, answerable=0.0)
    found = read_again([*ranked[:1], *ranked], judge)
    alone, beside = judge.asked[:SENTENCES], judge.asked[SENTENCES:]
    assert [each.text for each in alone] == list(texts[:2])
    assert [each.text for each in beside] == ["石大海来了。他捐款三万元。大家鼓掌。", "石大海来了。他捐款三万元。"]
    assert [each.features["read again"] for each in found] == [1.0, 1.0, 1.0, 0.0]
    assert found[-1].features["alone span"] == -0.6
    assert all(set(AGAIN) <= each.features.keys() for each in found)


def test_nothing_is_said_where_the_reader_has_no_time() -> None:
    assert read_again([candidate(sentence("天晴了。"), "天晴", 1.0)], lambda _: []) == []


@pytest.fixture
def never_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """No first reading is sure enough, and none too unsure."""
    models = {each: answer_model(each) for each in Reading} | {
        Reading.ONCE: replace(answer_model(Reading.ONCE), threshold=1.01)
    }
    monkeypatch.setattr("service.answer.ask.answer_model", models.__getitem__)
    monkeypatch.setattr("service.answer.second_reading.LEAST", 0.0)


@pytest.mark.usefixtures("never_sure")
def test_an_answer_is_read_again_and_its_model_weighs_all_that_was_told(news: Searcher) -> None:
    """The second reading is a batch for each view, of the two leading sentences at most."""
    reader = MarkingReader("1万元")
    searcher = Searcher(news.index, news.embedder, reader)
    result = ask(searcher, "石大海捐款多少元？", mode=Mode.RERANKED)
    assert result.search.degraded == searcher.degraded
    assert 1 <= len(reader.judged[-1]) == len(reader.judged[-2]) <= SENTENCES
    assert result.answer is not None
    assert result.answer.text == "1万元"
    first = answer_model(Reading.ONCE).ranked(candidates_of(news, "石大海捐款多少元？", "1万元"))
    again = read_again(first, lambda excerpts: searcher.judge("石大海捐款多少元？", excerpts))
    assert again[0].features.keys() == answer_model(Reading.AGAIN).weights.keys()


@pytest.mark.usefixtures("never_sure")
def test_a_reader_that_is_busy_the_second_time_is_told_in_the_response(news: Searcher) -> None:
    """It answers by what was read once, and says so."""

    class Busy(Searcher):
        def judge(self, question: str, excerpts: Sequence[Excerpt]) -> Sequence[Judgement]:
            return ()

    result = ask(Busy(news.index, news.embedder, MarkingReader("1万元")), "石大海捐款多少元？", mode=Mode.RERANKED)
    told = [str(each) for each in result.search.degraded]
    assert "reading: the reader had no time to read the leading sentences again" in told


def test_what_the_first_reading_answers_is_not_read_again(news: Searcher) -> None:
    """What is read are the passages."""
    reader = MarkingReader("1万元")
    result = ask(Searcher(news.index, news.embedder, reader), "石大海捐款多少元？", mode=Mode.RERANKED)
    assert result.answer is not None
    assert sum(map(len, reader.judged)) == result.search.read


def test_without_a_reader_nothing_is_read_again(news: Searcher) -> None:
    assert news.judge("谁？", [Excerpt("石大海来了。")]) == ()
    assert with_reader(news, "石大海").judge("谁？", []) == ()


def test_what_was_read_for_a_question_is_kept(news: Searcher) -> None:
    """Asked twice, it is read once; another question of the same words is read anew."""
    reader = MarkingReader("石大海")
    searcher = Searcher(news.index, news.embedder, reader, budget=Budget(10, 150.0))
    parts = [Excerpt("石大海来了。", "捐款")]
    first, second = (searcher.judge("谁来了？", parts) for _ in range(2))
    assert first is second
    searcher.judge("谁没来？", parts)
    assert len(reader.judged) == 2
