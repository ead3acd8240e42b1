"""Copies of one report are one edition; a copy with other numbers is seen; what shares little is another story."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import Article
from indexer.core.errors import BrokenSnapshotError
from indexer.index.near_duplicates import NearDuplicates, find_near_duplicates

_REPORT = (
    "昨夜暴雨过后，白鹭镇低洼处积水没过膝盖，镇里的干部和民兵连夜敲门，把老人孩子背到中学体育馆。"
    "截至清晨，全镇转移群众400人，无人伤亡。食堂熬了姜汤，卫生院的大夫挨个量体温。"
    "镇长说，水退以前不让一户回家，淹了的田地由农技站登记，赔偿的事情随后再谈。"
)
_OTHER = (
    "青禾县图书馆周日重新开门，新添了儿童阅览室和盲文书架。馆员介绍，修缮花了两个冬天，"
    "屋顶换成了隔热瓦，窗台上摆着读者送来的绿萝，门口排队的多是带孩子来的家长。"
)


def _articles(*bodies: str) -> list[Article]:
    return [Article(f"a{number}", f"标题{number}", body) for number, body in enumerate(bodies)]


def _found(*bodies: str) -> tuple[list[int], list[int]]:
    stories = find_near_duplicates(_articles(*bodies))
    return stories.story.tolist(), stories.edition.tolist()


def _made_up(seed: int, length: int) -> str:
    characters = "山水风云花草树木春夏秋冬东西南北村镇桥路河湖海江天地家田园鱼鸟虫"
    return "".join(random.Random(seed).choices(characters, k=length))  # noqa: S311 - the same on each run


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(_REPORT, id="word for word"),
        pytest.param(_REPORT.replace("。", "。\n　　"), id="set in other paragraphs"),
        pytest.param(_REPORT.replace("镇长", "鎮長").replace("400", "４００"), id="in other forms of characters"),
        pytest.param(_REPORT.replace("400人", "四百人"), id="the number in words"),
        pytest.param(_REPORT[: len(_REPORT) * 4 // 5], id="cut at the end"),
        pytest.param(_REPORT[len(_REPORT) // 5 :], id="cut at the beginning"),
        pytest.param("7月21日，" + _REPORT, id="with a date in front"),
    ],
)
def test_a_copy_is_of_the_edition_of_the_first(copy: str) -> None:
    assert _found(_OTHER, _REPORT, copy) == ([0, 1, 1], [0, 1, 1])


def test_a_copy_with_another_number_is_another_edition_of_the_story() -> None:
    assert _found(_REPORT, _REPORT.replace("400", "412"), _REPORT) == ([0, 0, 0], [0, 1, 0])


def test_a_cut_copy_without_the_number_is_of_the_first_edition() -> None:
    assert _found(_REPORT, _REPORT.replace("400", "412"), _REPORT.replace("400", "")) == ([0, 0, 0], [0, 1, 0])


def test_a_chain_of_small_changes_does_not_merge_what_shares_little() -> None:
    """Windows of 1000 characters, each 170 on: neighbours share 830 of 1170 (0.71), the first and the third 660 of 1340 (0.49)."""
    text = _made_up(1, 1400)
    story, _ = _found(text[:1000], text[170:1170], text[340:1340])
    assert story == [0, 0, 2]


def test_empty_and_short_bodies_are_grouped_by_being_equal() -> None:
    assert _found("", "雪", "", "雪", "雨")[0] == [0, 1, 0, 1, 4]


def test_copies_are_the_others_of_the_edition_in_order() -> None:
    stories = find_near_duplicates(_articles(_REPORT, _OTHER, _REPORT.replace("400", "412"), _REPORT, _REPORT))
    assert [stories.copies(article) for article in range(5)] == [[3, 4], [], [], [0, 4], [0, 3]]


_BODIES = st.lists(
    st.sampled_from([_REPORT, _OTHER, _REPORT.replace("400", "412"), _REPORT[30:], _made_up(2, 90), ""]), max_size=8
)


@given(_BODIES)
def test_each_story_and_edition_is_named_by_its_first_and_later_articles_change_nothing(bodies: list[str]) -> None:
    story, edition = (np.array(numbers, dtype=np.int64) for numbers in _found(*bodies))
    places = np.arange(len(bodies))
    assert (story <= edition).all()
    assert (edition <= places).all()
    assert (story[story] == story).all()
    assert (edition[edition] == edition).all()
    assert (story[edition] == story).all()
    earlier = _found(*bodies[:-1])
    assert (story[:-1].tolist(), edition[:-1].tolist()) == earlier


def test_what_is_saved_is_what_is_opened(tmp_path: Path) -> None:
    stories = find_near_duplicates(_articles(_REPORT, _OTHER, _REPORT.replace("400", "412"), _REPORT))
    stories.save(tmp_path / "stories.npy")
    opened = NearDuplicates.open(tmp_path / "stories.npy")
    assert (opened.story.tolist(), opened.edition.tolist()) == ([0, 1, 0, 0], [0, 1, 2, 0])
    assert len(opened) == 4


@pytest.mark.parametrize("content", [b"", b"not an array", b"\x93NUMPY\x01\x00"])
def test_a_file_of_something_else_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "stories.npy").write_bytes(content)
    with pytest.raises(BrokenSnapshotError, match=r"stories\.npy holds no stories"):
        NearDuplicates.open(tmp_path / "stories.npy")
