"""Harder examples: what our own search puts beside the right window, and what it must not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.core.errors import InputError
from tests.doubles import TermEmbedder
from training.examples.example import Example, Group, read_groups, write_groups
from training.examples.mine import Mining, Pool, in_turn, mine
from training.examples.prepare import HELD_OUT, PREPARED, TRAIN


def _silent(_: str) -> None:
    """Tell nobody."""


def _group(name: str, question: str, passage: str, answer: str, *, article: str = "", heading: str = "某县") -> Group:
    start = passage.index(answer)
    right = Example(
        name, question, passage, start, start + len(answer), "zh", "zh", "made", article or name, f"{heading}{name}"
    )
    return (right,)


GROUPS = (
    _group("a", "石桥建成于哪一年？", "石桥建成于1820年，由石匠修建。", "1820年"),
    _group("b", "木桥建成于哪一年？", "木桥建成于1950年，由村民修建。", "1950年"),
    _group("c", "石桥有多长？", "石桥全长四十米，建成后常有人来。", "四十米", article="a"),
    _group("d", "石桥镇哪一年通车？", "石桥镇1820年还没有通车，建成公路是后来的事。", "后来"),
    _group("e", "果园种了什么？", "果园里种着梨树，建成多年。", "梨树"),
)


def _work(folder: Path, groups: tuple[Group, ...] = GROUPS) -> Path:
    folder.mkdir()
    write_groups(groups, folder / TRAIN)
    write_groups(groups[:1], folder / HELD_OUT)
    (folder / PREPARED).write_text('{"recipe": {}}', encoding="utf-8")
    return folder


def test_what_is_found_is_like_it_of_another_article_and_holds_no_answer(tmp_path: Path) -> None:
    """For a: c is of the same article, d holds 1820年; the other bridge stands before the orchard, with its own heading."""
    mine(_work(tmp_path / "work"), tmp_path / "out", TermEmbedder(), Mining(negatives=2), note=_silent)
    found = {group[0].group: group for group in read_groups(tmp_path / "out" / TRAIN)}
    assert found.keys() == {"a", "b", "c", "d", "e"}
    right, first, second = found["a"]
    assert right == GROUPS[0][0]
    assert [first.passage, second.passage] == [GROUPS[1][0].passage, GROUPS[4][0].passage]
    assert (first.heading, first.start, first.rank, first.question) == ("某县b", None, 0, right.question)


def test_a_question_without_headings_gets_windows_without_them(tmp_path: Path) -> None:
    (right,) = GROUPS[0]
    bare = (replace(right, heading=""),)
    asked_again = (replace(right, group="f", question="石桥哪年建成？"),)
    groups = (asked_again, bare, *GROUPS[1:])
    mine(_work(tmp_path / "work", groups), tmp_path / "out", TermEmbedder(), Mining(), note=_silent)
    found = {group[0].group: group for group in read_groups(tmp_path / "out" / TRAIN)}
    assert {example.heading for example in found["a"]} == {""}
    assert all(example.heading for example in found["b"])


def test_it_says_what_was_made_and_is_the_same_each_time(tmp_path: Path) -> None:
    work = _work(tmp_path / "work")
    facts = [
        mine(work, tmp_path / out, TermEmbedder(), Mining(questions=3, negatives=2, seed=1), note=_silent)
        for out in ("one", "two")
    ]
    assert facts[0] == facts[1]
    assert (facts[0]["drawn"], facts[0]["questions"]) == (3, 3)
    files = [json.loads((tmp_path / out / PREPARED).read_text(encoding="utf-8"))["sha256"] for out in ("one", "two")]
    assert files[0] == files[1]
    assert (tmp_path / "one" / HELD_OUT).read_bytes() == (work / HELD_OUT).read_bytes()


def test_languages_that_are_not_ranked_are_left_out(tmp_path: Path) -> None:
    russian = Example("r", "Когда?", "Мост построен в 1820 году.", 16, 20, "ru", "ru", "made", "r")
    mine(_work(tmp_path / "work", (*GROUPS, (russian,))), tmp_path / "out", TermEmbedder(), Mining(), note=_silent)
    assert "r" not in {group[0].group for group in read_groups(tmp_path / "out" / TRAIN)}


def test_the_folder_that_is_read_is_not_written(tmp_path: Path) -> None:
    work = _work(tmp_path / "work")
    with pytest.raises(InputError, match="Name another folder"):
        mine(work, work, TermEmbedder(), Mining(), note=_silent)


def test_lists_take_turns() -> None:
    assert in_turn([[1, 2, 3], [3, 4]]) == [1, 3, 2, 4]
    assert in_turn([]) == []


def test_a_pool_has_each_window_once() -> None:
    pool = Pool.of([GROUPS[0][0], GROUPS[0][0], GROUPS[1][0]], TermEmbedder())
    assert pool.windows == (GROUPS[0][0].passage, GROUPS[1][0].passage)
    assert (pool.articles, pool.headings) == (("a", "b"), ("某县a", "某县b"))
