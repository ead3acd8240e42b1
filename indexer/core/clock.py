"""The time zone of an archive, by whose clock dates without an offset are read and days begin."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from indexer.core.errors import SettingError


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


DEFAULT_ZONE = "Asia/Shanghai"
"""The clock of the sites that this was made for; never the machine's own, which would make another archive elsewhere."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OF_THE_MACHINE = {"localtime", "posixrules"}
"""Names that mean another zone on another machine."""


@lru_cache
def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises:
        SettingError: There is none.
    """
    with suppress(KeyError, ValueError, OSError):  # unknown; a path; a folder of zones
        if name not in _OF_THE_MACHINE:
            return ZoneInfo(name)
    raise SettingError(
        f"There is no time zone {name[:60]!r}.", next_step="Write an IANA name such as Asia/Shanghai or Europe/Berlin."
    )


def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """The instant that an ISO 8601 date names, by the zone's clock: a day's is its first; None where it is no date.

    >>> str(moment("2024-08-21T16:30Z", zone_named("Asia/Shanghai")))
    '2024-08-22 00:30:00+08:00'
    """
    try:
        read = datetime.fromisoformat(text)
        return read.astimezone(zone) if read.tzinfo else read.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def local(text: str, zone: ZoneInfo) -> str:
    """An ISO 8601 date by the zone's clock, a day as it is; what is no date stays as it is, too.

    >>> local("2024-08-21T16:30Z", zone_named("Asia/Shanghai")), local("2024-08-22", zone_named("Asia/Shanghai"))
    ('2024-08-22T00:30:00+08:00', '2024-08-22')
    """
    read = None if is_day(text) else moment(text, zone)
    return text if read is None else read.isoformat()


def day_of(text: str, zone: ZoneInfo) -> str:
    """The zone's day of an ISO 8601 date, "2024-08-22"; empty where it is no date."""
    read = moment(text, zone)
    return "" if read is None else read.date().isoformat()


def is_day(text: str) -> bool:
    """Whether a date tells no time of day."""
    return _DAY.fullmatch(text) is not None


def end(text: str, zone: ZoneInfo) -> datetime | None:
    """The last instant of what a date names: a day lasts until the next begins, 23 to 25 hours; None where it is no date."""
    if not is_day(text):
        return moment(text, zone)
    try:
        following = date.fromisoformat(text) + timedelta(days=1)
    except (ValueError, OverflowError):
        return moment(text, zone)
    begun = moment(following.isoformat(), zone)
    return None if begun is None else begun - timedelta(microseconds=1)
