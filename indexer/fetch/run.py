"""One run: what the addresses list, and then every page of it that is not kept yet or has changed, host by host."""

import heapq
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from indexer.core.errors import PageError
from indexer.core.process import Progress
from indexer.extract.identity import canonical_url
from indexer.fetch.addresses import Target
from indexer.fetch.client import Client
from indexer.fetch.discovery import Found, is_page, look_at
from indexer.fetch.failure import FetchError
from indexer.fetch.report import FetchReport
from indexer.fetch.robots import Manners, check_robots_reader
from indexer.fetch.settings import FetchSettings
from indexer.fetch.store import Store
from indexer.input.documents.feed import moment
from indexer.input.documents.sitemap import Listed
from indexer.input.documents.warc import Response

MOST_PAGES = 1_000_000
"""Listed in one run."""

_BUSY = {429, 503}
_DEEPEST = 3
"""Lists in lists: an index of sitemaps, its sitemaps, and one more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of what is listed shall be fetched."""

    since: datetime | None = None
    """Pages whose list dates them before are left; those without a date are not."""
    limit: int | None = None
    """Most pages asked for; the next run goes on."""


@dataclass(slots=True)
class _Plan:
    """Pages to ask for, each once, by host."""

    hosts: dict[str, deque[tuple[Target, Listed]]] = field(default_factory=lambda: defaultdict(deque))
    seen: set[str] = field(default_factory=set)
    size: int = 0


def fetch(
    addresses: Sequence[str], folder: Path, settings: FetchSettings, progress: Progress, wanted: Wanted | None = None
) -> FetchReport:
    """Fetches what feeds, sitemaps and pages list into a folder that can be indexed; what fails is told and costs itself.

    Args:
        addresses: Of feeds, sitemaps, front pages whose feeds are looked for, and pages.
        folder: Where pages are kept, made if missing. What is kept there already is asked for only where it may have changed.
        settings: How politely, and from where.
        progress: Told of lists and pages.
        wanted: How much of it; all by default.

    Raises:
        SettingError: What reads robots.txt is not installed.
        InputError: Another run fetches into the folder.
        StorageError: It can't be written.
    """
    check_robots_reader()
    with Store.open(folder) as store:
        run = _Run(store, settings, progress, wanted or Wanted())
        run.read_lists(addresses)
        run.fetch_pages()
        return run.report


