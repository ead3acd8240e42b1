"""A schedule keeps to the clock on the wall: each nominal day once, also on the days when clocks change."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from tzlocal import reload_localzone

from indexer.core.errors import SettingError
from service.jobs.scheduler import Schedule, machine_zone

NOON = datetime(2024, 5, 18, 12, 0, tzinfo=UTC)
BERLIN, NEW_YORK, SHANGHAI = "Europe/Berlin", "America/New_York", "Asia/Shanghai"
SPRING, AUTUMN = datetime(2024, 3, 5), datetime(2024, 10, 20)  # noqa: DTZ001  on the clock of the zone
"""Four weeks from either hold the changes of Berlin and of New York."""


def told(line, zone, begin, *, days=28, step=timedelta(minutes=13)):
    """What a dispatcher that looks every few minutes is told, in order."""
    at = begin.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    schedule = Schedule.of(line, at.astimezone(ZoneInfo(zone)))
    found = []
    for _ in range(int(timedelta(days=days) / step)):
        at += step
        if (come := schedule.due(at)) is not None:
            found.append(come)
            assert timedelta(0) <= at - datetime.fromisoformat(come) < step
    return found


@pytest.mark.parametrize("line", ["15 3 * * *", "30 2 * * *", "0 2 * * *", "59 1 * * *", "0 0 * * *", "30 1 * * *"])
@pytest.mark.parametrize("begin", [SPRING, AUTUMN])
@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, SHANGHAI, "Europe/London", "UTC"])
def test_each_nominal_day_has_its_time_once(line, begin, zone):
    days = Counter(come[:10] for come in told(line, zone, begin))
    first = begin.date()
    expected = {str(first + timedelta(days=day)) for day in range(28)} if line != "0 0 * * *" else set(days)
    assert set(days.values()) == {1}
    assert set(days) == expected
    assert len(days) in {27, 28}


@pytest.mark.parametrize(
    ("line", "zone", "begin", "day", "expected"),
    [
        # What the fault was: a quarter past three is that also after the clocks went forward, and back.
        ("15 3 * * *", BERLIN, SPRING, "2024-03-30", "2024-03-30T03:15+01:00"),
        ("15 3 * * *", BERLIN, datetime(2024, 3, 25), "2024-03-31", "2024-03-31T03:15+02:00"),  # noqa: DTZ001
        ("15 3 * * *", BERLIN, datetime(2024, 3, 25), "2024-04-01", "2024-04-01T03:15+02:00"),  # noqa: DTZ001
        ("15 3 * * *", BERLIN, AUTUMN, "2024-10-27", "2024-10-27T03:15+01:00"),
        ("15 3 * * *", BERLIN, AUTUMN, "2024-10-28", "2024-10-28T03:15+01:00"),
        ("15 3 * * *", SHANGHAI, AUTUMN, "2024-10-28", "2024-10-28T03:15+08:00"),
        # Does not exist: as soon as the clocks have gone forward.
        ("30 2 * * *", BERLIN, datetime(2024, 3, 25), "2024-03-31", "2024-03-31T03:00+02:00"),  # noqa: DTZ001
        ("30 2 * * *", NEW_YORK, SPRING, "2024-03-10", "2024-03-10T03:00-04:00"),
        # Exists twice: the first.
        ("30 2 * * *", BERLIN, AUTUMN, "2024-10-27", "2024-10-27T02:30+02:00"),
        ("30 1 * * *", NEW_YORK, AUTUMN, "2024-11-03", "2024-11-03T01:30-04:00"),
    ],
)
def test_the_time_is_that_of_the_clock_on_the_wall(line, zone, begin, day, expected):
    assert [come for come in told(line, zone, begin) if come.startswith(day)] == [expected]


@pytest.mark.parametrize("begin", [SPRING, AUTUMN])
@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
def test_every_hour_is_every_hour_that_passes(zone, begin):
    times = [datetime.fromisoformat(come).astimezone(UTC) for come in told("15 * * * *", zone, begin)]
    assert {after - before for before, after in pairwise(times)} == {timedelta(hours=1)}


@pytest.mark.parametrize("minutes", [0, 20, 59])
def test_a_service_begun_in_the_hour_that_comes_twice_does_not_tell_it_again(minutes):
    """It is 02:20 for the second time; half past two was told, by the service before this one, an hour ago."""
    now = datetime(2024, 10, 27, 2, minutes, fold=1, tzinfo=ZoneInfo(BERLIN))
    assert Schedule.of("30 2 * * *", now).next_at.isoformat() == "2024-10-28T02:30:00+01:00"


def test_two_processes_begun_on_either_side_of_a_change_say_the_same():
    """The text is the key under which a job is enqueued once."""
    at = datetime(2024, 10, 28, 3, 20, tzinfo=ZoneInfo(BERLIN))
    days = (datetime(2024, 10, 25, tzinfo=ZoneInfo(BERLIN)), datetime(2024, 10, 28, tzinfo=ZoneInfo(BERLIN)))
    assert {Schedule.of("15 3 * * *", day).due(at) for day in days} == {"2024-10-28T03:15+01:00"}


def test_a_schedule_tells_once_of_each_time():
    schedule = Schedule.of("15 3 * * *", NOON)
    assert schedule.due(NOON) is None
    night = datetime(2024, 5, 19, 3, 15, tzinfo=UTC)
    assert schedule.due(night - timedelta(seconds=1)) is None
    assert schedule.due(night) == "2024-05-19T03:15+00:00"
    assert schedule.due(night + timedelta(minutes=1)) is None


def test_of_several_times_that_passed_the_last_counts():
    schedule = Schedule.of("0 * * * *", NOON)
    assert schedule.due(NOON + timedelta(hours=3, minutes=5)) == "2024-05-18T15:00+00:00"
    assert schedule.next_at == NOON + timedelta(hours=4)


@pytest.mark.parametrize("line", ["", "every night", "61 * * * *", "0 0 31 2 *"])
def test_a_line_that_never_comes_due_is_refused(line):
    with pytest.raises(SettingError, match="XUNWEN_SCHEDULE"):
        Schedule.of(line, NOON)


@pytest.fixture
def machine_in_new_york(monkeypatch):
    """The machine's zone is looked up once for a process, so it is looked up anew before and after."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", NEW_YORK)
        reload_localzone()
        yield
    reload_localzone()


