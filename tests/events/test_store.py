"""Equal choices of a day are counted, by several processes, in a file that does not grow for ever."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from indexer.core.errors import StorageError
from service.events.report import EventsReport
from service.events.store import Choice, ChoiceStore

CHOICE = Choice("2024-05-01", "related", "a", "b", 1)


def test_equal_choices_are_counted_and_others_apart(tmp_path):
    store = ChoiceStore(tmp_path / "made" / "clicks.sqlite")
    for choice in (CHOICE, CHOICE, replace(CHOICE, rank=2), replace(CHOICE, day="2024-05-02")):
        store.add(choice)
    assert [(each.choice.day, each.choice.rank, each.times) for each in store.since("2024-01-01")] == [
        ("2024-05-01", 1, 2),
        ("2024-05-01", 2, 1),
        ("2024-05-02", 1, 1),
    ]
    assert [each.choice.day for each in store.since("2024-05-02")] == ["2024-05-02"]


def test_none_is_lost_where_several_write(tmp_path):
    stores = [ChoiceStore(tmp_path / "clicks.sqlite") for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: stores[number % 4].add(CHOICE), range(60)))
    assert [each.times for each in stores[0].since("")] == [60]


def test_of_too_many_the_oldest_day_goes(tmp_path):
    store = ChoiceStore(tmp_path / "clicks.sqlite", most=3)
    for day in ("2024-05-02", "2024-05-01", "2024-05-03"):
        store.add(replace(CHOICE, day=day))
    store.add(replace(CHOICE, day="2024-05-04"))
    assert [each.choice.day for each in store.since("")] == ["2024-05-02", "2024-05-03", "2024-05-04"]


@pytest.mark.parametrize("content", [b"no database at all, but text" * 50, None])
def test_a_file_that_can_not_be_used_is_told(tmp_path, content):
    file = tmp_path / "clicks.sqlite"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    with pytest.raises(StorageError, match="XUNWEN_EVENTS_FILE"):
        ChoiceStore(file)


def test_a_file_that_goes_is_told_and_not_made_anew(tmp_path):
    store = ChoiceStore(tmp_path / "clicks.sqlite")
    for file in tmp_path.iterdir():
        file.unlink()
    with pytest.raises(StorageError):
        store.add(CHOICE)
    assert not (tmp_path / "clicks.sqlite").exists()


def test_nothing_but_the_choice_is_written(tmp_path):
    ChoiceStore(tmp_path / "clicks.sqlite").add(CHOICE)
    with sqlite3.connect(tmp_path / "clicks.sqlite") as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(choices)")]
    connection.close()
    assert columns == ["day", "list", "shown_on", "article", "rank", "times"]


def test_a_report_adds_up(tmp_path):
    store = ChoiceStore(tmp_path / "clicks.sqlite")
    for choice in (CHOICE, CHOICE, replace(CHOICE, rank=10, article="c"), Choice("2024-05-02", "search", "", "b", 2)):
        store.add(choice)
    report = EventsReport.of(store.since("2024-05-01"), "2024-05-01")
    assert report.total == 4
    assert [(each.value, each.times) for each in report.by_list] == [("related", 3), ("search", 1)]
    assert [(each.value, each.times) for each in report.by_rank] == [("1", 2), ("2", 1), ("10", 1)]
    assert [(each.article_id, each.times) for each in report.articles] == [("b", 3), ("c", 1)]
    assert [(each.shown_on, each.article_id, each.times) for each in report.pairs] == [("a", "b", 2), ("a", "c", 1)]
