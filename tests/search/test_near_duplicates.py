"""Hits by story: copies are one hit, other numbers are another; passages, scores and filters hold."""

import numpy as np
import pytest

from service.results import Copy, Filters, Hit, Mode
from service.search.head_signals import head_weights
from service.search.searcher import Searcher
from tests.archives import RECORDS, build, record_pages
from tests.doubles import TermEmbedder

_BODY = (
    "昨夜暴雨过后，云溪镇低洼处积水没过膝盖，干部和民兵连夜敲门，把老人孩子背到中学礼堂。\n"
    "截至清晨，云溪镇共转移居民400人，无人伤亡，食堂熬了姜汤，大夫挨个量体温。\n"
    "镇长说，水退以前不让一户回家，淹了的田地由农技站登记，赔偿的事情随后再谈。"
)
FIRST = {
    "id": "first",
    "title": "云溪镇转移居民",
    "source": "江城晚报",
    "published_at": "2021-07-20",
    "body": _BODY,
    "lang": "zh",
}
COPY = FIRST | {"id": "copy", "title": "暴雨过后的云溪镇", "source": "青禾日报", "published_at": "2021-07-21"}
UPDATE = FIRST | {"id": "update", "published_at": "2021-07-22", "body": _BODY.replace("400", "412")}
_QUESTION = "云溪镇转移居民"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index_dir = tmp_path_factory.mktemp("stories")
    build(index_dir, TermEmbedder(), record_pages([*RECORDS, FIRST, COPY, UPDATE]))
    return Searcher.open(index_dir, TermEmbedder())


def _by_id(hits: tuple[Hit, ...]) -> dict[str, Hit]:
    return {hit.article.id: hit for hit in hits}


def test_copies_are_one_hit_that_names_them_and_another_number_is_its_own_hit(searcher: Searcher) -> None:
    hits = searcher.search(_QUESTION, group_by="story", limit=50).hits
    assert len(hits) == len(RECORDS) + 2
    assert {hit.article.id for hit in hits[:2]} in ({"first", "update"}, {"copy", "update"})
    shown = next(hit for hit in hits if hit.article.id in {"first", "copy"})
    copies = {"first": Copy("first", "江城晚报", "2021-07-20"), "copy": Copy("copy", "青禾日报", "2021-07-21")}
    assert shown.copies == tuple(copy for article, copy in copies.items() if article != shown.article.id)
    assert _by_id(hits)["update"].copies == ()
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


@pytest.mark.parametrize("group_by", ["chunk", "article"])
def test_copies_are_hits_of_their_own_unless_grouped_by_story(searcher: Searcher, group_by: str) -> None:
    hits = searcher.search(_QUESTION, group_by=group_by, limit=50).hits
    assert {"first", "copy", "update"} <= _by_id(hits).keys()
    assert all(hit.copies == () for hit in hits)


def test_pages_by_story_join_without_overlap(searcher: Searcher) -> None:
    whole = searcher.search(_QUESTION, group_by="story", limit=6).hits
    parts = [
        hit for offset in (0, 2, 4) for hit in searcher.search(_QUESTION, group_by="story", limit=2, offset=offset).hits
    ]
    assert parts == list(whole)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(article_ids=("copy",)), {"copy"}),
        (Filters(sources=("青禾日报",)), {"copy", "donation"}),
        (Filters(published_from="2021-07-22", published_to="2021-07-22"), {"update"}),
        (Filters(sources=("没有",)), set()),
    ],
)
@pytest.mark.parametrize("mode", list(Mode))
def test_by_story_too_a_filter_lets_through_exactly_what_it_names(
    searcher: Searcher, filters: Filters, expected: set[str], mode: Mode
) -> None:
    """A copy that passes is found although the first of its story does not."""
    hits = searcher.search("云溪镇 柳河村 居民", filters=filters, mode=mode, group_by="story", limit=50).hits
    assert {hit.article.id for hit in hits} == expected


