"""Related reading out of a real snapshot: pages that go round, and lists for texts that are not in it."""

import pytest

from indexer.core.errors import QueryError, UnknownArticleError
from service.related.lists import RelatedReading
from service.related.page import ReadText
from tests.related.archive import open_reading


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    return open_reading(tmp_path_factory.mktemp("related") / "index")


def ids(page):
    return [item.article.id for item in page.items]


def test_pages_hold_the_whole_list_without_repeats_and_then_go_round(reading):
    whole = reading.page("bridge-3", limit=30, page=1)
    pages = [reading.page("bridge-3", limit=1, page=number) for number in range(1, whole.total + 1)]
    number = pages[0].pages
    assert number == whole.total == 2
    assert [each for page in pages[:number] for each in ids(page)] == ids(whole)
    assert [item.rank for item in whole.items] == list(range(1, whole.total + 1))
    again = reading.page("bridge-3", limit=1, page=number + 1)
    assert (again.page, ids(again)) == (1, ids(pages[0]))
    assert reading.page("bridge-3", limit=1, page=5 * number + 2) == pages[1 % number]


def test_a_snippet_is_a_span_of_the_related_body(reading):
    for item in reading.page("bridge-1", limit=30, page=1).items:
        assert item.article.body[item.snippet.start : item.snippet.end].strip()


def test_the_real_build_knows_the_copy_by_its_text(reading):
    """Nobody tells the build that the reprint is one; it is never shown beside what it copies."""
    assert "bridge-1" not in ids(reading.page("bridge-copy", limit=30, page=1))
    assert "bridge-copy" not in ids(reading.page("bridge-2", limit=30, page=1))


def test_an_unknown_article_is_told(reading):
    with pytest.raises(UnknownArticleError, match="'nowhere'"):
        reading.page("nowhere", limit=3, page=1)


def test_an_address_that_the_archive_has_gives_that_article_whatever_it_is_shared_with(reading):
    read = ReadText(url="https://NEWS.example/bridge-2.html?utm_source=x#top")
    assert reading.page_of_text(read, limit=3, page=1) == reading.page("bridge-2", limit=3, page=1)


def test_an_address_alone_that_nobody_knows_can_not_be_read(reading):
    with pytest.raises(UnknownArticleError, match="other"):
        reading.page_of_text(ReadText(url="https://other.example/"), limit=3, page=1)


def test_a_text_that_is_not_in_the_archive_is_ranked_like_one_that_is(reading):
    page = reading.page_of_text(
        ReadText(title="大桥维修", text="白石桥将维修三天。清水河两岸靠渡船往来。", published_at="2024-04-01"),
        limit=3,
        page=1,
    )
    assert page.article_id == ""
    assert set(ids(page)[:2]) <= {"bridge-1", "bridge-2", "bridge-3"}
    assert "白石桥" in page.items[0].shared_words


def test_a_text_that_the_archive_has_is_not_related_to_itself(reading):
    (original,) = [item for item in reading.page("bridge-2", limit=30, page=1).items if item.article.id == "bridge-1"]
    read = ReadText(title=original.article.title, text=original.article.body)
    assert "bridge-1" not in ids(reading.page_of_text(read, limit=30, page=1))


def test_without_a_model_texts_are_refused_and_lists_still_served(reading):
    alone = RelatedReading(reading._index, None)
    assert alone.page("bridge-1", limit=2, page=1) == reading.page("bridge-1", limit=2, page=1)
    with pytest.raises(QueryError, match="model"):
        alone.page_of_text(ReadText(text="白石桥"), limit=2, page=1)
