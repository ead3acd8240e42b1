"""Two snapshots of three articles each, compared by hand."""

from pathlib import Path

import pytest

from indexer.core.errors import SettingError
from indexer.index.difference import Edited, difference
from indexer.pipeline.context import BuildPlan
from tests.archives import DONATION, FLOOD, LIBRARY, build, record_pages
from tests.doubles import TermEmbedder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """Between the two the flood is gone, the library new, and the donation has another title and sum."""
    folder = tmp_path_factory.mktemp("compared") / "index"
    edited = {**DONATION, "title": "柳河村捐款三万五千元", "body": DONATION["body"].replace("三万二千", "三万五千")}
    same = {**FLOOD, "id": "same", "title": "另一则", "body": "镇上的桥修好了，昨天通车。"}
    first = build(folder, TermEmbedder(), record_pages([DONATION, FLOOD, same])).snapshot
    second = build(
        folder, TermEmbedder(), record_pages([edited, LIBRARY, same]), plan=BuildPlan(prune=True, force=True)
    ).snapshot
    return folder, first, second


def test_new_gone_edited_and_unchanged_are_counted_and_named(index: tuple[Path, str, str]) -> None:
    found = difference(*index)
    assert (found.new, found.gone, found.edited, found.unchanged) == (1, 1, 1, 1)
    assert found.first_new == (("library", LIBRARY["title"]),)
    assert found.first_gone == (("flood", FLOOD["title"]),)
    assert found.first_edited == (Edited("donation", "柳河村捐款三万五千元", ("title", "body")),)


def test_the_other_way_round_new_is_gone(index: tuple[Path, str, str]) -> None:
    folder, first, second = index
    found = difference(folder, second, first)
    assert (found.first_new, found.first_gone) == ((("flood", FLOOD["title"]),), (("library", LIBRARY["title"]),))


def test_a_snapshot_does_not_differ_from_itself(index: tuple[Path, str, str]) -> None:
    folder, first, _ = index
    found = difference(folder, first, first)
    assert (found.new, found.gone, found.edited, found.unchanged) == (0, 0, 0, 3)


def test_lists_are_as_short_as_wanted_and_counts_are_not(index: tuple[Path, str, str]) -> None:
    found = difference(*index, most=0)
    assert (found.new, found.first_new, found.first_edited) == (1, (), ())


def test_an_unknown_snapshot_is_named_with_those_there_are(index: tuple[Path, str, str]) -> None:
    folder, first, _ = index
    with pytest.raises(SettingError, match=r"no snapshot '\.\./x'") as told:
        difference(folder, first, "../x")
    assert first in told.value.next_step
