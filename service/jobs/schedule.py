"""When the archive is indexed by itself: a cron line, in the machine's local time."""

from dataclasses import dataclass
from datetime import datetime

from cronsim import CronSim, CronSimError

from indexer.errors import SettingError


@dataclass(slots=True, eq=False)
class Schedule:
    """Tells once of each time that a cron line names. What was missed while nothing ran is not made up for."""

    line: str
    next_at: datetime

    @classmethod
    def of(cls, line: str, now: datetime) -> "Schedule":
        """The schedule of a cron line, from now on.

        Raises:
            SettingError: It is not a cron line, or names no time that ever comes.
        """
        try:
            return cls(line, next(CronSim(line, now)))
        except (CronSimError, StopIteration) as error:
            raise SettingError(
                f"The schedule {line!r} is not a cron line that ever comes due.",
                next_step='Set XUNWEN_SCHEDULE to five fields, such as "15 3 * * *" for a quarter past three each night.',
            ) from error

    def due(self, now: datetime) -> str | None:
        """The time that has come, as text that is the same in every process of the service; None while none has."""
        if now < self.next_at:
            return None
        # Of several that passed, as when the machine slept, only the last counts.
        come, times = self.next_at, CronSim(self.line, self.next_at)
        for following in times:
            if following > now:
                self.next_at = following
                break
            come = following
        return come.isoformat(timespec="minutes")