class _Run:
    def __init__(self, store: Store, settings: FetchSettings, progress: Progress, wanted: Wanted) -> None:
        self.report = FetchReport()
        self._store = store
        self._settings = settings
        self._progress = progress
        self._wanted = wanted
        self._client = Client(settings)
        self._manners = Manners(self._client, settings)
        self._plan = _Plan()

    def read_lists(self, addresses: Sequence[str]) -> None:
        """Reads feeds and sitemaps, and those that they name; a page that is named itself is kept at once."""
        self._progress.stage("lists", None, "lists")
        waiting = deque((Listed(address, is_list=True), 0) for address in addresses)
        seen: set[str] = set()
        while waiting:
            listed, depth = waiting.popleft()
            if listed.address in seen:
                continue
            if len(seen) >= self._settings.max_lists or depth > _DEEPEST:
                self.report.fail(listed.address, "There are too many lists, or lists of lists.")
                continue
            seen.add(listed.address)
            for each in self._listed_at(listed.address):
                if each.is_list:
                    if not self._is_old(each):
                        waiting.append((each, depth + 1))
                else:
                    self._want(each)
            self._progress.advance(1)

    def _listed_at(self, address: str) -> Iterator[Listed]:
        """What one address lists."""
        try:
            target = Target.of(address)
            found = self._look_at(target)
        except (FetchError, PageError) as error:
            self.report.fail(address, str(error))
            return
        yield from found.listed
        if not found.listed and not found.is_page:
            sitemaps = self._manners.sitemaps(target)
            yield from (Listed(each, is_list=True) for each in sitemaps)
            if not sitemaps:
                self.report.fail(address, "It lists no page, and names no feed or sitemap.")

    def _look_at(self, target: Target) -> Found:
        kept = self._store.kept_list(target.url)
        # A page is known by its own; a list by what it listed, which may not all be fetched yet.
        page = self._store.kept(target.url) if kept is None else None
        known = kept or page
        response = self._client.get(
            target,
            etag=known.etag if known else "",
            modified=known.modified if known else "",
            before=self._manners.before,
        )
        if response.status == 304 and kept is not None:
            return look_at(kept.response, most=self._settings.max_bytes)
        if response.status == 304 and page is not None:
            self._count(target, response)
            return Found(is_page=True)
        self._check(target, response)
        found = look_at(response, most=self._settings.max_bytes)
        if found.is_page:
            self._count(target, response)
        elif found.listed:
            self._store.keep_list(target.url, response, response.content(self._settings.max_bytes))
        return found

    def _want(self, listed: Listed) -> None:
        """Puts a page among those to ask for, unless it is too old, or kept and not changed since."""
        try:
            target = Target.of(listed.address)
        except FetchError as error:
            self.report.fail(listed.address, error.message)
            return
        key = canonical_url(target.url)
        if key in self._plan.seen or len(self._plan.seen) >= MOST_PAGES:
            return
        self._plan.seen.add(key)
        self.report.listed += 1
        if self._is_old(listed):
            self.report.old += 1
            return
        kept, changed = self._store.kept(target.url), moment(listed.changed)
        if kept is not None and changed is not None and changed + _grain(listed.changed) <= kept.fetched_at:
            self.report.known += 1
            return
        self._plan.hosts[target.host].append((target, listed))
        self._plan.size += 1

    def _is_old(self, listed: Listed) -> bool:
        changed = moment(listed.changed)
        return self._wanted.since is not None and changed is not None and changed < self._wanted.since

    def fetch_pages(self) -> None:
        """Asks for the pages, each time of the host that may be asked first: while one is left alone, others are not."""
        size, limit = self._plan.size, self._wanted.limit
        most = size if limit is None else min(size, limit)
        self.report.left = size - most
        self._progress.stage("fetch", most, "pages")
        turns = [(0.0, number, host) for number, host in enumerate(self._plan.hosts)]
        while turns and most > 0:
            _, number, host = heapq.heappop(turns)
            pages = self._plan.hosts[host]
            target, listed = pages.popleft()
            self._fetch_page(target, listed)
            self._progress.advance(1)
            most -= 1
            if pages:
                heapq.heappush(turns, (self._manners.ready_at(target), number, host))

    def _fetch_page(self, target: Target, listed: Listed) -> None:
        kept = self._store.kept(target.url)
        try:
            response = self._client.get(
                target,
                etag=kept.etag if kept else "",
                modified=kept.modified if kept else "",
                before=self._manners.before,
            )
            if response.status == 304 and kept is not None:
                self._count(target, response)
                return
            self._check(target, response)
            _check_kind(response)
            self._count(target, response, listed)
        except (FetchError, PageError) as error:
            self.report.fail(target.url, str(error))

    def _check(self, target: Target, response: Response) -> None:
        """Ends with what was not answered well.

        Raises:
            FetchError: The status says so, or the site is busy, which is then left alone.
        """
        if response.status in _BUSY:
            self._manners.pause(target, response.headers.get("retry-after", ""))
            raise FetchError(f"The site is busy ({response.status}).")
        if response.status != 200:
            raise FetchError(f"It is answered {response.status}.")

    def _count(self, target: Target, response: Response, listed: Listed | None = None) -> None:
        """Keeps a page that was asked for, and counts it."""
        if response.status == 304:
            self._store.still_good(target)
            self.report.unchanged += 1
            return
        new = self._store.kept(target.url) is None
        if not self._store.keep(target, response, listed or Listed(target.url)):
            self.report.unchanged += 1
        elif new:
            self.report.new += 1
        else:
            self.report.changed += 1


def _check_kind(response: Response) -> None:
    if not is_page(response):
        raise FetchError(f"It is no page: {response.content_type[:60] or 'of unknown type'}.")


def _grain(written: str) -> timedelta:
    """How much later than its beginning a date may mean: a day without a clock is all of it, in whatever zone."""
    return timedelta(days=2) if len(written.strip()) <= len("2020-02-21") else timedelta(0)
