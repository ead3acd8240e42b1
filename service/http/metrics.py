"""GET /metrics: what the service counts, read when it is asked for, in the text format of Prometheus."""

from collections.abc import Iterable, Mapping

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from indexer.domain import Part
from indexer.errors import SnapshotError, StorageError
from service.http.admission import House
from service.http.lanes import threaded
from service.http.readiness import Readiness
from service.jobs.desk import JobDesk

router = APIRouter()

_PARTS = tuple(part for part in Part if part not in {Part.READING, Part.GENERATION})
"""What is missing for every question or for none."""


class ServiceCollector(Collector):
    """Reads the figures where they are kept; nothing is counted twice."""

    def __init__(self, readiness: Readiness, house: House, desk: JobDesk | None) -> None:
        self._readiness = readiness
        self._house = house
        self._desk = desk

    def collect(self) -> Iterable[Metric]:
        """One family for each thing a person would draw or be woken by."""
        yield from self._snapshots()
        questions, look_ups = self._house.questions, self._house.look_ups
        yield GaugeMetricFamily("xunwen_questions", "Questions worked on or waiting.", questions.inside)
        yield GaugeMetricFamily(
            "xunwen_look_ups", "Requests without a question, as for an article, worked on or waiting.", look_ups.inside
        )
        refused = CounterMetricFamily("xunwen_refused", "Requests answered 503, by reason.", labels=["reason"])
        refused.add_metric(["overloaded"], questions.refused + look_ups.refused)
        refused.add_metric(["timed_out"], questions.timed_out + look_ups.timed_out)
        yield refused
        if self._desk is not None:
            yield from self._jobs(self._desk)

    def _jobs(self, desk: JobDesk) -> Iterable[Metric]:
        """The jobs; where they can't be read, that they can't, and the other figures go on."""
        try:
            counts = desk.counts()
        except StorageError:
            counts = None
        yield GaugeMetricFamily("xunwen_jobs_unreadable", "1 while the jobs can't be read.", int(counts is None))
        if counts is not None:
            yield _by_label("xunwen_jobs", "Index jobs kept, by state.", "state", counts)

    def _snapshots(self) -> Iterable[Metric]:
        readiness = self._readiness
        yield CounterMetricFamily("xunwen_snapshot_swaps", "Snapshots that took over from another.", readiness.swaps)
        yield CounterMetricFamily(
            "xunwen_snapshot_failures", "Attempts to open a snapshot that failed.", readiness.failures
        )
        yield GaugeMetricFamily(
            "xunwen_snapshot_stale",
            "1 while the snapshot published last can't be served.",
            int(bool(readiness.failure)),
        )
        yield GaugeMetricFamily(
            "xunwen_snapshots_open", "Snapshots open: 2 while an old one ends.", readiness.open_engines
        )
        try:
            engine = readiness.engine()
        except SnapshotError:
            return
        manifest = engine.manifest
        yield _by_label("xunwen_snapshot_info", "The snapshot that answers.", "name", {manifest.name: 1})
        yield GaugeMetricFamily("xunwen_snapshot_articles", "Articles in it.", manifest.articles)
        yield GaugeMetricFamily("xunwen_snapshot_chunks", "Chunks in it.", manifest.chunks)
        missing = {each.part for each in engine.degraded}
        yield _by_label(
            "xunwen_degraded",
            "1 for a part that every answer does without.",
            "part",
            {part: int(part in missing) for part in _PARTS},
        )


def registry_of(readiness: Readiness, house: House, desk: JobDesk | None) -> CollectorRegistry:
    """A registry of one service's figures; not the library's global one, which an app of a test would share."""
    registry = CollectorRegistry()
    registry.register(ServiceCollector(readiness, house, desk))
    return registry


@router.get("/metrics", include_in_schema=False)
@threaded
def metrics(request: Request) -> Response:
    """The figures of this process."""
    registry: CollectorRegistry = request.app.state.registry
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _by_label(name: str, about: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family
