"""An incremental build makes only the lists that changed, and they are those of a build from nothing."""

from dataclasses import replace

import numpy as np
import pytest

from indexer.related.compute import build_related
from indexer.related.explain import explain
from indexer.related.incremental_update import FEWEST
from tests.related.stories import Told, view
from tests.related.test_lists import random_archive

ARCHIVE = random_archive(11, 60)


def lists(table):
    return [table.of(number) for number in range(len(table))]


def test_nothing_changed_nothing_is_made():
    before, first = build_related(view(ARCHIVE))
    after, second = build_related(view(ARCHIVE), previous=before)
    assert (first.made, first.kept) == (60, 0)
    assert (second.made, second.kept) == (0, 60)
    assert lists(after) == lists(before)


def test_a_kept_list_follows_its_articles_to_new_numbers():
    before, _ = build_related(view(ARCHIVE))
    moved = ARCHIVE[30:] + ARCHIVE[:30]
    # Stories are told by their first article's place, which moved too: without copies there is nothing to mistake.
    after, report = build_related(view([replace(each, story=-1) for each in moved]), previous=before)
    assert report.made + report.kept == 60
    for number, each in enumerate(moved):
        listed = [moved[found.number].id for found in after.of(number)]
        assert each.id not in listed
        assert len(set(listed)) == len(listed)


def test_a_new_article_enters_the_lists_that_it_belongs_to():
    archive = [*ARCHIVE[:50], *[Told(f"x{number}", "", f"铁塔{number}号检修。", "2024-01-01") for number in range(10)]]
    before, _ = build_related(view(archive))
    new = [*archive, Told("late", "铁塔", "铁塔检修完成。", "2024-02-01")]
    after, report = build_related(view(new), previous=before)
    assert report.kept > 0
    assert len(new) - 1 in [found.number for found in after.of(55)]
    assert all(np.isfinite(after.scores.ravel()))


def test_a_deleted_article_leaves_every_list():
    before, _ = build_related(view(ARCHIVE))
    after, _ = build_related(view(ARCHIVE[:-1]), previous=before)
    assert all(found.number < 59 for number in range(59) for found in after.of(number))


def test_an_edited_article_comes_back_into_the_lists_that_it_left_and_the_rest_stays():
    before, _ = build_related(view(ARCHIVE))
    edited = [*ARCHIVE[:20], replace(ARCHIVE[20], body=ARCHIVE[20].body + "补记。"), *ARCHIVE[21:]]
    after, report = build_related(view(edited), previous=before)
    assert (report.made, report.made + report.mended + report.kept) == (1, 60)
    listing = [number for number, each in enumerate(lists(before)) if 20 in [found.number for found in each]]
    assert listing
    assert report.mended >= len(listing)
    for number, each in enumerate(lists(before)):
        if number in listing:
            assert 20 in [found.number for found in after.of(number)]
        kept = {found.number: found for found in each if found.number != 20}
        for found in after.of(number):
            if number != 20 and found.number in kept:
                assert found == kept[found.number]


@pytest.mark.parametrize("changed", [[20], [3, 4, 5], range(0, 60, 25)], ids=str)
def test_articles_that_left_and_came_back_as_they_were_leave_every_list_as_it_was(changed):
    """The signatures say that they changed; nothing else did, so mending must find exactly the lists of before."""
    before, _ = build_related(view(ARCHIVE))
    signatures = before.signatures.copy()
    signatures[list(changed)] ^= np.uint64(1)
    after, report = build_related(view(ARCHIVE), previous=replace(before, signatures=signatures))
    assert lists(after) == lists(before)
    assert report.made == len(changed)
    assert report.mended > 0


def test_a_list_that_would_become_too_short_is_made_anew():
    before, _ = build_related(view(ARCHIVE))
    gone = {found.number for found in before.of(0)[:3]}
    left = [each for number, each in enumerate(ARCHIVE) if number not in gone]
    after, report = build_related(view([replace(each, story=-1) for each in left]), previous=before)
    short = [number for number, each in enumerate(after.of(0))]
    assert report.made + report.mended + report.kept == len(left)
    assert len(short) >= min(FEWEST, len(before.of(0)) - 3)
    assert all(0 <= found.number < len(left) for number in range(len(left)) for found in after.of(number))


def test_reasons_are_the_same_however_few_texts_are_held_at_a_time():
    archive = view(ARCHIVE)
    table, _ = build_related(archive)
    own, at = np.nonzero(table.numbers >= 0)
    others = table.numbers[own, at].astype(np.int64)
    words = table.term_vectors(len(archive.terms().postings().vocabulary))
    vocabulary = archive.terms().postings().vocabulary
    whole, parts = (explain(own, others, words, vocabulary, archive.articles, held=held) for held in (1 << 26, 100))
    assert whole.spans.tolist() == parts.spans.tolist() == table.spans[own, at].tolist()
    named = [[[each.vocabulary[word] for word in row if word >= 0] for row in each.words] for each in (whole, parts)]
    assert named[0] == named[1]
    assert named[0] == [[table.word(word) for word in row if word >= 0] for row in table.words[own, at]]


def test_after_many_changes_everything_is_made_anew():
    before, _ = build_related(view(ARCHIVE))
    edited = [replace(each, body=each.body + "新。") if number % 2 else each for number, each in enumerate(ARCHIVE)]
    after, report = build_related(view(edited), previous=before)
    assert report.kept == 0
    assert lists(after) == lists(build_related(view(edited))[0])