@pytest.mark.usefixtures("machine_in_new_york")
def test_the_machine_s_zone_knows_when_its_clocks_change():
    summer, winter = (datetime(2024, month, 1, tzinfo=machine_zone()) for month in (7, 1))
    assert (summer.utcoffset(), winter.utcoffset()) == (timedelta(hours=-4), timedelta(hours=-5))


@pytest.mark.usefixtures("machine_in_new_york")
def test_without_a_zone_the_desk_s_schedule_is_on_the_machine_s_clock(open_desk):
    schedule, _ = open_desk(start=False, schedule="15 3 * * *").dispatcher._schedule
    assert schedule.next_at.utcoffset() in {timedelta(hours=-4), timedelta(hours=-5)}


@pytest.mark.parametrize("name", ["Europe/Nowhere", "../../etc/passwd", "/etc/localtime", "CET\0", "柏林", "Mars"])
def test_a_zone_that_does_not_exist_is_refused(open_desk, name):
    with pytest.raises(SettingError, match="XUNWEN_SCHEDULE_ZONE"):
        open_desk(start=False, schedule="15 3 * * *", schedule_zone=name)


def test_the_desk_s_schedule_is_on_the_clock_of_the_setting(open_desk):
    desk = open_desk(start=False, schedule="15 3 * * *", schedule_zone=BERLIN)
    schedule, _ = desk.dispatcher._schedule
    assert schedule.next_at.tzinfo == ZoneInfo(BERLIN)
