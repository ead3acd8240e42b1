"""Runs all that is compared: each indexes in its turn, then all services stand side by side and are asked in turns."""

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.peers.collection import Asked, Collection, Written
from benchmarks.peers.driver import PeerError
from benchmarks.peers.environments import INDEX_OF, environment_of, versions
from benchmarks.peers.figures import RowOfTable, Values, alone, crowd
from benchmarks.peers.load import Service, Timing, numbered
from benchmarks.peers.processes import cpu_seconds, folder_megabytes, memory
from benchmarks.peers.talk import Talk
from service.evaluate.metrics import ranking_measures

DRIVERS = Path(__file__).with_name("drivers")
QUALITY = ("hit@1", "nDCG@10")
_RECORD = "indexed.json"
_FIRST = "捐款"
"""What a service is asked first, and in vain or not: it is ready once it answers."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is measured, where, how long and how often."""

    peers: Sequence[str]
    work: Path
    model: Path
    """The weights that all share, as a sentence-transformers folder."""
    rounds: int
    seconds: float
    """Of each measurement of a round."""
    clients: int
    """How many a crowd is."""
    reuse: bool = False
    """Whether an index that an earlier run made of the same chunks with the same versions is searched, and its indexing told."""


@dataclass(slots=True)
class Measured:
    """What is known so far of one of those compared."""

    peer: str
    python: Path = Path()
    notes: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    reused: bool = False
    """Whether its index and the figures of indexing are those of an earlier run."""
    pid: int = 0
    """Of the service."""
    failed: str = ""
    """Why it is not in the table; empty where it is."""
    common: Values = field(default_factory=dict)
    """Figures that all ways to search share."""
    services: dict[str, Service] = field(default_factory=dict)
    """By way; they answer while the comparison runs."""
    quality: dict[str, Values] = field(default_factory=dict)
    alone: dict[str, list[Timing]] = field(default_factory=dict)
    crowd: dict[str, list[Timing]] = field(default_factory=dict)

    def rows(self) -> list[RowOfTable]:
        """A row for each way to search, in the driver's order."""
        return [RowOfTable(self.peer, way, self._values(way)) for way in self.services]

    def _values(self, way: str) -> Values:
        lonely, many = self.alone.get(way, []), self.crowd.get(way, [])
        errors: Values = {"errors": sum(each.errors for each in [*lonely, *many])}
        return {**self.common, **alone(lonely), **crowd(many), **self.quality.get(way, {}), **errors}


def compare(collection: Collection, written: Written, plan: Plan) -> list[Measured]:
    """Measures everybody of the plan; who fails is told of and left out of what follows."""
    measured = [Measured(peer) for peer in plan.peers]
    for each in measured:
        with _going_on(each):
            each.python = environment_of(each.peer, plan.work)
            each.versions = versions(each.peer, each.python)
            if each.peer in INDEX_OF:
                _take_index(each, plan)
            else:
                _index(each, written, plan)
    with ExitStack() as talks:
        for each in _whole(measured):
            with _going_on(each):
                _serve(each, talks, plan)
        for each in _whole(measured):
            with _going_on(each):
                _judge(each, collection.questions)
        _ask(measured, [asked.text for asked in collection.questions], plan)
    return measured


def _whole(measured: Sequence[Measured]) -> list[Measured]:
    return [each for each in measured if not each.failed]


@contextmanager
def _going_on(measured: Measured) -> Iterator[None]:
    """What goes wrong with one of those compared is told and kept, and the others go on."""
    try:
        yield
    except (PeerError, ValueError, OSError) as error:
        measured.failed = str(error)
        print(f"  {measured.peer} is left out: {error}", flush=True)


def _folder(measured: Measured, plan: Plan) -> Path:
    """Of its index, which may be that of somebody else."""
    return plan.work / INDEX_OF.get(measured.peer, measured.peer) / "index"


def _log(measured: Measured, plan: Plan, name: str) -> Path:
    folder = plan.work / measured.peer
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def _take_index(measured: Measured, plan: Plan) -> None:
    """Takes the figures of whose index it searches.

    Raises:
        PeerError: There is none.
    """
    whose = INDEX_OF[measured.peer]
    record = _folder(measured, plan).with_name(_RECORD)
    if not record.is_file():
        raise PeerError(f"{measured.peer} searches the index of {whose}, which is not there: measure {whose} as well")
    measured.common = json.loads(record.read_text("utf-8"))["figures"]
    measured.notes = f"the index and the settings of {whose}, with a worker process for each core (XUNWEN_WORKERS)"


