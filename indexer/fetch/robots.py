"""What sites allow: their robots.txt, asked for once a run, and how long to wait between two requests."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING

from indexer.core.errors import PageError, SettingError
from indexer.fetch.addresses import Target
from indexer.fetch.client import NAME, Client
from indexer.fetch.failure import BusyError, FetchError
from indexer.fetch.settings import FetchSettings
from indexer.input.documents.document import EXTRA
from indexer.text.encoding import decode

if TYPE_CHECKING:
    from protego import Protego

_MOST_BYTES = 512 * 1024
_LONGEST_PAUSE = 24 * 3600


def check_robots_reader() -> None:
    """Tells where what reads robots.txt is missing.

    Raises:
        SettingError: It is; without it no site can be fetched from as it wishes.
    """
    if find_spec("protego") is None:
        raise SettingError(
            "Fetching is an extra: what reads robots.txt is not installed.", next_step=f"Install it: {EXTRA}"
        )


@dataclass(slots=True)
class _Site:
    """What one origin allows, and when it may be asked next."""

    rules: "Protego | None" = None
    """None where everything is allowed."""
    trouble: str = ""
    """Why nothing is fetched from it; empty where it is."""
    delay: float = 0.0


@dataclass(slots=True)
class Manners:
    """Knows the sites of one run."""

    client: Client
    settings: FetchSettings
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _sites: dict[str, _Site] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)
    """By host: when it may be asked again."""

    def before(self, target: Target) -> None:
        """Waits until a site may be asked for an address.

        Raises:
            FetchError: Its robots.txt does not allow that, or can't be read.
            BusyError: It asked to be left alone for now.
        """
        site = self.site(target)
        if site.trouble:
            raise FetchError(site.trouble)
        if site.rules is not None and not site.rules.can_fetch(target.url, NAME):
            raise FetchError("robots.txt does not allow it.")
        self._wait(target.host, site.delay)

    def ready_at(self, target: Target) -> float:
        """When the host may be asked next; 0 where it was not asked yet."""
        return self._next.get(target.host, 0.0)

    def pause(self, target: Target, wanted: str) -> None:
        """Takes note that a site is busy.

        Args:
            target: What was asked for.
            wanted: Its Retry-After in seconds; anything else is the end of it for this run.
        """
        seconds = float(wanted) if wanted.isdecimal() and len(wanted) < 9 else math.inf
        self._next[target.host] = self.clock() + (seconds if seconds <= _LONGEST_PAUSE else math.inf)

    def sitemaps(self, target: Target) -> list[str]:
        """Sitemaps that the site's robots.txt names."""
        rules = self.site(target).rules
        return [] if rules is None else list(rules.sitemaps)

    def site(self, target: Target) -> _Site:
        """What the site of an address allows."""
        if target.origin not in self._sites:
            self._sites[target.origin] = self._read(target)
        return self._sites[target.origin]

    def _read(self, target: Target) -> _Site:
        from protego import Protego

        try:
            robots = Target.of("/robots.txt", base=target.url)
            response = self.client.get(robots, before=lambda each: self._wait(each.host, self.settings.delay))
            status = response.status
            data = response.content(self.settings.max_bytes)[:_MOST_BYTES] if status == 200 else b""
        except BusyError:
            raise
        except (FetchError, PageError) as error:
            return _Site(trouble=f"Its robots.txt can't be read, so nothing is: {error}")
        # By RFC 9309: no such file allows everything, a site in trouble nothing.
        if status >= 500 or status == 429:
            return _Site(trouble=f"Its robots.txt is answered {status}, so nothing is fetched.")
        if not data.strip():
            return _Site(delay=self.settings.delay)
        try:
            rules = Protego.parse(decode(data)[0])
        except PageError:  # an image, say: no rules in it
            return _Site(delay=self.settings.delay)
        rate = rules.request_rate(NAME)
        asked = max(rules.crawl_delay(NAME) or 0.0, rate.seconds / max(rate.requests, 1) if rate else 0.0)
        if asked > self.settings.max_delay:
            return _Site(trouble=f"It asks for {asked:g} seconds between requests, more than XUNWEN_FETCH_MAX_DELAY.")
        return _Site(rules, delay=max(asked, self.settings.delay))

    def _wait(self, host: str, delay: float) -> None:
        pause = self._next.get(host, 0.0) - self.clock()
        if pause > self.settings.max_delay:
            raise BusyError(f"{host} asked to be left alone for now.")
        if pause > 0:
            self.sleep(pause)
        self._next[host] = self.clock() + delay
