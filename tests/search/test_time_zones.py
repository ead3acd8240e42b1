"""A day is a day of the archive's time zone: in filters, counts, pages and what an article's "yesterday" is."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from indexer.core.clock import day_of, end, local, moment, zone_named
from indexer.core.errors import BrokenSnapshotError, QueryError, SettingError
from indexer.index.docstore import RowFacts
from indexer.index.snapshot import open_snapshot, read_manifest
from indexer.pipeline.context import BuildPlan
from service.answer.ask import ask
from service.answer.candidates import candidates
from service.answer.question import AnswerQuery
from service.insights.summary import survey
from service.results import Filters
from service.search.facets import Facets
from service.search.filters import RowFilter
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"
TIMES = {
    "utc": "2024-08-21T16:30Z",  # 00:30 on the 22nd in Shanghai, 18:30 on the 21st in Berlin
    "utc-before": "2024-08-21T15:59:59Z",
    "own": "2024-08-22T00:10+08:00",
    "naive": "2024-08-22T23:59:59",
    "day": "2024-08-22",
    "after": "2024-08-22T16:00Z",  # midnight of the 23rd in Shanghai
    "undated": "",
}


def _facts(zone: str, times: dict[str, str]) -> RowFacts:
    blank = ("",) * len(times)
    return RowFacts(np.arange(len(times)), tuple(times), blank, blank, tuple(times.values()), zone=ZoneInfo(zone))


def _found(zone: str, first: str = "", last: str = "", times: dict[str, str] = TIMES) -> set[str]:
    mask = RowFilter(_facts(zone, times)).mask(Filters(published_from=first, published_to=last))
    return {name for name, passes in zip(times, [True] * len(times) if mask is None else mask, strict=True) if passes}


@pytest.mark.parametrize(
    ("zone", "first", "last", "found"),
    [
        (SHANGHAI, "2024-08-22", "", {"utc", "own", "naive", "day", "after"}),
        (SHANGHAI, "2024-08-22", "2024-08-22", {"utc", "own", "naive", "day"}),
        (SHANGHAI, "", "2024-08-21", {"utc-before"}),
        (SHANGHAI, "2024-08-21T16:30:00Z", "2024-08-22T00:30:00+08:00", {"utc"}),
        (SHANGHAI, "2024-08-22T00:30", "2024-08-22T00:30", {"utc"}),  # by the archive's clock
        (SHANGHAI, "2024-08-22", "2024-08-21T16:10Z", {"own", "day"}),  # a day's first instant to ten past
        (BERLIN, "2024-08-22", "2024-08-22", {"naive", "day", "after"}),
        (BERLIN, "2024-08-21", "2024-08-21", {"utc", "utc-before", "own"}),
        (NEW_YORK, "2024-08-22", "", {"naive", "day", "after"}),
        ("UTC", "2024-08-22", "2024-08-22", {"naive", "day", "after"}),
    ],
)
def test_a_day_of_a_filter_is_the_archives(zone: str, first: str, last: str, found: set[str]) -> None:
    assert _found(zone, first, last) == found


@pytest.mark.parametrize(("day", "hours"), [("2024-03-31", 23), ("2024-10-27", 25), ("2024-06-01", 24)])
def test_days_of_summer_time_have_23_and_25_hours(day: str, hours: int) -> None:
    """Every quarter of an hour from a day before to a day after: those of the day pass, and no other."""
    start = datetime.fromisoformat(f"{day}T00:00Z") - timedelta(days=1)
    quarters = [start + timedelta(minutes=15 * number) for number in range(4 * 72)]
    times = {str(each): each.isoformat() for each in quarters}
    found = _found(BERLIN, day, day, times)
    assert len(found) == 4 * hours
    assert found == {str(each) for each in quarters if each.astimezone(ZoneInfo(BERLIN)).date().isoformat() == day}
    begin, finish = moment(day, ZoneInfo(BERLIN)), end(day, ZoneInfo(BERLIN))
    assert finish.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=hours, microseconds=-1)


@pytest.mark.parametrize(
    ("text", "zone", "day", "clock"),
    [
        ("2024-08-21T16:30Z", SHANGHAI, "2024-08-22", "2024-08-22T00:30:00+08:00"),
        ("2024-08-21T16:30", SHANGHAI, "2024-08-21", "2024-08-21T16:30:00+08:00"),
        ("2024-08-21", NEW_YORK, "2024-08-21", "2024-08-21"),
        ("2024-01-01T02:00+08:00", NEW_YORK, "2023-12-31", "2023-12-31T13:00:00-05:00"),
        ("1988-07-01T12:00", SHANGHAI, "1988-07-01", "1988-07-01T12:00:00+09:00"),  # China had summer time then
        ("0001-01-01T00:00Z", NEW_YORK, "", "0001-01-01T00:00Z"),  # before the first day that can be told
        ("9999-12-31T23:00-05:00", SHANGHAI, "", "9999-12-31T23:00-05:00"),
        ("2024-W34-4", SHANGHAI, "2024-08-22", "2024-08-22T00:00:00+08:00"),
        ("soon", SHANGHAI, "", "soon"),
        ("", SHANGHAI, "", ""),
    ],
)
def test_a_date_by_the_archives_clock(text: str, zone: str, day: str, clock: str) -> None:
    assert (day_of(text, ZoneInfo(zone)), local(text, ZoneInfo(zone))) == (day, clock)


@pytest.mark.parametrize(
    "date", ["soon", "2024-02-30", "9999-12-31T23:00-05:00", "2024-08-22T25:00", "２０２４-０８-２２"]
)
def test_what_is_no_date_is_told(date: str) -> None:
    for bounds in ({"first": date}, {"last": date}):
        with pytest.raises(QueryError, match="is not a date"):
            _found(SHANGHAI, **bounds)


def test_bounds_in_the_wrong_order_are_told() -> None:
    for first, last in (
        ("2024-08-23", "2024-08-22"),
        ("2024-08-22", "2024-08-21T15:59Z"),
        ("2024-08-22T01:00", "2024-08-21T16:30Z"),
    ):
        with pytest.raises(QueryError, match="is after published_to"):
            _found(SHANGHAI, first, last)


@pytest.mark.parametrize(
    "name",
    ["", "Shanghai", "Mars/Olympus", "America", "../etc/passwd", "/etc/localtime", "localtime", "x" * 999, "a\0b"],
)
def test_an_unknown_zone_is_told(name: str) -> None:
    with pytest.raises(SettingError, match="There is no time zone") as told:
        zone_named(name)
    assert len(str(told.value)) < 200


def _records() -> list[dict[str, object]]:
    return [
        {
            "id": name,
            "title": f"短讯{name}",
            "body": f"昨日，{number}号村捐款{number}万元。",
            "published_at": date,
            "source": "青禾日报",
        }
        for number, (name, date) in enumerate(TIMES.items(), start=3)
    ]


def _build(index: Path, zone: str | None = None):
    plan = BuildPlan(time_zone=zone)
    return build(index, TermEmbedder(), record_pages(_records()), plan=plan)


def test_an_archive_keeps_its_zone_until_it_is_told_another(tmp_path: Path) -> None:
    _build(tmp_path)
    assert read_manifest(tmp_path).time_zone == SHANGHAI
    assert _build(tmp_path, SHANGHAI).outcome == "nothing changed"
    told = _build(tmp_path, BERLIN)
    assert (told.published, told.embedded, read_manifest(tmp_path).time_zone) == (True, 0, BERLIN)
    assert _build(tmp_path).outcome == "nothing changed"
    assert read_manifest(tmp_path).time_zone == BERLIN


def test_a_snapshot_without_a_zone_is_one_of_the_default(tmp_path: Path) -> None:
    _build(tmp_path)
    manifest = read_manifest(tmp_path)
    fields = {name: value for name, value in json.loads(manifest.to_json()).items() if name != "time_zone"}
    assert type(manifest).from_json(json.dumps(fields), name=manifest.name) == manifest
    with pytest.raises(BrokenSnapshotError, match=r"time_zone: .*There is no time zone 'Mars/Olympus'"):
        type(manifest).from_json(replace(manifest, time_zone="Mars/Olympus").to_json(), name=manifest.name)


@pytest.mark.parametrize(
    ("zone", "days"), [(SHANGHAI, ("2024-08-21", "2024-08-23")), (NEW_YORK, ("2024-08-21", "2024-08-22"))]
)
def test_all_that_counts_days_counts_the_archives(zone: str, days: tuple[str, str], tmp_path: Path) -> None:
    report = _build(tmp_path, zone)
    snapshot = open_snapshot(tmp_path)
    overview = survey(snapshot, reports=lambda one: (one,), index_dir=tmp_path)
    own = [day_of(text, ZoneInfo(zone)) for text in TIMES.values()]
    assert Facets(snapshot.facts).days == overview.days == days
    assert Facets(snapshot.facts).counts(Filters(published_from=days[1])).articles == own.count(days[1])
    periods = dict(zip(overview.timeline.periods, overview.timeline.counts[0], strict=True))
    assert periods == {day: own.count(day) for day in overview.timeline.periods}
    assert [snapshot.article(name).day for name in TIMES] == own
    assert snapshot.article("utc").published_at == TIMES["utc"]  # as the page has it
    told = json.loads((tmp_path / "reports" / f"{report.build}.json").read_text())["by_day_and_source"]
    assert {day: count for day, _, count in told} == {day: own.count(day) for day in own}
    snapshot.close()


def test_what_was_known_on_a_day_is_known_by_the_archives_clock(tmp_path: Path) -> None:
    _build(tmp_path)
    searcher = Searcher.open(tmp_path, TermEmbedder())

    def known(as_of: str, last: str = "") -> set[str]:
        filters = Filters(published_to=last)
        return {hit.article.id for hit in ask(searcher, "村捐款", filters=filters, as_of=as_of).search.hits}

    everything = {"utc", "utc-before", "own", "naive", "day", "after"}
    assert known("2024-08-21") == {"utc-before"}
    assert known("2024-08-22") == everything - {"after"}
    assert known("2024-08-22T00:10:00+08:00", "2024-08-21T20:00Z") == {"utc-before", "own", "day"}
    assert known("2024-08-23", "2024-08-21T16:10Z") == {"utc-before", "own", "day"}
    assert known("2024-08-21T15:59:59Z", "2024-08-22") == {"utc-before"}
    searcher.index.close()


def test_yesterday_is_the_day_before_the_archives_day(tmp_path: Path) -> None:
    """昨日 of an article of 21 August 16:30 UTC is the 21st in Shanghai and the 20th in Berlin."""
    for zone, day in ((SHANGHAI, "2024-08-21"), (BERLIN, "2024-08-20")):
        _build(tmp_path / zone, zone)
        searcher = Searcher.open(tmp_path / zone, TermEmbedder())
        question = "3号村哪天捐款？"
        hits = searcher.search(question, filters=Filters(article_ids=("utc",))).hits
        told = candidates(AnswerQuery.read(searcher, question), hits, {})
        assert [str(each.figure.min) for each in told if each.text == "昨日" and each.figure] == [day]
        searcher.index.close()