@pytest.mark.parametrize(
    "question",
    [_QUESTION, "《云溪镇转移居民》是谁写的？", "2021年云溪镇转移了多少人？", "how much was spent on the roof"],
)
def test_the_score_is_the_sum_that_the_signals_explain(searcher: Searcher, question: str) -> None:
    """So few candidates are all looked at again, so none is lifted."""
    weights = head_weights()
    for hit in searcher.search(question, limit=50).hits:
        scores, signals = hit.scores, hit.scores.signals
        assert scores.dense == pytest.approx(signals.chunk_cosine + 0.2 * signals.article_cosine, abs=1e-6)
        assert scores.lexical == pytest.approx(
            (3 * signals.chunk_coverage + 10 * signals.article_coverage) / 13, abs=1e-6
        )
        by_name = {name: float(getattr(signals, name, None) or 0) for name in weights} | {
            "lexical": scores.lexical + signals.allowance
        }
        by_name |= {"sentence": signals.sentence**2, "sentence_of_long": signals.sentence**2 * signals.length}
        meant = scores.dense + weights["article_cosine"] * by_name.pop("article_cosine")
        in_spreads = sum(weights[name] * value for name, value in by_name.items()) + signals.recency
        assert scores.fused == pytest.approx(meant + signals.spread * in_spreads, rel=1e-5, abs=1e-6)


def test_phrases_tell_which_articles_hold_the_quoted_name(searcher: Searcher) -> None:
    phrases = {
        hit.article.id: hit.scores.signals.phrases for hit in searcher.search("《云溪镇转移居民》", limit=50).hits
    }
    assert {article for article, held in phrases.items() if held == 1.0} == {"first", "update"}
    assert phrases["copy"] == phrases["flood"] == 0.0
    assert {hit.scores.signals.phrases for hit in searcher.search(_QUESTION).hits} == {None}


def test_of_equal_reports_the_later_is_first_unless_the_question_names_a_time(searcher: Searcher) -> None:
    """172 days lie between 22 July 2021 and the newest, 10 January 2022."""
    update = _by_id(searcher.search(_QUESTION, limit=50).hits)["update"].scores.signals
    assert update.recency == pytest.approx(0.5 * 0.5 ** (172 / 30))
    timed = searcher.search(f"2021年7月{_QUESTION}", limit=50).hits
    assert {hit.scores.signals.recency for hit in timed} == {0.0}
    with_date, without = _by_id(searcher.search(_QUESTION, limit=50).hits)["library"], _by_id(timed)["undated"]
    assert (with_date.scores.signals.recency, without.scores.signals.recency) == (0.5, 0.0)


def test_a_leg_that_takes_no_part_has_no_signals(searcher: Searcher) -> None:
    dense = searcher.search(_QUESTION, mode=Mode.DENSE).hits[0].scores.signals
    assert (dense.chunk_coverage, dense.article_coverage, dense.sentence, dense.recency) == (None, None, None, 0.0)
    lexical = searcher.search(_QUESTION, mode=Mode.LEXICAL).hits[0].scores.signals
    assert (lexical.chunk_cosine, lexical.article_cosine, lexical.sentence, lexical.recency) == (None, None, None, 0.0)


def test_a_passage_is_the_chunk_with_its_neighbours_that_were_found(searcher: Searcher) -> None:
    """All rows are candidates here, so the chunk before and the one after, of the same article, are in it."""
    chunks = [chunk for _, chunk in searcher.index.chunks(np.arange(searcher.index.manifest.chunks))]
    rows = {chunk.id: row for row, chunk in enumerate(chunks)}
    for hit in searcher.search(_QUESTION, limit=50).hits:
        row = rows[hit.chunk.id]
        near = [each for each in chunks[max(row - 1, 0) : row + 2] if each.article_id == hit.article.id]
        assert (hit.passage.start, hit.passage.end) == (near[0].start, near[-1].end)
        assert hit.chunk.text in hit.article.body[hit.passage.start : hit.passage.end]
