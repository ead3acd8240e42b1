"""What the service counts of itself, for Prometheus: in memory where it is alone, in files that all its workers map where it is not."""

import threading
from collections import Counter as Tally
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from indexer.core.article import Part
from indexer.core.errors import SnapshotError, StorageError
from service.http.lanes import House
from service.http.readiness import Readiness
from service.jobs.queue import JobQueue
from service.results import AskResult, SearchResult

FILES_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus_client keeps what workers count; it looks when it is imported."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_PARTS = tuple(part for part in Part if part not in {Part.READING, Part.GENERATION})
"""What is missing for every question or for none."""


class Measures:
    """Every figure of one process; reading them adds those of its fellows."""

    def __init__(self, readiness: Readiness, house: House, desk: JobQueue | None, *, shared: Path | None) -> None:
        """Takes what is looked at whenever somebody asks.

        Args:
            readiness: Has the snapshots.
            house: Has the questions.
            desk: Has the jobs, if there are any.
            shared: Folder that the workers of one service count in; None for one that is alone.
        """
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._readiness = readiness
        self._house = house
        self._desk = desk
        self._shared = shared
        # Of its own, not the library's global one, which an app of a test would share.
        self._registry = CollectorRegistry()
        self._counted: Tally[str] = Tally()
        self._snapshot = ""
        self._kept_stages: dict[tuple[str, str], Histogram] = {}
        self._lock = threading.Lock()
        self._events()
        self._states()
        self._failings()

    def _events(self) -> None:
        registry = self._registry
        self._requests = Counter(
            "xunwen_requests", "Requests by route and status.", ["route", "method", "status"], registry=registry
        )
        self._latency = Histogram(
            "xunwen_request_seconds",
            "From the head of a request to the end of its response.",
            ["route"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._stages = Histogram(
            "xunwen_stage_seconds",
            "What a stage of a question took; total is all of them.",
            ["stage", "mode"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._answers = Counter(
            "xunwen_answers", "Questions answered, and not, with the reason.", ["status", "reason"], registry=registry
        )
        self._lacking = Counter(
            "xunwen_degraded_responses", "Responses that lacked a part.", ["part"], registry=registry
        )

    def _states(self) -> None:
        self._inside = self._gauge("xunwen_questions", "Questions worked on or waiting.", sums=True)
        self._waiting = self._gauge("xunwen_questions_waiting", "Questions waiting for a thread.", sums=True)
        self._look_ups = self._gauge(
            "xunwen_look_ups", "Requests without a question, as for an article, worked on or waiting.", sums=True
        )
        self._open = self._gauge("xunwen_snapshots_open", "Snapshots open: 2 while an old one ends.", sums=True)
        self._info = self._gauge("xunwen_snapshot_info", "The snapshot that answers.", "name")
        self._made = self._gauge("xunwen_snapshot_created_timestamp_seconds", "When it was built.")
        self._articles = self._gauge("xunwen_snapshot_articles", "Articles in it.")
        self._chunks = self._gauge("xunwen_snapshot_chunks", "Chunks in it.")

    def _failings(self) -> None:
        registry = self._registry
        self._refused = Counter("xunwen_refused", "Requests answered 503, by reason.", ["reason"], registry=registry)
        for reason in ("overloaded", "timed_out"):
            self._refused.labels(reason)
        self._cache = Counter(
            "xunwen_question_vectors", "Question vectors asked for, kept or computed.", ["found"], registry=registry
        )
        self._swaps = Counter("xunwen_snapshot_swaps", "Snapshots that took over from another.", registry=registry)
        self._failures = Counter(
            "xunwen_snapshot_failures", "Attempts to open a snapshot that failed.", registry=registry
        )
        self._ready = Gauge(
            "xunwen_ready",
            "1 while every worker can answer questions.",
            registry=registry,
            multiprocess_mode="livemin",
        )
        self._stale = self._gauge("xunwen_snapshot_stale", "1 while the snapshot published last can't be served.")
        self._degraded = self._gauge("xunwen_degraded", "1 for a part that every answer does without.", "part")
        if self._desk is not None:
            self._unreadable = self._gauge("xunwen_jobs_unreadable", "1 while the jobs can't be read.")
            self._jobs = self._gauge("xunwen_jobs", "Index jobs kept, by state.", "state")
            self._ended = self._gauge(
                "xunwen_job_ended_timestamp_seconds", "When the last index job ended, by how it did.", "state"
            )

    def _gauge(self, name: str, about: str, *labels: str, sums: bool = False) -> Gauge:
        """What is so now, of all workers together: the sum, or the most."""
        mode = "livesum" if sums else "livemax"
        return Gauge(name, about, labels, registry=self._registry, multiprocess_mode=mode)  # type: ignore[arg-type]  # one of its literals

    def request(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that is over."""
        self._requests.labels(route, method, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def searched(self, found: SearchResult) -> None:
        """Count a search."""
        self._staged(found.took_ms, found.mode)
        for part in {each.part for each in found.degraded}:
            self._lacking.labels(part).inc()

    def asked(self, found: AskResult) -> None:
        """Count a question, and whether it was answered."""
        self._staged(found.took_ms, found.search.mode)
        for part in {each.part for each in found.search.degraded}:
            self._lacking.labels(part).inc()
        self._answers.labels("abstained" if found.answer is None else "answered", found.reason).inc()

    def refresh(self) -> None:
        """Look at what only has a state; workers do so every second, so that whichever is asked knows of all."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        questions, look_ups = self._house.questions, self._house.look_ups
        self._inside.set(questions.inside)
        self._waiting.set(max(questions.inside - self._house.threads, 0))
        self._look_ups.set(look_ups.inside)
        self._up_to(self._refused.labels("overloaded"), "refused", questions.refused + look_ups.refused)
        self._up_to(self._refused.labels("timed_out"), "timed out", questions.timed_out + look_ups.timed_out)
        readiness = self._readiness
        self._up_to(self._swaps, "swaps", readiness.swaps)
        self._up_to(self._failures, "failures", readiness.failures)
        self._stale.set(bool(readiness.failure))
        self._open.set(readiness.open_engines)
        self._look_at_snapshot()
        self._look_at_jobs()

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        self.refresh()
        if self._shared is None:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(self._shared))  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def _staged(self, took_ms: Mapping[str, float], mode: str) -> None:
        for stage, took in took_ms.items():
            kept = self._kept_stages.get((stage, mode))
            if kept is None:  # a search has six: their names are not checked again for each
                kept = self._kept_stages[stage, mode] = self._stages.labels(stage, mode)
            kept.observe(took / 1000)

    def _up_to(self, counter: Counter, name: str, total: int) -> None:
        """Bring a counter up to what is counted elsewhere."""
        counter.inc(total - self._counted[name])
        self._counted[name] = total

    def _look_at_snapshot(self) -> None:
        try:
            engine = self._readiness.engine()
        except SnapshotError:
            self._ready.set(0)
            return
        self._ready.set(1)
        manifest = engine.manifest
        if self._snapshot not in {"", manifest.name}:
            # What workers share can't be taken back: 0 says that this one answers no more.
            self._info.labels(self._snapshot).set(0)
            if self._shared is None:
                self._info.remove(self._snapshot)
        self._snapshot = manifest.name
        self._info.labels(manifest.name).set(1)
        self._made.set(datetime.fromisoformat(manifest.created_at).timestamp())
        self._articles.set(manifest.articles)
        self._chunks.set(manifest.chunks)
        missing = {each.part for each in engine.degraded}
        for part in _PARTS:
            self._degraded.labels(part).set(part in missing)
        for found, count in engine.question_vectors.items():
            self._up_to(self._cache.labels(found), found, count)

    def _look_at_jobs(self) -> None:
        """The jobs; where they can't be read, that they can't, and the other figures go on."""
        if self._desk is None:
            return
        try:
            counts, ends = self._desk.counts(), self._desk.ends()
        except StorageError:
            self._unreadable.set(1)
            return
        self._unreadable.set(0)
        for state, count in counts.items():
            self._jobs.labels(state).set(count)
        for state, ended in ends.items():
            self._ended.labels(state).set(datetime.fromisoformat(ended).timestamp())
