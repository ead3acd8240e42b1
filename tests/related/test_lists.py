"""What the lists of an archive promise, on a village's news and on random archives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.index.related import RelatedTable
from indexer.related.compute import build_related, representatives
from indexer.related.relevance import FRESHNESS, HALF_LIFE_DAYS, MEANING, days, freshness, relevance
from tests.related.stories import VILLAGE, Told, view

IDS = [each.id for each in VILLAGE]


def names(table, article_id):
    return [IDS[each.number] for each in table.of(IDS.index(article_id))]


@pytest.fixture(scope="module")
def table():
    return build_related(view())[0]


def test_the_bridge_leads_to_the_bridge_and_the_match_to_the_match(table):
    assert set(names(table, "bridge-1")[:2]) == {"bridge-2", "bridge-3"}
    assert names(table, "match-1")[0] == "match-2"
    assert names(table, "apple-2")[0] == "apple-1"


def test_neither_an_article_nor_a_copy_of_it_is_related_to_itself(table):
    assert "bridge-1" not in names(table, "bridge-1") + names(table, "bridge-copy")
    assert all("bridge-copy" not in names(table, each) for each in IDS), "the earliest stands for its story"
    assert "bridge-1" in names(table, "bridge-2")


def test_a_reason_is_a_word_of_both_and_a_sentence_of_the_related_one(table):
    number = IDS.index("bridge-3")
    (found,) = [each for each in table.of(IDS.index("bridge-1")) if each.number == number]
    body = VILLAGE[number].body
    assert body[found.snippet.start : found.snippet.end] == "白石桥通车一个月。"
    assert "白石桥" in found.words


def test_relevance_is_the_sum_that_it_says():
    cosine, word, fresh = (np.array([[value]], dtype=np.float32) for value in (0.5, 0.25, 0.01))
    assert relevance(cosine, word, fresh)[0, 0] == pytest.approx(MEANING * 0.5 + (1 - MEANING) * 0.25 + 0.01)
    assert relevance(-cosine, word, fresh)[0, 0] == pytest.approx((1 - MEANING) * 0.25 + 0.01)


def test_freshness_halves_in_thirty_days_either_way_and_needs_both_dates():
    own = days(["2024-03-31"])[:, None]
    others = days(["2024-03-31", "2024-03-01T08:00:00+08:00", "2024-04-30", "", "some day"])[None, :]
    assert HALF_LIFE_DAYS == 30
    assert freshness(own, others)[0] == pytest.approx([FRESHNESS, FRESHNESS / 2, FRESHNESS / 2, 0, 0])


def test_between_equals_the_nearer_in_time_comes_first():
    twins = [
        Told("asked", "", "清水河上的渔船归来，渔民晒网。", "2024-06-15"),
        Told("old", "", "清水河上的渔船出航，渔民补网。", "2020-01-01"),
        Told("new", "", "清水河上的渔船出航，渔民补网。", "2024-06-01"),
        Told("else", "", "小学的操场铺了新草皮。", "2024-06-15"),
        Told("more", "", "诊所来了新医生。", "2024-06-15"),
    ]
    table, _ = build_related(view(twins))
    assert [each.number for each in table.of(0)][:2] == [2, 1]


def test_the_earliest_stands_for_a_story_an_undated_one_only_alone():
    stories = np.array([7, 7, 7, 3, 5, 5])
    dates = ["", "2024-02-02", "2024-01-01", "", "2024-01-01", "2024-01-01"]
    assert representatives(stories, dates).tolist() == [2, 3, 4]


def test_a_table_comes_back_from_disk_as_it_was_saved(table, tmp_path):
    table.save(tmp_path / "related")
    again = RelatedTable.open(tmp_path / "related")
    for name in RelatedTable.__slots__:
        np.testing.assert_array_equal(getattr(again, name), getattr(table, name))
    assert [again.of(number) for number in range(len(IDS))] == [table.of(number) for number in range(len(IDS))]


def random_archive(seed, size):
    rng = np.random.default_rng(seed)
    words = ["白石桥", "清水河", "苹果", "合作社", "足球队", "守门员", "酒厂", "渔船", "小学", "操场", "诊所", "医生"]
    told = []
    for number in range(size):
        chosen = rng.choice(words, size=4, replace=False)
        day = f"2024-{rng.integers(1, 13):02}-{rng.integers(1, 29):02}" if rng.random() < 0.8 else ""
        copied = number > 3 and rng.random() < 0.2
        body = told[0].body + "转" if copied else f"{chosen[0]}和{chosen[1]}。{chosen[2]}在{chosen[3]}。"
        told.append(Told(f"a{number}", str(chosen[0]), body, day, story=0 if copied else -1))
    return told


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_lists_hold_no_article_twice_no_story_twice_and_never_their_own(seed, size):
    articles = random_archive(seed, size)
    archive = view(articles)
    table, _ = build_related(archive)
    for number in range(size):
        listed = table.of(number)
        stories = [int(archive.stories[each.number]) for each in listed]
        assert len(set(stories)) == len(stories)
        assert int(archive.stories[number]) not in stories
        for each in listed:
            body = articles[each.number].body
            assert 0 <= each.snippet.start < each.snippet.end <= len(body)
            assert all(word in articles[number].title + "\n" + articles[number].body for word in each.words)
            assert all(word in articles[each.number].title + "\n" + body for word in each.words)


def test_two_builds_of_one_archive_are_equal_to_the_byte(tmp_path):
    articles = random_archive(5, 30)
    for name in ("one", "two"):
        build_related(view(articles))[0].save(tmp_path / name)
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
