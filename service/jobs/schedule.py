"""When the archive is indexed by itself: a cron line, on the clock of a time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from tzlocal import get_localzone

from indexer.errors import SettingError


def machine_zone() -> ZoneInfo:
    """This machine's own time zone.

    Raises:
        SettingError: It can't be told.
    """
    try:
        return get_localzone()
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(
            f"This machine's time zone can't be told ({error}).",
            next_step="Set XUNWEN_SCHEDULE_ZONE to a name such as Europe/Berlin.",
        ) from error


@dataclass(slots=True, eq=False)
class Schedule:
    """Tells once of each time that a cron line names. What was missed while nothing ran is not made up for.

    When clocks go forward, a time that does not exist comes as soon as they have; when they go back, one that comes twice
    counts the first time. Lines that begin with a star in minutes or hours go by elapsed time, as in Debian's cron.
    """

    line: str
    next_at: datetime

    @classmethod
    def of(cls, line: str, now: datetime) -> "Schedule":
        """The schedule of a cron line, from now on.

        Args:
            line: Five fields.
            now: In a time zone that knows when its clocks change; an offset alone does not.

        Raises:
            SettingError: It is not a cron line, or names no time that ever comes.
        """
        try:
            return cls(line, next(_after(line, now)))
        except (CronSimError, StopIteration) as error:
            raise SettingError(
                f"The schedule {line!r} is not a cron line that ever comes due.",
                next_step='Set XUNWEN_SCHEDULE to five fields, such as "15 3 * * *" for a quarter past three each night.',
            ) from error

    def due(self, now: datetime) -> str | None:
        """The time that has come, as text that is the same in every process of the service; None while none has."""
        if _instant(now) < _instant(self.next_at):
            return None
        # Of several that passed, as when the machine slept, only the last counts.
        come = self.next_at
        for following in _after(self.line, come):
            if _instant(following) > _instant(now):
                self.next_at = following
                break
            come = following
        return come.isoformat(timespec="minutes")


def _after(line: str, at: datetime) -> Iterator[datetime]:
    """The times of a line that come after another in truth, not only on the face of the clock."""
    return (each for each in CronSim(line, at) if _instant(each) > _instant(at))


def _instant(at: datetime) -> datetime:
    """Times of one zone are compared by the face of the clock, which in autumn shows an hour twice."""
    return at.astimezone(UTC)
