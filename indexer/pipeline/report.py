"""What a build did: counted as it goes on, and whole at its end."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from time import perf_counter

from indexer.core.article import Skip, SkipReason
from indexer.core.process import Progress


@dataclass(slots=True)
class BuildReport:
    """What a build did, as it goes on and at its end."""

    build: str = ""
    """The build's own name: that of the snapshot it makes."""
    outcome: str = "under way"
    """"published", "nothing changed", "refused" by the gate, "stopped", or "failed"."""
    snapshot: str = ""
    """The published snapshot when the build ended: the new one, or the one before where nothing changed."""
    base: str = ""
    """The snapshot that the build began from; empty for a first build."""
    pages: int = 0
    articles: int = 0
    new: int = 0
    edited: int = 0
    unchanged: int = 0
    kept: int = 0
    """Articles of the last snapshot that the sources did not mention, kept as they were."""
    unread: int = 0
    """Those of them that `prune` would have deleted, but that may be in what could not be read."""
    deleted: int = 0
    """Articles that the sources, by a record, or `prune` deleted."""
    replaced: int = 0
    """Articles that a later page of the same id, or another article now in their only file, took the place of."""
    chunks: int = 0
    embedded: int = 0
    reused: int = 0
    """Chunks whose vectors came from the cache."""
    carried: int = 0
    """Chunks whose vectors came from the last snapshot."""
    tokens: int = 0
    """Tokens embedded, measured on one passage in sixteen."""
    bytes: int = 0
    """Size of the snapshot on disk."""
    backend: str = ""
    degraded: list[str] = field(default_factory=list)
    """What was missing or fell back, each as its part and why."""
    skips: list[Skip] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    """By stage."""
    faults: list[str] = field(default_factory=list)
    """What the gate found wrong, whether it was forced or the build refused."""

    @property
    def skipped(self) -> Counter[SkipReason]:
        """How many pages were skipped for each reason."""
        return Counter(skip.reason for skip in self.skips)

    @property
    def published(self) -> bool:
        """Whether a new snapshot was published; not where nothing had changed."""
        return self.outcome == "published"

    @property
    def tokens_per_second(self) -> float:
        """Tokens embedded in a second of the embedding stage; 0 where nothing was."""
        seconds = self.seconds.get("embed", 0.0)
        return self.tokens / seconds if seconds else 0.0

    def to_fields(self) -> dict[str, object]:
        """The report as JSON has it, everywhere."""
        skipped = {str(reason): count for reason, count in self.skipped.most_common()}
        return {
            **asdict(self),
            "skips": [{"name": skip.name, "reason": skip.reason, "detail": skip.detail} for skip in self.skips],
            "published": self.published,
            "skipped": skipped,
            "tokens_per_second": round(self.tokens_per_second, 1),
        }

    @contextmanager
    def stage(self, progress: Progress, name: str, total: int | None, unit: str) -> Iterator[None]:
        """Tells of a stage and keeps how long it took, also where it is stopped."""
        progress.stage(name, total, unit)
        begun = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - begun


class BuildStopped(KeyboardInterrupt):
    """A build was told to stop, by Ctrl-C or a signal; the report says how far it had come."""

    def __init__(self, report: BuildReport) -> None:
        super().__init__()
        self.report = report
