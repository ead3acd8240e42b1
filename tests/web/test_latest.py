"""The newest articles of an archive on its first page, some of them in the reader's language."""

from pathlib import Path

import pytest

from service.http.index_engine import SearcherEngine
from service.http.page_questions import latest_for
from tests.web.site import engine_over


def record(name: str, day: str, language: str) -> dict[str, object]:
    return {"id": name, "title": name, "body": f"Body of {name}.", "published_at": day, "lang": language}


CHINESE = [record(f"zh-{day}", f"2024-05-{day:02}", "zh") for day in range(1, 9)]
ENGLISH = [record(f"en-{day}", f"2023-05-{day:02}", "en") for day in range(1, 6)]
TRADITIONAL = [record("hant", "2020-01-01", "zh-Hant")]


def latest(tmp_path: Path, records: list[dict[str, object]], language: str) -> list[str]:
    engine: SearcherEngine = engine_over(tmp_path / "index", records)
    try:
        return [article.id for article in latest_for(engine, language)]
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", ["zh-8", "zh-7", "zh-6", "zh-5", "zh-4", "zh-3"]),
        ("en", ["zh-8", "zh-7", "zh-6", "en-5", "en-4", "en-3"]),
    ],
)
def test_half_of_them_can_be_read_where_the_newest_cannot(tmp_path: Path, language: str, expected: list[str]) -> None:
    assert latest(tmp_path, [*CHINESE, *ENGLISH], language) == expected


def test_as_many_as_there_are_stand_among_the_newest(tmp_path: Path) -> None:
    shown = latest(tmp_path, [*CHINESE, *ENGLISH[:1]], "en")
    assert shown == ["zh-8", "zh-7", "zh-6", "zh-5", "zh-4", "en-1"]


def test_an_archive_without_the_language_shows_its_newest(tmp_path: Path) -> None:
    assert latest(tmp_path, CHINESE, "en") == ["zh-8", "zh-7", "zh-6", "zh-5", "zh-4", "zh-3"]


def test_traditional_chinese_is_chinese(tmp_path: Path) -> None:
    own = [record(f"en-{day}", f"2024-05-{day:02}", "en") for day in range(1, 9)]
    assert latest(tmp_path, [*own, *TRADITIONAL], "zh") == ["en-8", "en-7", "en-6", "en-5", "en-4", "hant"]
