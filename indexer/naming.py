"""How snapshots are called: by the moment at which their build began, each name after all before it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}", re.ASCII)
_DATED = re.compile(r"(?!9999)\d{8}T\d{6}\.\d{3}Z", re.ASCII)
_FORM = "%Y%m%dT%H%M%S.%fZ"
_STEP = timedelta(milliseconds=1)


def is_name(text: str) -> bool:
    """Whether a snapshot may be called so: one folder's name, not hidden, that no path can be made of."""
    return _NAME.fullmatch(text) is not None


def next_name(now: datetime, taken: Iterable[str]) -> str:
    """The name of a build that begins now; where a clock was set back, the moment after the newest that is taken.

    Args:
        now: When the build begins.
        taken: Every name that was given before.
    """
    before = [moment for name in taken if (moment := _moment(name))]
    moment = max([now.astimezone(UTC), *(each + _STEP for each in before)])
    return f"{moment.strftime(_FORM)[:-4]}Z"


def _moment(name: str) -> datetime | None:
    """What a name says; None where it was not given by a build."""
    if not _DATED.fullmatch(name):
        return None
    try:
        return datetime.strptime(name, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None