def _index(measured: Measured, written: Written, plan: Plan) -> None:
    """Indexes all in a process of its own, whose start and model are not counted."""
    folder = _folder(measured, plan)
    record = folder.with_name(_RECORD)
    driver = DRIVERS / f"{measured.peer}.py"
    parts = (written.rows.read_bytes(), driver.read_bytes(), json.dumps(measured.versions).encode())
    made_of = hashlib.sha256(b"\0".join(parts)).hexdigest()
    if plan.reuse and record.is_file() and (known := json.loads(record.read_text("utf-8")))["made_of"] == made_of:
        measured.notes, measured.common, measured.reused = known["notes"], known["figures"], True
        print(f"  {measured.peer}: indexed by an earlier run", flush=True)
        return
    record.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Talk(measured.peer, measured.python, _log(measured, plan, "index.log")) as talk:
        measured.notes = str(talk.say("load", model=plan.model)["notes"])
        began, used = time.perf_counter(), cpu_seconds(talk.pid)
        answer = talk.say("index", rows=written.rows, articles=written.articles, index=folder)
        seconds, used = time.perf_counter() - began, cpu_seconds(talk.pid) - used
    if answer["chunks"] != written.chunks:
        raise PeerError(f"{measured.peer} holds {answer['chunks']} chunks of {written.chunks}")
    measured.common = {
        "chunks_per_second": written.chunks / seconds,
        "index_cpu_ms": 1000 * used / written.chunks,
        "index_mb": folder_megabytes(folder),
    }
    kept = {"made_of": made_of, "notes": measured.notes, "figures": measured.common}
    record.write_text(json.dumps(kept), encoding="utf-8")
    print(f"  {measured.peer}: {written.chunks / seconds:.1f} chunks/s", flush=True)


def _serve(measured: Measured, talks: ExitStack, plan: Plan) -> None:
    """Starts the service and waits for its first answer: it is ready when that came."""
    folder = _folder(measured, plan)
    log = _log(measured, plan, "serve.log")
    talk = talks.enter_context(Talk(measured.peer, measured.python, log, serving=True))
    served = talk.say("serve", index=folder, model=plan.model)
    pid, address, ways = served["pid"], served["address"], served["ways"]
    if not (isinstance(pid, int) and isinstance(address, str) and isinstance(ways, dict)):
        raise PeerError(f"{measured.peer} told of no service: {served}")
    measured.services = {way: Service(address, fields, lambda: cpu_seconds(pid)) for way, fields in ways.items()}
    next(iter(measured.services.values())).articles(_FIRST)
    measured.common["ready_seconds"] = time.perf_counter() - talk.began
    print(f"  {measured.peer}: ready after {measured.common['ready_seconds']:.1f} s", flush=True)
    measured.pid = pid


def _judge(measured: Measured, questions: Sequence[Asked]) -> None:
    """Asks every question once, which also warms what is asked next."""
    for way, service in measured.services.items():
        rankings = [service.articles(each.text) for each in questions]
        values = ranking_measures(rankings, [set(each.positive_ids) for each in questions])
        measured.quality[way] = {name: float(np.mean(values[name])) for name in QUALITY} if questions else {}
        print(f"  {measured.peer}, {way}: {measured.quality[way]}", flush=True)


def _ask(measured: Sequence[Measured], texts: Sequence[str], plan: Plan) -> None:
    """Rounds in which every way of everybody is asked by one client and by a crowd, no question twice."""
    texts = texts or [_FIRST]
    sources = {each.peer: numbered(texts) for each in measured}
    for turn in range(plan.rounds):
        for each in _whole(measured):
            for way, service in each.services.items():
                with _going_on(each):
                    lonely = service.measure(sources[each.peer], clients=1, seconds=plan.seconds)
                    many = service.measure(sources[each.peer], clients=plan.clients, seconds=plan.seconds)
                    each.alone.setdefault(way, []).append(lonely)
                    each.crowd.setdefault(way, []).append(many)
                    per_second = len(many.milliseconds) / many.seconds
                    print(f"  round {turn + 1}, {each.peer}, {way}: {per_second:.1f}/s by the crowd", flush=True)
    for each in _whole(measured):
        held = memory(each.pid)
        each.common |= {"pss_mb": held.pss, "private_mb": held.private}
